import * as clocks from '../../db/account-clocks.ts';
import * as accounts from '../../db/accounts.ts';
import * as approvals from '../../db/approvals.ts';
import * as contacts from '../../db/contacts.ts';
import * as credentials from '../../db/credentials.ts';
import * as events from '../../db/events.ts';
import * as holds from '../../db/holds.ts';
import * as sessions from '../../db/sessions.ts';
import * as staff from '../../db/staff.ts';
import { returnStateOf } from '../acts/returned-cards.ts';
import { done, type Rereading, type Run, refuse, type SignedIn } from '../command.ts';
import { staffActor, staffIdOf } from '../rules/actor.ts';
import { addMinutes, type Instant } from '../rules/calendar.ts';
import type { ReturnState } from '../rules/card-return.ts';
import { failuresInARow, refuseUnlock } from '../rules/lock.ts';
import { loginStateOf } from '../rules/login-state.ts';
import { isProvisional } from '../rules/moving.ts';
import { maskMail, maskPhone } from '../rules/phone.ts';
import { isOver } from '../rules/retention.ts';
import { type ActRefusal, failureHoldsUntil, type Level, levelNeeded, refuseAct } from '../rules/verification.ts';
import { otherAccountsOf } from './other-accounts.ts';

const permission = (refusal: string | null | undefined) => ({ isAllowed: !refusal, reason: refusal ?? null });

/** Whether the signed-in person may do an act on an account in their open contact. */
export const judgeAct = async (ctx: SignedIn, account: accounts.Account, needed: Level): Promise<ActRefusal | null> => {
  // Held, so that a third miss at another desk of the same person cannot slip in between judging and doing.
  const contact = await contacts.holdOpenOf(ctx.tx, ctx.session.staffId);
  return refuseAct(contact, account, needed, ctx.session.role, ctx.now, ctx.policy);
};

const mayTakeCalls = (role: string): boolean => role === 'agent' || role === 'supervisor';

const rereadMinutes = 30;

/** Looking again at the account one has open is no new opening; after a while, or after another one, it is. */
export const isOpenHere = (session: sessions.Session, accountId: number, now: Instant): boolean =>
  session.openAccountId === accountId &&
  session.accountOpenedAt !== null &&
  now < addMinutes(session.accountOpenedAt, rereadMinutes);

/** Whatever the caller has proven, and whoever would approve it: there is no login to bring a password to, or to stop. */
const whyNoLogin = (account: accounts.Account, isClosed: boolean): string | null => {
  if (account.status === 'withdrawn') return 'withdrawn';
  return isClosed ? 'clock-over' : null;
};

/** And nothing that may be posted to it. */
const whyNoPost = (account: accounts.Account, returned: ReturnState | null): string | null => {
  if (account.isDoNotPost) return 'do-not-post';
  return returned?.needs === 'address' ? 'returned-address' : null;
};

