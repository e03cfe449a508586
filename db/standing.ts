// Who asks, when, and under which settings: what the door needs before every call.
import type { Knex } from 'knex';
import type { Session } from './sessions.ts';
import { type Statements, withStatements } from './statements.ts';

/** `settings` by name; a setting that is no number is NaN. */
export type Standing = { session: Session | null; now: string; settings: ReadonlyMap<string, number> };

type Row = { now: string; settings: string | null; session: string | null };

const sqlOf = (object: 'json_object' | 'json_build_object', settings: string): string =>
  `select akari_now() as now, ${settings} as settings,
    (select ${object}('sessionId', s.id, 'staffId', p.id, 'login', p.login, 'name', p.name, 'role', p.role,
       'lastSeenAt', s.last_seen_at, 'lockedAt', s.locked_at, 'openAccountId', s.open_account_id,
       'accountOpenedAt', s.account_opened_at, 'openCustomerId', s.open_customer_id,
       'customerOpenedAt', s.customer_opened_at)
     from staff_session_token t
       join staff_session s on s.id = t.session_id and s.ended_at is null
       join staff p on p.id = s.staff_id and p.is_active = 1
     where t.token_hash = ?) as session`;
const sql: { readonly [Engine in Statements['engine']]: string } = {
  sqlite: sqlOf('json_object', '(select json_group_object(key, value) from setting)'),
  postgres: sqlOf(
    'json_build_object',
    "(select coalesce(json_object_agg(key, value), '{}') from setting)::text",
  ).replace(') as session', ')::text as session'),
};

/** One statement, since it stands before every answer: a search while typing takes less time than three questions. */
export const standingOf = async (tx: Knex, tokenHash: string): Promise<Standing> => {
  const [row] = await withStatements(tx, (statements) => statements.all<Row>(sql[statements.engine], [tokenHash]));
  if (!row) throw new Error('a statement without a from clause gave no row');
  const stored: Record<string, string> = JSON.parse(row.settings ?? '{}');
  return {
    now: row.now,
    session: row.session === null ? null : (JSON.parse(row.session) as Session),
    settings: new Map(Object.entries(stored).map(([name, value]) => [name, Number(JSON.parse(value))])),
  };
};
