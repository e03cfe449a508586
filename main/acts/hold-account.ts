// Where everything begins that changes an account for somebody: nothing of it is read for a decision before it is held.
import * as accounts from '../../db/accounts.ts';
import * as customers from '../../db/customers.ts';
import type { Context } from '../command.ts';

/**
 * The account as whoever was faster has left it. Until the transaction ends nobody else changes it, its customer, or any
 * other account of theirs: a joining and a move-in, or two approvals, come one after the other.
 * @param otherCustomers who is changed as well
 */
export const holdAccount = async (
  { tx }: Pick<Context, 'tx'>,
  accountId: number,
  otherCustomers: readonly number[] = [],
): Promise<accounts.Account | null> => {
  const found = await accounts.byId(tx, accountId);
  if (!found) return null;
  await customers.hold(tx, [found.customerId, ...otherCustomers]);
  return accounts.byId(tx, accountId);
};
