import * as accounts from '../../db/accounts.ts';
import * as contacts from '../../db/contacts.ts';
import * as events from '../../db/events.ts';
import { done, type Run, refuse, type SignedIn } from '../command.ts';
import { maskPhone } from '../rules/phone.ts';
import {
  countMisses,
  type Fact,
  factsCountFrom,
  failureHoldsUntil,
  idleEndsAt,
  levelOf,
  matchedFacts,
  mayCallBack,
  type Proof,
  tickedFacts,
} from '../rules/verification.ts';
import { isReadable, isSaidOnFile, offeredFacts, readOnFile } from './contact-facts.ts';

const current = ({ tx, session }: SignedIn) => contacts.holdOpenOf(tx, session.staffId);

/** The open contact's account with its customer, or why there is none. */
const boundAccount = async (ctx: SignedIn) => {
  const contact = await current(ctx);
  if (!contact) return refuse('no-contact');
  const account = contact.accountId === null ? null : await accounts.byId(ctx.tx, contact.accountId);
  return account ? { ok: true as const, contact, account } : refuse('no-customer');
};

/** Every act in a contact keeps it from going idle; after an idle pause earlier proofs no longer count. */
const keepAlive = async ({ tx, now, policy }: SignedIn, contact: contacts.Contact): Promise<contacts.Contact> => {
  const factsFrom = factsCountFrom(contact, now, policy);
  await contacts.touch(tx, contact.id, factsFrom, now);
  return { ...contact, factsFrom, lastActiveAt: now };
};

const prove = async (ctx: SignedIn, contact: contacts.Contact, proof: Omit<Proof, 'at'>): Promise<contacts.Contact> => {
  const alive = await keepAlive(ctx, contact);
  await contacts.addProof(ctx.tx, contact.id, proof, ctx.now);
  ctx.touch('contact');
  return { ...alive, proofs: [...alive.proofs, { ...proof, at: ctx.now }] };
};

export const currentContact: Run<'contact.current'> = async (ctx) => {
  const { tx, now, policy, session } = ctx;
  const contact = await contacts.openOf(tx, session.staffId);
  if (!contact) return done({ contact: null });
  const account = contact.accountId === null ? null : await accounts.byId(tx, contact.accountId);
  const onFile = account && (await readOnFile(tx, { ...account, id: account.customerId }, now, policy));
  return done({
    contact: {
      contactId: contact.id,
      topic: contact.topic as 'account' | 'nothing-found' | 'general',
      openedAt: contact.openedAt,
      customerId: contact.customerId,
      customerName: account?.name ?? null,
      accountId: contact.accountId,
      level: levelOf(contact, now, policy),
      misses: countMisses(contact.proofs),
      missLimit: policy.verificationMissLimit,
      idleEndsAt: idleEndsAt(contact, policy),
      ticked: [...tickedFacts(contact, now, policy)],
      matched: [...matchedFacts(contact, now, policy)],
      offered: onFile ? offeredFacts(onFile) : [],
      callBackNumbers: (onFile?.callBackPhones ?? []).map(({ id, number }) => ({
        phoneId: id,
        masked: maskPhone(number),
      })),
      proxy: contact.proxy as { relation: 'family'; hasConsent: boolean; hasAttorney: boolean } | null,
    },
  });
};

/** After a failed contact the customer's next one within a day is a supervisor's (rule 8). */
const refuseAfterFailure = async ({ tx, now, policy, session }: SignedIn, customerId: number) => {
  const until = failureHoldsUntil(await contacts.lastFailureAt(tx, customerId), now, policy);
  return until && session.role !== 'supervisor' ? refuse('needs-supervisor-after-failure', { until }) : null;
};