const readAccount: Run<'account.open'> = async (ctx, { accountId }) => {
  const { tx, now, today, policy, session } = ctx;
  const account = await accounts.byId(tx, accountId);
  if (!account) return refuse('no-such-account');
  if (!isOpenHere(session, accountId, now)) await sessions.noteOpened(tx, session.sessionId, accountId, now);
  const credential = await credentials.currentOf(tx, accountId);
  const wasEverIssued = credential !== null || (await credentials.wasEverIssued(tx, accountId));
  const contracts = await accounts.contractsOf(tx, accountId);
  const phones = await accounts.phonesOf(tx, account.customerId);
  const mails = await accounts.mailAddressesOf(tx, accountId);
  const failedContactUntil = failureHoldsUntil(await contacts.lastFailureAt(tx, account.customerId), now, policy);

  const contact = await contacts.openOf(tx, session.staffId);
  const judge = (needed: Level, isProtected = account.isProtected) =>
    mayTakeCalls(session.role)
      ? refuseAct(contact, { ...account, isProtected }, needed, session.role, now, policy)?.error
      : 'not-allowed';
  const whyNoContact = !mayTakeCalls(session.role)
    ? 'not-allowed'
    : contact
      ? 'contact-open'
      : failedContactUntil && session.role !== 'supervisor'
        ? 'needs-supervisor-after-failure'
        : null;
  const isHidden = account.isProtected;
  const returned = await returnStateOf(ctx, accountId);
  const hold = await holds.standing(tx, accountId);
  const clock = await clocks.clockOf(tx, accountId);
  const isClosed = clock !== null && isOver(clock.openThrough, today);

  return done(
    {
      accountId,
      version: account.version,
      now,
      status: account.status,
      loginId: account.loginId,
      formerLoginIds: await accounts.formerLoginIds(tx, accountId),
      registeredOn: account.registeredOn,
      isProtected: account.isProtected,
      isDoNotPost: account.isDoNotPost,
      wantsNotices: account.wantsNotices,
      wantsAmounts: account.wantsAmounts,
      customer: {
        customerId: account.customerId,
        customerNo: account.customerNo,
        kind: account.customerKind,
        name: account.name,
        nameKana: account.nameKana,
        otherAccounts: await otherAccountsOf(ctx, account, clock?.openThrough ?? null, (isProtected) =>
          judge(levelNeeded.askApproval, isProtected),
        ),
      },
      deliveryAddress: isHidden
        ? null
        : {
            postcode: account.postcode,
            line: account.line,
            building: account.building,
            department: account.department,
            careOf: account.careOf,
          },
      contracts: contracts.map((contract) => ({
        contractId: contract.id,
        contractNo: contract.contractNo,
        isProvisional: isProvisional(contract.contractNo),
        supplyPointNo: contract.supplyPointNo,
        plan: contract.plan,
        startedOn: contract.startedOn,
        endedOn: contract.endedOn,
        supplyAddress: isHidden ? null : [contract.supplyLine, contract.supplyBuilding].filter(Boolean).join('　'),
        // A login factor: masked for everybody, and never compared as a fact.
        applicationPhone: contract.applicationPhone && maskPhone(contract.applicationPhone),
        isMailEligible: contract.isMailEligible,
      })),
      clock: clock && {
        runsFrom: clock.runsFrom,
        openThrough: clock.openThrough,
        isOver: isClosed,
        contractNo: clock.contractNo,
      },
      login: {
        state: loginStateOf({ status: account.status, credential, wasEverIssued, isOver: isClosed }, now, today),
        lockedUntil:
          credential && credential.lockedUntil !== null && now < credential.lockedUntil ? credential.lockedUntil : null,
        failures: credential ? failuresInARow(credential, now) : 0,
        failureLimit: policy.passwordFailureLimit,
        lastFailureAt: credential?.lastFailureAt ?? null,
        lastFailureFactor: credential?.lastFailureFactor ?? null,
        lastSuccessAt: credential?.lastSuccessAt ?? null,
        issuedAt: credential?.issuedAt ?? null,
        postedAt: credential?.postedAt ?? null,
        expiresOn: credential?.expiresOn ?? null,
        passwordChangedAt: credential?.changedAt ?? null,
        loginIdChangedAt: account.loginChangedAt,
      },
      contactPhones: phones.map(({ id, number, recordedAt }) => ({ id, masked: maskPhone(number), since: recordedAt })),
      mailAddresses: mails.map((mail) => ({
        id: mail.id,
        masked: maskMail(mail.address),
        since: mail.createdAt,
        isConfirmed: mail.confirmedAt !== null,
      })),
      failedContactUntil,
      can: {
        openContact: permission(whyNoContact),
        unlock: permission(refuseUnlock({ status: account.status, credential }, now) ?? judge(levelNeeded.unlock)),
        reveal: permission(judge(levelNeeded.reveal)),
        change: permission(judge(levelNeeded.change)),
        changeNotices: permission(judge(levelNeeded.changeNotices)),
        askApproval: permission(judge(levelNeeded.askApproval)),
        requestCard: permission(
          whyNoLogin(account, isClosed) ?? whyNoPost(account, returned) ?? judge(levelNeeded.card),
        ),
        stopPassword: permission(whyNoLogin(account, isClosed) ?? judge(levelNeeded.card)),
        cancelCard: permission(judge(levelNeeded.card)),
        setFlags: permission(session.role === 'supervisor' ? null : 'not-allowed'),
        setHold: permission(session.role === 'supervisor' ? null : 'not-allowed'),
      },
      hold: hold && { setBy: await staff.nameOf(tx, hold.setBy), setAt: hold.setAt },
      openApprovals: await approvals.openOnAccount(tx, accountId),
    },
    { account: accountId, customer: account.customerId, protected: account.isProtected },
  );
};

