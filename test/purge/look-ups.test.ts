// What a purge and the clean-up of the outbox ask the database is answered by indexes: at four million accounts a table
// that is read through is minutes in which nobody else can write.
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { removeEnded } from '../../db/outbox-clean-up.ts';
import * as purge from '../../db/purge.ts';
import { engines, openTestDesk, type TestDesk } from '../setup/desk.ts';
import { addGone } from './gone.ts';
import { asking, readThrough } from './plans.ts';

const today = '2026-11-23';
/** Few rows in all, or an index of nothing but what is open at this moment. */
const few = [
  ...['purge_key', 'batch', 'legal_hold_standing', 'contact_open'],
  ...['incident_open', 'disclosure_due', 'approval_asked'],
];

describe.each(engines)('on %s', (engine) => {
  let at: TestDesk;
  beforeAll(async () => {
    at = await openTestDesk(engine);
  });
  afterAll(() => at.close());

  const scanned = async (work: () => Promise<unknown>) => {
    const asked = await asking(at.db, work);
    const found: Record<string, string[]> = {};
    for (const one of asked) {
      const tables = (await readThrough(at.db, one, { isEmpty: true })).filter((table) => !few.includes(table));
      if (tables.length > 0) found[one.sql] = tables;
    }
    return { asked: asked.length, found };
  };

  it('a purge looks for what it takes by indexes alone', async () => {
    const { accountId } = await addGone(at.db.write);
    const erasing = await scanned(() => at.db.write.transaction((tx) => purge.erase(tx, [accountId], null)));
    expect(erasing.found).toEqual({});
    expect(erasing.asked).toBeGreaterThan(40);
  });

  it('whose time is over, and what keeps them, is found from their clocks alone', async () => {
    const looking = await scanned(async () => {
      await purge.countDue(at.db.write, today);
      await purge.countOverdue(at.db.write, today, '2026-10-24');
      await purge.overdueIds(at.db.write, today, '2026-10-24', 20);
      await purge.countKept(at.db.write, today);
      await purge.due(at.db.write, today, 100);
      await purge.countEnding(at.db.write, today, '2026-12-23');
      await purge.keepingOf(at.db.write, [1, 2], today);
    });
    expect(looking.found).toEqual({});
    expect(looking.asked).toBeGreaterThan(15);
  });

  it('mails that ended long ago are found without looking at the others', async () => {
    const { accountId } = await addGone(at.db.write);
    await at.db.write('outbox').where({ account_id: accountId }).update({ ended_at: '2024-08-01T00:00:00.000Z' });
    const cleaning = await scanned(() => at.db.write.transaction((tx) => removeEnded(tx, '2024-10-01', 500)));
    expect(cleaning.found).toEqual({});
    expect(cleaning.asked).toBe(3);
    expect(await at.db.read('outbox').where({ account_id: accountId })).toEqual([]);
  });
});
