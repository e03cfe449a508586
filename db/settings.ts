import { randomBytes } from 'node:crypto';
import type { Knex } from 'knex';

export const numbers = async (tx: Knex): Promise<Map<string, number>> => {
  const rows: { key: string; value: string }[] = await tx('setting').select('key', 'value');
  return new Map(rows.map(({ key, value }) => [key, Number(JSON.parse(value))]));
};

const secretNames = ['unknown-login', 'confirm-address', 'print-folder', 'return-path'] as const;

const makeSecret = (tx: Knex, name: string): Promise<unknown> =>
  tx('secret')
    .insert({ name, value: randomBytes(32).toString('hex') })
    .onConflict('name')
    .ignore();

/** Made with the database, so that the web service needs to read them only. */
export const makeSecrets = async (tx: Knex): Promise<void> => {
  for (const name of secretNames) await makeSecret(tx, name);
};

/** null where an older program made the database and nobody has needed it yet. */
export const knownSecret = async (tx: Knex, name: (typeof secretNames)[number]): Promise<string | null> =>
  (await tx('secret').where({ name }).first('value'))?.value ?? null;

/** A random key of this database; where an older program made the database, it is made at its first use. */
export const secret = async (tx: Knex, name: (typeof secretNames)[number]): Promise<string> => {
  const known = await knownSecret(tx, name);
  if (known !== null) return known;
  await makeSecret(tx, name);
  const made = await knownSecret(tx, name);
  if (made === null) throw new Error(`the secret ${name} was not kept`);
  return made;
};

export const versions = async (tx: Knex): Promise<Map<string, number>> => {
  const rows: { key: string; version: number }[] = await tx('setting').select('key', 'version');
  return new Map(rows.map(({ key, version }) => [key, version]));
};

export type SettingChange = {
  name: string;
  from: number;
  to: number;
  /** As it was seen by who asked; 0 where it had never been set. */
  version: number;
  changedBy: number;
  approvedBy: number | null;
  reason: string;
};

/** False: somebody changed it since. */
export const change = async (tx: Knex, setting: SettingChange, now: string): Promise<boolean> => {
  const row = { value: JSON.stringify(setting.to), version: setting.version + 1, changed_at: now };
  const isDone =
    setting.version === 0
      ? (
          await tx('setting')
            .insert({ key: setting.name, ...row })
            .onConflict('key')
            .ignore()
            .returning('key')
        ).length === 1
      : (await tx('setting').where({ key: setting.name, version: setting.version }).update(row)) === 1;
  if (isDone)
    await tx('setting_change').insert({
      key: setting.name,
      old_value: JSON.stringify(setting.from),
      new_value: JSON.stringify(setting.to),
      changed_at: now,
      changed_by: setting.changedBy,
      approved_by: setting.approvedBy,
      reason: setting.reason,
    });
  return isDone;
};

export type PastChange = {
  from: number;
  to: number;
  at: string;
  changedBy: number;
  approvedBy: number | null;
  /** '': of a change made before reasons were kept. */
  reason: string;
};

export const history = async (tx: Knex, name: string, limit: number): Promise<PastChange[]> => {
  const rows = await tx('setting_change').where({ key: name }).orderBy('id', 'desc').limit(limit);
  return rows.map((row) => ({
    from: Number(JSON.parse(row.old_value)),
    to: Number(JSON.parse(row.new_value)),
    at: row.changed_at,
    changedBy: row.changed_by,
    approvedBy: row.approved_by,
    reason: row.reason,
  }));
};
