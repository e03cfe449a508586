// The one way from an agent's request to a change of registered data: judged, proposed, done or asked for.
import * as accounts from '../../db/accounts.ts';
import * as contacts from '../../db/contacts.ts';
import * as events from '../../db/events.ts';
import * as moving from '../../db/moving.ts';
import * as outbox from '../../db/outbox.ts';
import * as data from '../../db/registered-data.ts';
import type { Act, ActRefused, How } from '../acts/act.ts';
import { askApproval } from '../acts/ask-approval.ts';
import { holdAccount } from '../acts/hold-account.ts';
import { type ActName, acts, type Content } from '../acts/index.ts';
import { type Context, done, type Outcome, type Run, refuse, type SignedIn } from '../command.ts';
import type { Parsed } from '../contract/index.ts';
import { messageIds } from '../mail/message-id.ts';
import { staffActor } from '../rules/actor.ts';
import { addHours } from '../rules/calendar.ts';
import { levelNeeded, matchedFacts, refuseAct } from '../rules/verification.ts';

const contentOf = <Name extends ActName>(input: Parsed<Name>): Content<Name> => {
  const { accountId: _, reason: __, requestId: ___, isAskingApproval: ____, ...content } = input;
  return content as Content<Name>;
};

type Told = { readonly accountId: number; readonly mail: accounts.MailAddress };

/** Whoever hears of an act: the confirmed addresses of all accounts that it changes, each once. */
const toldOf = async (tx: Context['tx'], changed: readonly accounts.Account[]): Promise<Told[]> => {
  const told = new Map<string, Told>();
  for (const { id: accountId } of changed)
    for (const mail of await accounts.mailAddressesOf(tx, accountId))
      if (mail.confirmedAt !== null && !told.has(mail.addressKey)) told.set(mail.addressKey, { accountId, mail });
  return [...told.values()];
};

/** Tells the customer at the addresses that were on file before, by mail, else by a card where the rule asks for one. */
const tell = async (
  ctx: Context,
  account: accounts.Account,
  act: Act<never>,
  mails: readonly Told[],
): Promise<number> => {
  if (act.notice === null) return 0;
  const nextId = await messageIds(ctx.tx, ctx.effects);
  for (const { accountId, mail } of mails) {
    const row = { messageId: nextId(), kind: act.notice, accountId, mailAddressId: mail.id };
    await outbox.add(ctx.tx, { ...row, lapsesAt: addHours(ctx.now, ctx.policy.changeNoticeHours) }, ctx.now);
  }
  // To a former address of somebody who is protected nothing goes: who stays there would read it.
  if (mails.length === 0 && act.isToldByCard && !account.isDoNotPost && !account.isProtected) {
    await data.addNoticeCard(ctx.tx, account.id, act.notice, account, ctx.now);
    ctx.touch('noticeCards');
  }
  return mails.length;
};

/** What else of the customer's an act changes; nothing of a stranger's. */
const furtherOf = async <Name extends ActName>(
  { tx }: Context,
  name: Name,
  { customerId }: accounts.Account,
  content: Content<Name>,
): Promise<accounts.Account[]> => {
  const act: Act<Content<Name>> = acts[name];
  const found = [];
  for (const id of act.alsoAccounts?.(content) ?? []) found.push(await accounts.byId(tx, id));
  return found.filter((account) => account !== null).filter((account) => account.customerId === customerId);
};

/** Where each act begins, asked for, done or approved: see `holdAccount`. */
export const holdFor = async <Name extends ActName>(
  ctx: Context,
  name: Name,
  accountId: number,
  content: Content<Name>,
): Promise<accounts.Account | null> => {
  const act: Act<Content<Name>> = acts[name];
  return holdAccount(ctx, accountId, await act.alsoCustomers?.(ctx, content));
};

/** Of all that an act would change: what an approval of it binds to. */
export const versionOf = async <Name extends ActName>(
  ctx: Context,
  name: Name,
  account: accounts.Account,
  content: Content<Name>,
): Promise<number> => {
  const act: Act<Content<Name>> = acts[name];
  const versions = (await furtherOf(ctx, name, account, content)).map(({ version }) => version);
  const others = (await act.alsoChanges?.(ctx, account, content)) ?? 0;
  return versions.reduce((sum, version) => sum + version, account.version + others);
};

/** Does an act that may be done, on an account that is held. The caller has judged it, or another person has approved it. */
export const carryOut = async <Name extends ActName>(
  ctx: Context,
  name: Name,
  account: accounts.Account,
  content: Content<Name>,
  how: How & { reason: string },
): Promise<number> => {
  const act: Act<Content<Name>> = acts[name];
  const before = await toldOf(ctx.tx, [account, ...(await furtherOf(ctx, name, account, content))]);
  // Accounts and cards are taken before what hangs on them, as a job takes them.
  await (act.isBesideCards ? data.bumpVersionBesideCards : data.bumpVersion)(ctx.tx, account.id);
  const atOnce = await act.atOnce?.(ctx, account, content);
  const facts = { ...(await act.apply(ctx, account, content, how)), ...atOnce };
  const event = { accountId: account.id, kind: act.event, actor: staffActor(how.staffId), contactId: how.contactId };
  await events.add(
    ctx.tx,
    {
      ...event,
      facts: { ...facts, ...(how.approvedBy ? { approvedBy: how.approvedBy } : {}) },
      note: how.reason || null,
    },
    ctx.now,
  );
  ctx.touch(`account:${account.id}`);
  // What the customer system is master of waits for its next file from now on.
  ctx.touch('pendingChanges');
  return act.isTold?.(content) === false ? 0 : tell(ctx, account, act as Act<never>, before);
};

