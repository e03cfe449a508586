// What a purge and the clean-up of the outbox ask the database is answered by indexes: at four million accounts a table
// that is read through is minutes in which nobody else can write.
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { removeEnded } from '../../db/outbox-clean-up.ts';
import * as purge from '../../db/purge.ts';
import { engines, openTestDesk, type TestDesk } from '../setup/desk.ts';
import { addGone } from './gone.ts';

const today = '2026-11-23';
/** Few rows in all, or an index of nothing but what is open at this moment. */
const few = ['purge_key', 'batch', 'legal_hold_standing', 'contact_open', 'incident_open', 'disclosure_due'];

type Asked = { readonly sql: string; readonly bindings: readonly unknown[] };

/** What is asked while `work` runs. */
const asking = async (at: TestDesk, work: () => Promise<unknown>): Promise<Asked[]> => {
  const asked = new Map<string, Asked>();
  const listen = ({ sql, bindings }: Asked): void => {
    if (/^(select|update|delete)/i.test(sql)) asked.set(sql, { sql, bindings });
  };
  at.db.write.on('query', listen);
  await work();
  at.db.write.removeListener('query', listen);
  return [...asked.values()];
};

type Plan = {
  'Node Type': string;
  'Relation Name'?: string;
  'Index Name'?: string;
  'Index Cond'?: string;
  Plans?: Plan[];
};

/** Tables, or indexes, of which a step reads all. */
const wholeOf = (plan: Plan): string[] => [
  ...(/Seq Scan|Index( Only)? Scan/.test(plan['Node Type']) && !plan['Index Cond']
    ? [plan['Index Name']?.replace(/_pkey$/, '') ?? plan['Relation Name'] ?? '']
    : []),
  ...(plan.Plans ?? []).flatMap(wholeOf),
];

/** The tables that are read through for it. */
const readThrough = async (at: TestDesk, { sql, bindings }: Asked): Promise<string[]> => {
  if (at.db.engine === 'sqlite') {
    const steps: { detail: string }[] = await at.db.write.raw(`explain query plan ${sql}`, [...bindings] as never);
    return steps.flatMap(({ detail }) => /^SCAN (?!\()(\S+)/.exec(detail)?.[1] ?? []);
  }
  return at.db.write.transaction(async (tx) => {
    // Tables with few rows it would read whole: without these ways only those are read so that have no other.
    for (const way of ['seqscan', 'hashjoin', 'mergejoin']) await tx.raw(`set local enable_${way} = off`);
    const { rows } = await tx.raw(`explain (format json) ${sql.replace(/\$\d+/g, '?')}`, [...bindings] as never);
    return wholeOf(rows[0]['QUERY PLAN'][0].Plan);
  });
};

describe.each(engines)('on %s', (engine) => {
  let at: TestDesk;
  beforeAll(async () => {
    at = await openTestDesk(engine);
  });
  afterAll(() => at.close());

  const scanned = async (work: () => Promise<unknown>) => {
    const asked = await asking(at, work);
    const found: Record<string, string[]> = {};
    for (const one of asked) {
      const tables = (await readThrough(at, one)).filter((table) => !few.includes(table));
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
