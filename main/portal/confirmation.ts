// The token in the mail that asks a customer to confirm a new address: whoever presents it has read that mailbox.
import { createHmac, timingSafeEqual } from 'node:crypto';
import type { Knex } from 'knex';
import * as settings from '../../db/settings.ts';

const digest = async (tx: Knex, mailId: number, createdAt: string): Promise<Buffer> =>
  createHmac('sha256', await settings.secret(tx, 'confirm-address'))
    .update(`${mailId} ${createdAt}`)
    .digest();

/** Made from the row and a key of this database, so that it need not be stored: `12.Zm9v...`, 22 signs behind the dot. */
export const confirmationToken = async (tx: Knex, mail: { id: number; createdAt: string }): Promise<string> =>
  `${mail.id}.${(await digest(tx, mail.id, mail.createdAt)).subarray(0, 16).toString('base64url')}`;

/** The id a token names, before it is known whether it is genuine; null where it names none. */
export const mailIdOf = (token: string): number | null => {
  const found = /^(\d{1,15})\.[\w-]{22}$/.exec(token)?.[1];
  return found === undefined ? null : Number(found);
};

export const isGenuine = async (tx: Knex, token: string, mail: { id: number; createdAt: string }): Promise<boolean> => {
  const [expected, given] = [Buffer.from(await confirmationToken(tx, mail)), Buffer.from(token)];
  return expected.length === given.length && timingSafeEqual(expected, given);
};
