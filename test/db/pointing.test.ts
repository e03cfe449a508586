// Deleting a row makes the database look for whatever points at it: where that column has no index, it reads a whole table.
import { describe, expect, it } from 'vitest';
import type { Database } from '../../db/open.ts';
import { engines, freshDatabase } from '../setup/desk.ts';

/** Whose rows are never deleted, so that nobody looks for what points at them. A demo is emptied as a whole. */
const lasting: Readonly<Record<string, string>> = {
  staff: 'who worked here stays: approvals and the audit name them',
  staff_session: 'kept with its times; only its token goes',
  job: 'kept as what was done',
  purge_run: 'kept as the certificate’s source',
};

type Pointer = { tab: string; col: string; at: string };
/** An index helps where the column stands first in it, and where it leaves out no row but those that point at nothing. */
type Start = { tab: string; col: string; condition: string | null };

const pointersOf = async (db: Database): Promise<Pointer[]> =>
  db.engine === 'sqlite'
    ? db.read.raw(
        `select m.name as tab, k."from" as col, k."table" as at
         from sqlite_schema m, pragma_foreign_key_list(m.name) k where m.type = 'table'`,
      )
    : (
        await db.read.raw(
          `select k.conrelid::regclass::text as tab, a.attname as col, k.confrelid::regclass::text as at
           from pg_constraint k join pg_attribute a on a.attrelid = k.conrelid and a.attnum = k.conkey[1]
           where k.contype = 'f' and k.connamespace = current_schema()::regnamespace`,
        )
      ).rows;

const startsOf = async (db: Database): Promise<Start[]> =>
  db.engine === 'sqlite'
    ? db.read.raw(
        `select m.name as tab, x.name as col,
           case when i.partial = 1 then substr(s.sql, instr(lower(s.sql), ' where ') + 7) end as condition
         from sqlite_schema m, pragma_index_list(m.name) i, pragma_index_info(i.name) x
         left join sqlite_schema s on s.name = i.name
         where m.type = 'table' and x.seqno = 0
         union all
         select m.name, x.name, null from sqlite_schema m, pragma_table_info(m.name) x
         where m.type = 'table' and x.pk = 1`,
      )
    : (
        await db.read.raw(
          `select i.indrelid::regclass::text as tab, a.attname as col, pg_get_expr(i.indpred, i.indrelid) as condition
           from pg_index i join pg_attribute a on a.attrelid = i.indrelid and a.attnum = i.indkey[0]
           join pg_class c on c.oid = i.indrelid where c.relnamespace = current_schema()::regnamespace`,
        )
      ).rows;

describe.each(engines)('on %s', (engine) => {
  it('whatever points at a row that may be deleted is found by an index', async () => {
    const database = await freshDatabase(engine);
    const db = await database.open();
    const pointers = await pointersOf(db);
    const starts = await startsOf(db);
    const isFound = ({ tab, col }: Pointer): boolean =>
      starts.some(
        (start) =>
          start.tab === tab &&
          start.col === col &&
          (start.condition === null || new RegExp(`^\\(*${col} is not null\\)*$`, 'i').test(start.condition)),
      );
    expect(pointers.length).toBeGreaterThan(60);
    const read = pointers.filter((pointer) => !(pointer.at in lasting) && !isFound(pointer));
    expect(read.map(({ tab, col, at }) => `${tab}.${col} points at ${at}`)).toEqual([]);
    // None of the reasons is left over.
    expect(Object.keys(lasting).filter((table) => !pointers.some(({ at }) => at === table))).toEqual([]);
    await db.close();
    await database.remove();
  });
});
