// What the database would do for what is asked of it: which tables, or indexes, it would read through.
import type { Database } from '../../db/open.ts';

export type Asked = { readonly sql: string; readonly bindings: readonly unknown[] };

/** What is asked while `work` runs. */
export const asking = async (db: Database, work: () => Promise<unknown>): Promise<Asked[]> => {
  const asked = new Map<string, Asked>();
  const listen = ({ sql, bindings }: Asked): void => {
    if (/^(select|update|delete)/i.test(sql)) asked.set(sql, { sql, bindings });
  };
  db.write.on('query', listen);
  await work();
  db.write.removeListener('query', listen);
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

/** @param isEmpty of a table with few rows PostgreSQL reads all; then only those are told that have no other way */
export const readThrough = async (
  db: Database,
  { sql, bindings }: Asked,
  { isEmpty = false } = {},
): Promise<string[]> => {
  if (db.engine === 'sqlite') {
    const steps: { detail: string }[] = await db.write.raw(`explain query plan ${sql}`, [...bindings] as never);
    return steps.flatMap(({ detail }) => {
      const scan = /^SCAN (?!\()(\S+)(?: USING (?:COVERING )?INDEX (\S+))?/.exec(detail);
      return scan?.[2] ?? scan?.[1] ?? [];
    });
  }
  return db.write.transaction(async (tx) => {
    for (const way of isEmpty ? ['seqscan', 'hashjoin', 'mergejoin'] : [])
      await tx.raw(`set local enable_${way} = off`);
    const { rows } = await tx.raw(`explain (format json) ${sql.replace(/\$\d+/g, '?')}`, [...bindings] as never);
    return wholeOf(rows[0]['QUERY PLAN'][0].Plan);
  });
};