const actorOf = (actor: string): 'staff' | 'portal' | 'system' =>
  staffIdOf(actor) !== null ? 'staff' : actor === 'portal' ? 'portal' : 'system';

const readEvents: Run<'account.timeline'> = async ({ tx }, { accountId, before, limit }) => {
  if (!(await accounts.byId(tx, accountId))) return refuse('no-such-account');
  const rows = await events.page(tx, accountId, before, limit + 1);
  const approverOf = ({ facts }: events.AccountEvent): string => staffActor(Number(facts.approvedBy ?? 0));
  const names = await staff.actorNames(
    tx,
    rows.flatMap((row) => [row.actor, approverOf(row)]),
  );
  return done(
    {
      events: rows.slice(0, limit).map((row) => ({
        eventId: row.id,
        at: row.at,
        kind: row.kind,
        actor: actorOf(row.actor),
        staffName: names.get(row.actor) ?? null,
        contactId: row.contactId,
        facts: row.facts.approvedBy ? { ...row.facts, approvedBy: names.get(approverOf(row)) ?? '' } : row.facts,
        note: row.note,
      })),
      hasMore: rows.length > limit,
    },
    { account: accountId },
  );
};

type Account = { accountId: number };
const isReread = (session: sessions.Session, { accountId }: Account, now: Instant): boolean =>
  isOpenHere(session, accountId, now);

export const openAccount: Rereading<'account.open'> = { isReread, endsSearch: true, run: readAccount };
/** Notes stand in it: without having opened the account, reading it is an opening of its own. */
export const readTimeline: Rereading<'account.timeline'> = { isReread, run: readEvents };

const readMasked = async (
  ctx: SignedIn,
  account: accounts.Account,
  field: string,
  valueId: number,
): Promise<string[]> => {
  if (field === 'contact-phone')
    return (await accounts.phonesOf(ctx.tx, account.customerId))
      .filter(({ id }) => id === valueId)
      .map(({ number }) => number);
  if (field === 'mail-address')
    return (await accounts.mailAddressesOf(ctx.tx, account.id))
      .filter(({ id }) => id === valueId)
      .map(({ address }) => address);
  if (valueId !== account.id) return [];
  const contracts = await accounts.contractsOf(ctx.tx, account.id);
  return [
    `〒${account.postcode} ${[account.line, account.building].filter(Boolean).join('　')}`,
    ...contracts.map((contract) => [contract.supplyLine, contract.supplyBuilding].filter(Boolean).join('　')),
  ];
};

export const revealValue: Run<'account.reveal'> = async (ctx, { accountId, field, valueId }) => {
  const account = await accounts.byId(ctx.tx, accountId);
  if (!account) return refuse('no-such-account');
  const refusal = await judgeAct(ctx, account, levelNeeded.reveal);
  if (refusal) return refusal;
  const values = await readMasked(ctx, account, field, valueId);
  if (values.length === 0) return refuse('no-such-value');
  await events.add(ctx.tx, { accountId, kind: 'revealed', actor: ctx.actor, facts: { field } }, ctx.now);
  const contact = await contacts.openOf(ctx.tx, ctx.session.staffId);
  if (contact) await contacts.touch(ctx.tx, contact.id, contact.factsFrom, ctx.now);
  ctx.touch(`account:${accountId}`);
  return done(
    { values },
    { account: accountId, customer: account.customerId, field, value: valueId, protected: account.isProtected },
  );
};
