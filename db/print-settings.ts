// What every card says of its sender, and the print house's public key: settings that are texts.
import type { Knex } from 'knex';

export type PrintOffset = { x: number; y: number };
/** Lines as they are printed. */
export type SenderText = {
  company: string;
  postcode: string;
  address: string;
  postOffice: string;
  returnTo: string | null;
  service: string;
  serviceAddress: string;
  helpPhone: string;
  helpHours: string;
};
type Sender = { sender: SenderText; offsets: PrintOffset[] };
type Kept<Value> = { value: Value; version: number; changedAt: string };

const read = async <Value>(tx: Knex, key: string): Promise<Kept<Value> | null> => {
  const row = await tx('setting').where({ key }).first('value', 'version', 'changed_at');
  return row ? { value: JSON.parse(row.value), version: row.version, changedAt: row.changed_at } : null;
};

/** False: somebody changed it since `version`; 0 where it had never been set. */
const write = async (tx: Knex, key: string, value: unknown, version: number, now: string): Promise<boolean> => {
  const row = { value: JSON.stringify(value), version: version + 1, changed_at: now };
  if (version > 0) return (await tx('setting').where({ key, version }).update(row)) === 1;
  const made = await tx('setting')
    .insert({ key, ...row })
    .onConflict('key')
    .ignore()
    .returning('key');
  return made.length === 1;
};

const senderKey = 'print-sender';
const houseKey = 'print-house-key';

export const senderOf = (tx: Knex): Promise<Kept<Sender> | null> => read(tx, senderKey);
export const setSender = (tx: Knex, value: Sender, version: number, now: string): Promise<boolean> =>
  write(tx, senderKey, value, version, now);
export const houseKeyOf = (tx: Knex): Promise<Kept<string> | null> => read(tx, houseKey);
export const setHouseKey = (tx: Knex, key: string, version: number, now: string): Promise<boolean> =>
  write(tx, houseKey, key, version, now);

export { read as readKept, write as writeKept };
