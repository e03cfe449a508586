// SIGKILL in the middle of an import: run again, it must end as if nothing had happened.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { setTimeout as pause } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { verifyAudit } from '../../main/audit.ts';
import { drawer, writeCustomerFile } from '../customer-files.ts';
import { engines, openTestDatabase, type TestDatabase } from '../databases.ts';
import { contentOf } from './digest.ts';

const program = fileURLToPath(new URL('./import-process.ts', import.meta.url));
const accounts = 6000;
type Phase = 'accounts' | 'search' | 'contracts';
type ImportKind = Exclude<Phase, 'search'>;

/** @returns the phase in which the child was when it died, or null where it had ended before */
const importAndKill = async (
  at: TestDatabase,
  kind: ImportKind,
  kill: { phase: Phase; rows: number; delay: number } | null,
): Promise<Phase | null> => {
  const child = spawn(
    process.execPath,
    [program, at.url, kind, join(at.folder, `${kind}.csv`), join(at.folder, 'rejects.csv')],
    {
      stdio: ['ignore', 'pipe', 'inherit'],
    },
  );
  const ended = once(child, 'exit');
  let phase: Phase = kind;
  let last = '';
  let isDue = false;
  for await (const line of createInterface({ input: child.stdout })) {
    const [name, rows] = line.split(' ');
    last = line;
    if (name === 'done') continue;
    phase = name === 'search' ? 'search' : kind;
    if (!kill || isDue || phase !== kill.phase || Number(rows) < kill.rows) continue;
    isDue = true;
    void pause(kill.delay).then(() => child.kill('SIGKILL'));
  }
  await ended;
  if (child.signalCode === 'SIGKILL') return last.startsWith('done') ? null : phase;
  if (!last.startsWith('done {"ok":true')) throw new Error(`the import ended with ${last}`);
  return null;
};

test.each(engines)(
  'an import killed six times on %s and run again leaves no doubles and no gaps',
  async (engine) => {
    const seed = Number(process.env.AKARI_SEED ?? 20_261_123);
    const draw = drawer(seed, engine.length);
    const at = await openTestDatabase(engine);
    const whole = await openTestDatabase(engine);
    for (const { folder } of [at, whole]) {
      writeCustomerFile(join(folder, 'accounts.csv'), 'accounts', accounts);
      writeCustomerFile(join(folder, 'contracts.csv'), 'contracts', accounts);
    }

    const hits: Record<Phase, number> = { accounts: 0, search: 0, contracts: 0 };
    const plan: [ImportKind, Phase, number][] = [
      ['accounts', 'accounts', draw() * 0.3],
      ['accounts', 'accounts', 0.4 + draw() * 0.4],
      ['accounts', 'search', 1],
      ['accounts', 'search', draw() * 20_000],
      ['contracts', 'contracts', draw() * 0.3],
      ['contracts', 'contracts', 0.4 + draw() * 0.4],
    ];
    for (const [kind, phase, place] of plan) {
      const rows = phase === 'search' ? place : place * accounts;
      const died = await importAndKill(at, kind, { phase, rows, delay: draw() * 6 });
      if (died) hits[died] += 1;
      // The last kill of a kind: finished before its next kind begins.
      if (plan.findLast(([other]) => other === kind)?.[2] === place) await importAndKill(at, kind, null);
    }
    console.log(`killed imports on ${engine}: seed ${seed}, hits ${JSON.stringify(hits)}`);
    expect(Math.min(...Object.values(hits)), 'each phase was hit').toBeGreaterThan(0);

    for (const kind of ['accounts', 'contracts'] as const) await importAndKill(whole, kind, null);
    const [content, expected] = [await contentOf(at.db), await contentOf(whole.db)];
    for (const [table, rows] of Object.entries(expected)) expect(content[table], table).toEqual(rows);
    expect(content.accounts).toHaveLength(accounts);
    expect(await verifyAudit(at.db.read)).toMatchObject({ isWhole: true });
    const left = await at.db.read('import_run').where({ state: 'running' });
    expect(left, 'whatever was cut off is not called running').toEqual([]);
    await Promise.all([at.close(), whole.close()]);
  },
  180_000,
);
