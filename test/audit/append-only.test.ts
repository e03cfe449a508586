// What is written stays written: the database itself refuses to change an entry, or what kind of database it is.
import type { Knex } from 'knex';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { engines, openTestDesk, type TestDesk } from '../setup/desk.ts';

type Hostile = readonly [what: string, statement: string];
const columns = 'chain, seq, at, actor, call, body, prev, hash';
/** The first entry once more with another body, under the key that `chain, seq` gives. */
const another = (verb: string, key = 'chain, seq') =>
  `${verb} into audit_entry (${columns}) select ${key}, at, actor, call, '{}', prev, hash from audit_entry where chain = 0 and seq = 1`;
const again = `insert into database_info (id, kind, made_at, made_on) values (1, 'real', 'x', 'x')`;
const updateEntry = 'do update set body = excluded.body';

const everywhere: readonly Hostile[] = [
  ['another body', `update audit_entry set body = '{}' where chain = 0 and seq = 1`],
  ['the same again', 'update audit_entry set body = body'],
  ['another hash', `update audit_entry set hash = 'x'`],
  ['another place', 'update audit_entry set seq = seq + 1000'],
  ['an entry less', 'delete from audit_entry where chain = 0 and seq = 1'],
  ['no entry at all', 'delete from audit_entry'],
  ['a replacing insert by conflict', `${another('insert')} on conflict (chain, seq) ${updateEntry}`],
  ['a second entry in the same place', another('insert')],
  ['a database of another kind', `update database_info set kind = 'real'`],
  ['a database without a kind', 'delete from database_info'],
  ['a replaced kind', `${again} on conflict (id) do update set kind = excluded.kind`],
  ['a second kind', again],
  ['a kind beside it', again.replace('(1,', '(2,')],
];
const only: Record<'sqlite' | 'postgres', readonly Hostile[]> = {
  sqlite: [
    ['a replacing insert', another('insert or replace')],
    ['a replace', another('replace')],
    ['a replacing update', `update or replace audit_entry set seq = 2 where chain = 0 and seq = 1`],
    ['a replaced database', again.replace('insert', 'insert or replace')],
    [
      'a replacing insert by the row’s hidden number',
      `insert or replace into audit_entry (rowid, ${columns})
       select rowid, chain, seq + 1000, at, actor, call, '{}', prev, hash from audit_entry where chain = 0 and seq = 1`,
    ],
  ],
  postgres: [
    ['an emptied table', 'truncate audit_entry'],
    ['an emptied table with all that hangs on it', 'truncate audit_chain cascade'],
    ['an emptied kind', 'truncate database_info'],
  ],
};
/** A second key is an ordinary conflict; the kind beside it breaks the check; what has no hidden number has no such column. */
const refusals = {
  sqlite: /append-only|CHECK constraint failed|no column named rowid|no such column: rowid/,
  postgres: /append-only|duplicate key|check constraint/,
};
const codes = {
  sqlite: ['SQLITE_CONSTRAINT_TRIGGER', 'SQLITE_CONSTRAINT_CHECK', 'SQLITE_ERROR'],
  postgres: ['23000', '23505', '23514'],
};

describe.each(engines)('the audit’s tables on %s', (engine) => {
  let test: TestDesk;
  beforeAll(async () => {
    test = await openTestDesk(engine);
    // Two entries in chain 0, so that there is something to overwrite.
    for (const login of ['agent', 'auditor'] as const) await test.signIn(login);
  });
  afterAll(() => test.close());

  const all = async () =>
    JSON.stringify([
      await test.db.read('audit_entry').orderBy(['chain', 'seq']).select(),
      await test.db.read('database_info').select(),
    ]);
  const hostile = [...everywhere, ...only[engine]];

  it.each(hostile)('refuse %s', async (_, statement) => {
    const before = await all();
    const error = await test.db.write.raw(statement).then(
      () => null,
      (reason: Error & { code?: string }) => reason,
    );
    expect(error?.message).toMatch(refusals[engine]);
    expect(codes[engine]).toContain(error?.code);
    expect(await all()).toBe(before);
  });

  /** What the owner of the file or of the schema can do, and nobody else: so it is the triggers that refuse. */
  const asOwner = async (tx: Knex): Promise<void> => {
    for (const table of ['audit_entry', 'database_info'])
      if (engine === 'postgres') await tx.raw(`alter table ${table} disable trigger all`);
      else for (const kind of ['update', 'delete', 'replace']) await tx.raw(`drop trigger ${table}_no_${kind}`);
  };
  const byKey = [
    'a second entry in the same place',
    'a second kind',
    'a kind beside it',
    'a replacing insert by the row’s hidden number',
  ];

  it.each(hostile.filter(([what]) => !byKey.includes(what)))(
    'would let their owner do it: %s',
    async (_, statement) => {
      const before = await all();
      await test.db.write
        .transaction(async (tx) => {
          await asOwner(tx);
          await tx.raw(statement);
          throw new Error('and back again');
        })
        .catch((error: Error) => expect(error.message).toBe('and back again'));
      expect(await all()).toBe(before);
    },
  );
});