type ActOutcome<Name extends ActName> = Outcome<Name>;
/** The table's types hold each act to its own row; inside, all acts are alike. */
const asOutcome = <Name extends ActName>(outcome: ActRefused | ReturnType<typeof done>): ActOutcome<Name> =>
  outcome as unknown as ActOutcome<Name>;

const perform = <Name extends ActName>(name: Name): Run<Name> =>
  (async (ctx: SignedIn, input: Parsed<Name>) => {
    const { tx, now, policy, session } = ctx;
    const { accountId, reason, isAskingApproval } = input;
    const act: Act<Content<Name>> = acts[name];
    const content = contentOf<Name>(input);
    const account = await holdFor(ctx, name, accountId, content);
    if (!account) return asOutcome<Name>(refuse('no-such-account'));
    const contact = await contacts.holdOpenOf(tx, session.staffId);
    const touched = [account, ...(await furtherOf(ctx, name, account, content))];
    const subject = { ...account, isProtected: touched.some(({ isProtected }) => isProtected) };
    const judged = refuseAct(contact, subject, act.level, session.role, now, policy);
    const held = judged ? null : ((await act.held?.(ctx, account, content)) ?? null);
    if (held && !isAskingApproval) return asOutcome<Name>(held);
    const isProvenToAsk = judged?.error === 'not-verified' && judged.detail.level >= levelNeeded.askApproval;
    const canAsk = isAskingApproval && (isProvenToAsk || held !== null);
    if (judged && !canAsk) return asOutcome<Name>(judged);

    const proposal = await act.propose(ctx, account, content);
    if (!proposal.ok) return asOutcome<Name>(proposal);
    const audit = {
      account: accountId,
      customer: account.customerId,
      contact: contact?.id ?? null,
      fields: proposal.changes.map(({ field }) => field),
    };
    const shared = { contactId: contact?.id ?? null, reason };

    if (canAsk) {
      const subjectVersion = await versionOf(ctx, name, account, content);
      const approvalId = await askApproval(
        tx,
        { act: name, accountId, content, subjectVersion, askedBy: session.staffId, ...shared },
        now,
      );
      const atOnce = await act.atOnce?.(ctx, account, content);
      await events.add(
        tx,
        {
          accountId,
          kind: 'approval-asked',
          actor: ctx.actor,
          contactId: shared.contactId,
          facts: { act: name, ...atOnce },
          note: reason || null,
        },
        now,
      );
      ctx.touch('approvals');
      ctx.touch(`account:${accountId}`);
      return asOutcome<Name>(
        done({ accountId, state: 'asked' as const, approvalId, noticesQueued: 0 }, { ...audit, approval: approvalId }),
      );
    }
    const isConfirmed = contact !== null && matchedFacts(contact, now, policy).has('call-back');
    const how = { ...shared, staffId: session.staffId, isConfirmed, approvedBy: null };
    const noticesQueued = await carryOut(ctx, name, account, content, how);
    if (contact) await contacts.touch(tx, contact.id, contact.factsFrom, now);
    return asOutcome<Name>(
      done(
        { accountId, state: 'done' as const, approvalId: null, noticesQueued },
        { ...audit, notices: noticesQueued },
      ),
    );
  }) as Run<Name>;

export const changeContactPhone = perform('account.changePhone');
export const changeApplicationPhone = perform('account.changeApplicationPhone');
export const changeDeliveryAddress = perform('account.changeAddress');
export const changeMailAddress = perform('account.changeMail');
export const chooseNotices = perform('account.setNotices');
export const chooseAmounts = perform('account.setAmounts');
export const changeLoginId = perform('account.changeLoginId');
export const withdrawAccount = perform('account.withdraw');
export const reopenAccount = perform('account.reopen');
export const requestCard = perform('card.request');
export const moveOut = perform('moving.moveOut');
export const undoMoveOut = perform('moving.undoMoveOut');
export const moveIn = perform('moving.moveIn');
export const moveWithin = perform('moving.moveWithin');
export const changeName = perform('moving.changeName');
export const changeHolder = perform('moving.changeHolder');
export const joinAccounts = perform('moving.joinAccounts');

/** Set on a notice in writing or from an office, so without a caller; the reason says which. */
export const setFlags: Run<'account.setFlags'> = async (ctx, { accountId, reason, ...wanted }) => {
  const account = await holdAccount(ctx, accountId);
  if (!account) return refuse('no-such-account');
  const isProtected = wanted.isProtected ?? account.isProtected;
  const isDoNotPost = wanted.isDoNotPost ?? account.isDoNotPost;
  if (account.isProtected === isProtected && account.isDoNotPost === isDoNotPost) return refuse('same-value');
  const set = async (id: number, flags: { isProtected: boolean; isDoNotPost: boolean }): Promise<void> => {
    await data.setFlags(ctx.tx, id, flags);
    const event = { accountId: id, kind: 'flags-changed', actor: ctx.actor, facts: flags, note: reason };
    await events.add(ctx.tx, event, ctx.now);
    ctx.touch(`account:${id}`);
  };
  await set(accountId, { isProtected, isDoNotPost });
  // 支援措置 is of a person: what one account hides, no other of theirs may show. Post is stopped to one address.
  for (const id of await moving.accountsOf(ctx.tx, account.customerId)) {
    const other = await accounts.byId(ctx.tx, id);
    if (other && other.isProtected !== isProtected) await set(id, { isProtected, isDoNotPost: other.isDoNotPost });
  }
  ctx.touch('batches');
  ctx.touch('noticeCards');
  return done(
    { accountId },
    { account: accountId, customer: account.customerId, protected: isProtected, doNotPost: isDoNotPost },
  );
};
