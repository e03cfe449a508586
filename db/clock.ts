import type { Knex } from 'knex';

/** Now, as the database has it: on a remote one every console shares its clock. */
export const databaseNow = async (tx: Knex): Promise<string> => {
  const answer = await tx.raw('select akari_now() as now');
  return (Array.isArray(answer) ? answer : answer.rows)[0].now;
};
