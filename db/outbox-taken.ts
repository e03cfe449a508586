// That a server has taken a mail, noted in its row the moment it says so; `db/outbox.ts` writes the end down afterwards.
import type { Knex } from 'knex';
import { onPostgresConnection, onSqliteConnection, prepare } from './statements.ts';

export type Taken = {
  readonly id: number;
  readonly owner: string;
  readonly code: number | null;
  readonly status: string | null;
};

/**
 * Waits for no disk: it outlives the end of this process, and where power or the database server goes with it, the last
 * ones are sent once more with the same Message-ID. So it may be done for each mail. A row whose lease has passed to
 * somebody else is left alone.
 */
export const noteTaken = (db: Knex, taken: readonly Taken[]): Promise<void> =>
  db.client.config.client === 'pg'
    ? onPostgresConnection(db, async (connection) => {
        // Of this statement's own transaction alone, so that the session stays as it was.
        await connection.query(
          `with unhurried as materialized (select set_config('synchronous_commit', 'off', true))
           update outbox as o set accepted_at = akari_now(), answer_code = t.code, answer_status = t.status
           from unnest($1::bigint[], $2::text[], $3::bigint[], $4::text[]) as t (id, owner, code, status), unhurried
           where o.id = t.id and o.owner = t.owner and o.state = 'sending'`,
          [
            taken.map(({ id }) => id),
            taken.map(({ owner }) => owner),
            taken.map(({ code }) => code),
            taken.map(({ status }) => status),
          ],
        );
      })
    : onSqliteConnection(db, (connection) => {
        const note = prepare(
          connection,
          `update outbox set accepted_at = akari_now(), answer_code = ?, answer_status = ?
           where id = ? and owner = ? and state = 'sending'`,
        );
        connection.pragma('synchronous = normal');
        try {
          connection.transaction(() => {
            for (const { id, owner, code, status } of taken) note.run(code, status, id, owner);
          })();
        } finally {
          connection.pragma('synchronous = full');
        }
      });