export const openContact: Run<'contact.open'> = async (ctx, { topic, accountId }) => {
  const { tx, now, session, actor } = ctx;
  const open = await current(ctx);
  if (open) return refuse('contact-open', { contactId: open.id });
  const account = accountId === null ? null : await accounts.byId(tx, accountId);
  if (accountId !== null && !account) return refuse('no-such-account');
  const held = account && (await refuseAfterFailure(ctx, account.customerId));
  if (held) return held;
  const contactId = await contacts.open(
    tx,
    {
      staffId: session.staffId,
      sessionId: session.sessionId,
      customerId: account?.customerId ?? null,
      accountId,
      topic: account ? 'account' : topic,
    },
    now,
  );
  if (account) await events.add(tx, { accountId: account.id, kind: 'contact-opened', actor, contactId }, now);
  ctx.touch('contact');
  if (account) ctx.touch(`account:${account.id}`);
  return done({ contactId }, { contact: contactId, account: accountId, customer: account?.customerId ?? null });
};

export const attachContact: Run<'contact.attach'> = async (ctx, { accountId }) => {
  const { tx, now, actor } = ctx;
  const contact = await current(ctx);
  if (!contact) return refuse('no-contact');
  const account = await accounts.byId(tx, accountId);
  if (!account) return refuse('no-such-account');
  if (contact.customerId !== null && contact.customerId !== account.customerId) return refuse('other-customer');
  const held = await refuseAfterFailure(ctx, account.customerId);
  if (held) return held;
  await keepAlive(ctx, contact);
  await contacts.attach(tx, contact.id, account.customerId, account.id);
  await events.add(tx, { accountId, kind: 'contact-opened', actor, contactId: contact.id }, now);
  ctx.touch('contact');
  ctx.touch(`account:${accountId}`);
  return done({ contactId: contact.id }, { contact: contact.id, account: accountId, customer: account.customerId });
};

export const tickFact: Run<'contact.tick'> = async (ctx, { fact }) => {
  const bound = await boundAccount(ctx);
  if (!bound.ok) return bound;
  const contact = await prove(ctx, bound.contact, { fact, outcome: 'ticked' });
  return done(
    { level: levelOf(contact, ctx.now, ctx.policy) },
    { contact: contact.id, fact, account: bound.account.id },
  );
};

export const checkFact: Run<'contact.check'> = async (ctx, { fact, said }) => {
  const { tx, now, policy, actor } = ctx;
  const bound = await boundAccount(ctx);
  if (!bound.ok) return bound;
  const { account } = bound;
  const onFile = await readOnFile(tx, { ...account, id: account.customerId }, now, policy);
  if (!offeredFacts(onFile).includes(fact)) return refuse('not-offered');
  if (matchedFacts(bound.contact, now, policy).has(fact)) return refuse('already-matched');
  if (!isReadable(fact, said)) return refuse('not-readable');

  const outcome = isSaidOnFile(onFile, fact, said) ? ('matched' as const) : ('missed' as const);
  const contact = await prove(ctx, bound.contact, { fact, outcome });
  const misses = countMisses(contact.proofs);
  const hasFailed = misses >= policy.verificationMissLimit;
  const event = { accountId: account.id, actor, contactId: contact.id };
  await events.add(tx, { ...event, kind: `verification-${outcome}`, facts: { fact } }, now);
  if (hasFailed) {
    await contacts.close(tx, contact.id, { outcome: 'failed', category: null }, now);
    await events.add(tx, { ...event, kind: 'contact-failed', facts: { misses } }, now);
  }
  ctx.touch(`account:${account.id}`);
  const level = hasFailed ? 0 : levelOf(contact, now, policy);
  return done(
    { outcome, level, misses, hasFailed },
    {
      contact: contact.id,
      account: account.id,
      customer: account.customerId,
      fact,
      outcome,
      misses,
      failed: hasFailed,
    },
  );
};

/** The number to call back, if it is the contact's customer's and on file for long enough. */
const callBackPhone = async (ctx: SignedIn, phoneId: number) => {
  const bound = await boundAccount(ctx);
  if (!bound.ok) return bound;
  // A protected customer's number stays masked whatever the caller proves (rule 10).
  if (bound.account.isProtected && ctx.session.role !== 'supervisor') return refuse('needs-supervisor');
  const phone = (await accounts.phonesOf(ctx.tx, bound.account.customerId)).find(({ id }) => id === phoneId);
  if (!phone) return refuse('no-such-value');
  if (!mayCallBack(phone.recordedAt, ctx.now, ctx.policy))
    return refuse('too-recent', { days: ctx.policy.callBackNumberDays });
  return { ...bound, phone };
};

