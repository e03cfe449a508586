// What this database itself is master of: mail addresses, the wish for notices, the login ID, closing the web account.
import * as accounts from '../../db/accounts.ts';
import * as events from '../../db/events.ts';
import * as outbox from '../../db/outbox.ts';
import * as data from '../../db/registered-data.ts';
import { messageIds } from '../mail/message-id.ts';
import { addHours } from '../rules/calendar.ts';
import { fold } from '../rules/fold.ts';
import { isLoginIdAllowed } from '../rules/login-id.ts';
import { checkMailAddress } from '../rules/mail-address.ts';
import { type Act, proposed, refused } from './act.ts';

type MailContent = { mailId: number | null; address: string | null };

export const changeMail: Act<MailContent> = {
  level: 3,
  event: 'mail-changed',
  notice: 'mail-changed',
  isBesideCards: true,
  propose: async ({ tx, policy }, account, { mailId, address }) => {
    const mails = await accounts.mailAddressesOf(tx, account.id);
    const before = mails.find(({ id }) => id === mailId);
    if (mailId !== null && !before) return refused('no-such-value');
    if (address !== null) {
      const { accepted, deliverable, reason } = checkMailAddress(address);
      if (!accepted) return refused('mail-characters');
      if (!deliverable) return refused('mail-undeliverable', { reason: reason ?? '' });
      if (mails.some(({ addressKey }) => addressKey === fold(address, 'mail'))) return refused('same-value');
    }
    const limit = policy.mailAddressLimit;
    if (mailId === null && mails.length >= limit) return refused('too-many-values', { limit });
    return proposed({ field: 'mail-address', before: before?.address ?? '', after: address ?? '' });
  },
  apply: async (ctx, account, { mailId, address }) => {
    const { tx, now, policy } = ctx;
    if (mailId !== null) await data.removeMail(tx, mailId, now);
    if (address === null) return { isRemoved: true };
    const id = await data.addMail(tx, account.id, address, fold(address, 'mail'), now);
    const nextId = await messageIds(tx, ctx.effects);
    const mail = {
      messageId: nextId(),
      kind: 'confirm-address',
      accountId: account.id,
      mailAddressId: id,
    };
    // Its link is good no longer.
    await outbox.add(tx, { ...mail, lapsesAt: addHours(now, policy.confirmAddressHours) }, now);
    return { isRemoved: false };
  },
};

export const setNotices: Act<{ wantsNotices: boolean }> = {
  level: 2,
  event: 'notices-changed',
  notice: null,
  isBesideCards: true,
  propose: async (_ctx, account, { wantsNotices }) =>
    proposed({ field: 'notices', before: String(account.wantsNotices), after: String(wantsNotices) }),
  apply: async ({ tx }, account, { wantsNotices }) => {
    await data.setNotices(tx, account.id, wantsNotices);
    return { wantsNotices };
  },
};

/** Whether mail that tells of a bill says its amount. */
export const setAmounts: Act<{ wantsAmounts: boolean }> = {
  level: 2,
  event: 'amounts-changed',
  notice: null,
  isBesideCards: true,
  propose: async (_ctx, account, { wantsAmounts }) =>
    proposed({ field: 'amounts', before: String(account.wantsAmounts), after: String(wantsAmounts) }),
  apply: async ({ tx }, account, { wantsAmounts }) => {
    await data.setAmounts(tx, account.id, wantsAmounts);
    return { wantsAmounts };
  },
};

export const changeLoginId: Act<{ loginId: string }> = {
  level: 3,
  event: 'login-id-changed',
  notice: 'login-id-changed',
  propose: async ({ tx }, account, { loginId }) => {
    if (!isLoginIdAllowed(loginId)) return refused('login-id-format');
    if (await accounts.isLoginKeyTaken(tx, fold(loginId, 'login'), account.id)) return refused('login-id-taken');
    return proposed({ field: 'login-id', before: account.loginId, after: loginId });
  },
  apply: async ({ tx, now, touch }, account, { loginId }) => {
    // A card that is drawn says the old one.
    touch('batches');
    await accounts.changeLoginId(
      tx,
      account,
      { loginId, loginKey: fold(loginId, 'login') },
      fold(account.loginId, 'login'),
      now,
    );
    return {};
  },
};

export const withdraw: Act<object> = {
  level: 3,
  event: 'withdrawn',
  notice: 'withdrawn',
  propose: async (_ctx, account) =>
    account.status === 'withdrawn'
      ? refused('withdrawn')
      : proposed({ field: 'status', before: 'active', after: 'withdrawn' }),
  apply: async ({ tx, now, touch }, account) => {
    touch('batches');
    await data.setStatus(tx, account.id, 'withdrawn', now);
    return {};
  },
};

export const reopen: Act<object> = {
  level: 3,
  event: 'reopened',
  notice: 'reopened',
  propose: async ({ tx }, account) => {
    if (account.status === 'active') return refused('not-withdrawn');
    // Its contracts went on to the other one by two people's decision: no single person takes that back.
    const joining = await events.last(tx, account.id, 'accounts-joined');
    if (joining?.facts.joined === 'gone') return refused('account-joined');
    return proposed({ field: 'status', before: 'withdrawn', after: 'active' });
  },
  apply: async ({ tx }, account) => {
    await data.setStatus(tx, account.id, 'active', null);
    return {};
  },
};
