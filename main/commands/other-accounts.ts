// A customer's other accounts beside the one that is opened, and which of them it can be joined with.
import * as accounts from '../../db/accounts.ts';
import * as requests from '../../db/card-requests.ts';
import type { Context } from '../command.ts';
import { refuseStaying } from '../rules/account-joining.ts';
import type { CalendarDate } from '../rules/calendar.ts';

const permission = (refusal: string | null | undefined) => ({ isAllowed: !refusal, reason: refusal ?? null });

/** @param judge why the person may ask for nothing that touches accounts of which one is protected, or none */
export const otherAccountsOf = async (
  { tx, today }: Context,
  account: accounts.Account,
  openThrough: CalendarDate | null,
  judge: (isProtected: boolean) => string | null | undefined,
) => {
  const others = await accounts.othersOf(tx, account.customerId, account.id);
  const open = others.length === 0 ? null : await requests.openOf(tx, account.id);
  const own = { status: account.status, openThrough, isCardInBatch: open?.state === 'in-batch' };
  return others.map(({ accountId, loginId, ...other }) => {
    const [stays, goes] = [refuseStaying(own, other, today), refuseStaying(other, own, today)];
    const judged = judge(account.isProtected || other.isProtected);
    return {
      accountId,
      loginId,
      canJoin: permission(judged ?? (goes && stays)),
      canStay: { this: permission(stays), other: permission(goes) },
    };
  });
};
