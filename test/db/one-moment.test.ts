import { expect, it } from 'vitest';
import { engines, freshDatabase, noon } from '../setup/desk.ts';

it.each(engines)(
  'statements that must agree see one moment on %s, whatever is written between them',
  async (engine) => {
    const at = await freshDatabase(engine);
    const db = await at.open();
    const key = 'idleLockMinutes';
    const set = (value: string) =>
      db.write('setting').insert({ key, value, version: 1, changed_at: noon }).onConflict('key').merge();
    const now = async (tx: typeof db.read) => (await tx('setting').where({ key }).first('value'))?.value;
    await set('5');
    const seen = await db.atOneMoment(async (tx) => {
      const before = await now(tx);
      await set('7');
      return [before, await now(tx)];
    });
    expect(seen).toEqual(['5', '5']);
    expect(await now(db.read)).toBe('7');
    await db.close();
    await at.remove();
  },
);
