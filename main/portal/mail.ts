// What customers change of their own mail on the portal, once they have proven who they are.
import type { Knex } from 'knex';
import * as accounts from '../../db/accounts.ts';
import * as events from '../../db/events.ts';
import * as mails from '../../db/mail-addresses.ts';
import * as outbox from '../../db/outbox.ts';
import * as data from '../../db/registered-data.ts';
import type { Effects } from '../command.ts';
import { messageIds } from '../mail/message-id.ts';
import { addHours, type Instant } from '../rules/calendar.ts';
import { fold } from '../rules/fold.ts';
import { checkMailAddress } from '../rules/mail-address.ts';
import type { Policy } from '../rules/policy.ts';

const actor = 'portal';

/** Null: the list may be registered. Rule 20's and 21's words, and the most that an account holds. */
export const refuseAddresses = (
  addresses: readonly string[],
  { mailAddressLimit }: Pick<Policy, 'mailAddressLimit'>,
): 'format' | 'too-many' | null => {
  if (addresses.length > mailAddressLimit) return 'too-many';
  return addresses.every((address) => checkMailAddress(address).deliverable) ? null : 'format';
};

type Stamp = { tx: Knex; now: Instant; policy: Policy; effects: Effects };

/** Makes the list what it should be: new addresses wait for their confirmation, the old ones are told. */
export const setAddresses = async (
  { tx, now, policy, effects }: Stamp,
  accountId: number,
  addresses: readonly string[],
): Promise<{ added: number; removed: number }> => {
  const before = await accounts.mailAddressesOf(tx, accountId);
  const wanted = new Map(addresses.map((address) => [fold(address, 'mail'), address]));
  const removed = before.filter(({ addressKey }) => !wanted.has(addressKey));
  const added = [...wanted].filter(([key]) => !before.some(({ addressKey }) => addressKey === key));
  for (const { id } of removed) await data.removeMail(tx, id, now);
  const nextId = await messageIds(tx, effects);
  const queue = (kind: string, mailAddressId: number, hours: number) =>
    outbox.add(tx, { messageId: nextId(), kind, accountId, mailAddressId, lapsesAt: addHours(now, hours) }, now);
  for (const [key, address] of added)
    await queue('confirm-address', await data.addMail(tx, accountId, address, key, now), policy.confirmAddressHours);
  // Mail came back from it, and its owner says that it is right: they are asked to prove it.
  for (const { id, addressKey, suppressedAt } of before)
    if (suppressedAt !== null && wanted.has(addressKey) && (await mails.askAgain(tx, id, now)))
      await queue('confirm-address', id, policy.confirmAddressHours);
  const counts = { added: added.length, removed: removed.length };
  if (counts.added + counts.removed === 0) return counts;
  for (const { id, confirmedAt } of before)
    if (confirmedAt !== null) await queue('mail-changed', id, policy.changeNoticeHours);
  await data.bumpVersionBesideCards(tx, accountId);
  await events.add(tx, { accountId, kind: 'mail-changed', actor, facts: counts }, now);
  return counts;
};

type Wish = { readonly wantsNotices: boolean } | { readonly wantsAmounts: boolean };

export const setWish = async ({ tx, now }: Pick<Stamp, 'tx' | 'now'>, accountId: number, wish: Wish): Promise<void> => {
  if ('wantsNotices' in wish) await data.setNotices(tx, accountId, wish.wantsNotices);
  else await data.setAmounts(tx, accountId, wish.wantsAmounts);
  await data.bumpVersionBesideCards(tx, accountId);
  const kind = 'wantsNotices' in wish ? 'notices-changed' : 'amounts-changed';
  await events.add(tx, { accountId, kind, actor, facts: wish }, now);
};
