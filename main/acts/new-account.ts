import * as clocks from '../../db/account-clocks.ts';
import * as accounts from '../../db/accounts.ts';
import * as customers from '../../db/customers.ts';
import * as register from '../../db/register.ts';
import { rewriteKeys } from '../../db/search-keys.ts';
import type { Context } from '../command.ts';
import { fold } from '../rules/fold.ts';
import { drawLoginId } from '../rules/login-id.ts';
import { isOver } from '../rules/retention.ts';

/** Nobody's login ID, now or before. */
const freeLoginId = async ({ tx, effects }: Context): Promise<string> => {
  for (;;) {
    const drawn = drawLoginId(effects.random);
    if (!(await accounts.isLoginKeyTaken(tx, drawn, 0))) return drawn;
  }
};

/** The customer's account that a contract can join: one that can still be used; null where there is none. */
export const openAccountOf = async (
  { tx, today }: Context,
  customerId: number,
): Promise<{ accountId: number; loginId: string } | null> => {
  for (const { accountId, loginId, status } of await customers.accountsOf(tx, customerId))
    if (status === 'active' && !isOver(await clocks.openThroughOf(tx, accountId), today)) return { accountId, loginId };
  return null;
};

export type NewAccountFor = {
  readonly customerId: number;
  readonly delivery: { readonly postcode: string; readonly line: string; readonly building: string };
  readonly contractIds: readonly number[];
  readonly heldFrom: string;
  readonly isProtected: boolean;
  readonly isDoNotPost: boolean;
};

/** An account without a password yet; nothing is issued until somebody asks for a card. @returns its id */
export const addAccountFor = async (ctx: Context, account: NewAccountFor): Promise<number> => {
  const { tx, now, today } = ctx;
  const { delivery, contractIds, heldFrom, ...person } = account;
  const loginId = await freeLoginId(ctx);
  const accountId = await register.addAccount(
    tx,
    {
      ...person,
      ...delivery,
      loginId,
      loginKey: fold(loginId, 'login'),
      status: 'active',
      registeredOn: today,
      wantsNotices: false,
      wantsAmounts: false,
    },
    now,
  );
  for (const id of contractIds) await register.linkContract(tx, accountId, id, heldFrom);
  await rewriteKeys(tx, accountId);
  return accountId;
};
