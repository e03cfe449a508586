import type { Knex } from 'knex';
import { billSenderOf } from '../../db/bill-settings.ts';
import type { Effects } from '../command.ts';

/** Until a sender domain is set. */
const noDomain = 'akari-desk.invalid';

/**
 * One for each row of the outbox, made with it: receivers drop a repeat of the same. It ends in the sender's domain, since
 * receivers think little of one that ends in nobody's.
 */
export const messageIds = async (tx: Knex, { random }: Effects): Promise<() => string> => {
  const domain = (await billSenderOf(tx))?.value.mailDomain ?? noDomain;
  return () => `<${Buffer.from(random(16)).toString('hex')}@${domain}>`;
};
