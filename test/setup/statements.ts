// What a database is asked while something is done: how often must not depend on how many rows somebody hands over.
import type { Knex } from 'knex';

export const statementsDuring = async (db: Knex, work: () => Promise<unknown>): Promise<string[]> => {
  const asked: string[] = [];
  const note = ({ sql }: { sql: string }): void => void asked.push(sql);
  db.on('query', note);
  try {
    await work();
  } finally {
    db.off('query', note);
  }
  return asked;
};