const shownKind = 'number-shown';

export const showNumber: Run<'contact.showNumber'> = async (ctx, { phoneId }) => {
  const found = await callBackPhone(ctx, phoneId);
  if (!found.ok) return found;
  const { contact, account, phone } = found;
  await keepAlive(ctx, contact);
  const event = {
    accountId: account.id,
    kind: shownKind,
    actor: ctx.actor,
    contactId: contact.id,
    facts: { phone: phone.id },
  };
  await events.add(ctx.tx, event, ctx.now);
  ctx.touch(`account:${account.id}`);
  return done({ number: phone.number }, { contact: contact.id, account: account.id, phone: phone.id });
};

export const reachedCustomer: Run<'contact.reached'> = async (ctx, { phoneId }) => {
  const found = await callBackPhone(ctx, phoneId);
  if (!found.ok) return found;
  const { account, phone } = found;
  const shown = await events.ofContact(ctx.tx, account.id, found.contact.id, shownKind);
  const countsFrom = factsCountFrom(found.contact, ctx.now, ctx.policy);
  // A number that was dialled before an idle pause says nothing of who is on the line now.
  if (!shown.some(({ facts, at }) => facts.phone === phone.id && at >= countsFrom)) return refuse('not-dialled');
  const fact: Fact = 'call-back';
  const contact = await prove(ctx, found.contact, { fact, outcome: 'matched' });
  const event = {
    accountId: account.id,
    kind: 'verification-matched',
    actor: ctx.actor,
    contactId: contact.id,
    facts: { fact },
  };
  await events.add(ctx.tx, event, ctx.now);
  ctx.touch(`account:${account.id}`);
  return done(
    { level: levelOf(contact, ctx.now, ctx.policy) },
    { contact: contact.id, account: account.id, phone: phone.id, fact },
  );
};

export const setProxy: Run<'contact.setProxy'> = async (ctx, { proxy }) => {
  const { tx, now, policy, actor } = ctx;
  const contact = await current(ctx);
  if (!contact) return refuse('no-contact');
  const alive = await keepAlive(ctx, contact);
  await contacts.setProxy(tx, contact.id, proxy);
  if (contact.accountId !== null) {
    const event = { accountId: contact.accountId, kind: 'proxy-set', actor, contactId: contact.id };
    await events.add(tx, { ...event, facts: proxy ? { ...proxy } : { relation: null } }, now);
    ctx.touch(`account:${contact.accountId}`);
  }
  ctx.touch('contact');
  const body = {
    contact: contact.id,
    account: contact.accountId,
    relation: proxy?.relation ?? null,
    consent: proxy?.hasConsent ?? false,
    attorney: proxy?.hasAttorney ?? false,
  };
  return done({ level: levelOf({ ...alive, proxy }, now, policy) }, body);
};

export const addNote: Run<'contact.note'> = async (ctx, { note }) => {
  const bound = await boundAccount(ctx);
  if (!bound.ok) return bound;
  const { contact, account } = bound;
  await keepAlive(ctx, contact);
  const eventId = await events.add(
    ctx.tx,
    { accountId: account.id, kind: 'note', actor: ctx.actor, contactId: contact.id, note },
    ctx.now,
  );
  ctx.touch(`account:${account.id}`);
  return done({ eventId }, { contact: contact.id, account: account.id, event: eventId });
};

export const closeContact: Run<'contact.close'> = async (ctx, { category, note }) => {
  const { tx, now, actor } = ctx;
  const contact = await current(ctx);
  if (!contact) return refuse('no-contact');
  if (contact.accountId === null && note !== '') return refuse('no-customer-note');
  await contacts.close(tx, contact.id, { outcome: 'closed', category }, now);
  if (contact.accountId !== null) {
    const event = { accountId: contact.accountId, kind: 'contact-closed', actor, contactId: contact.id };
    await events.add(tx, { ...event, facts: { category }, note }, now);
    ctx.touch(`account:${contact.accountId}`);
  }
  ctx.touch('contact');
  return done({ contactId: contact.id }, { contact: contact.id, account: contact.accountId, category });
};
