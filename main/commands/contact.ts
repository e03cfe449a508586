import * as accounts from '../../db/accounts.ts';
import * as contacts from '../../db/contacts.ts';
import * as customers from '../../db/customers.ts';
import { returnStateOf } from '../acts/returned-cards.ts';
import { done, type Run, refuse, type SignedIn } from '../command.ts';
import { maskPhone } from '../rules/phone.ts';
import {
  countMisses,
  failureHoldsUntil,
  idleEndsAt,
  levelOf,
  matchedFacts,
  tickedFacts,
} from '../rules/verification.ts';
import { boundCustomer, heldContact, keepAlive, tellTimeline } from './contact-bound.ts';
import { offeredFacts, readOnFile } from './contact-facts.ts';

export const currentContact: Run<'contact.current'> = async (ctx) => {
  const { tx, now, policy, session } = ctx;
  const contact = await contacts.openOf(tx, session.staffId);
  if (!contact) return done({ contact: null });
  const customer = contact.customerId === null ? null : await customers.byId(tx, contact.customerId);
  const onFile = customer && (await readOnFile(tx, customer, now, policy));
  return done({
    contact: {
      contactId: contact.id,
      topic: contact.topic as 'account' | 'nothing-found' | 'general',
      openedAt: contact.openedAt,
      customerId: contact.customerId,
      customerName: customer?.name ?? null,
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
      returnedCard: contact.accountId === null ? null : await returnStateOf(ctx, contact.accountId),
      proxy: contact.proxy as { relation: 'family'; hasConsent: boolean; hasAttorney: boolean } | null,
    },
  });
};

/** After a failed contact the customer's next one within a day is a supervisor's (rule 8). */
const refuseAfterFailure = async ({ tx, now, policy, session }: SignedIn, customerId: number) => {
  const until = failureHoldsUntil(await contacts.lastFailureAt(tx, customerId), now, policy);
  return until && session.role !== 'supervisor' ? refuse('needs-supervisor-after-failure', { until }) : null;
};

type Said = { readonly accountId: number | null; readonly customerId: number | null };

/** Whom a call is about: an account's customer, or a customer with the first of their accounts, if there is one. */
const subjectOf = async ({ tx }: SignedIn, { accountId, customerId }: Said) => {
  if (accountId !== null) {
    const account = await accounts.byId(tx, accountId);
    return account ? { ok: true as const, accountId, customerId: account.customerId } : refuse('no-such-account');
  }
  const customer = customerId === null ? null : await customers.byId(tx, customerId);
  if (!customer) return refuse('no-such-customer');
  const [first] = await customers.accountsOf(tx, customer.id);
  return { ok: true as const, accountId: first?.accountId ?? null, customerId: customer.id };
};

export const openContact: Run<'contact.open'> = async (ctx, { topic, ...said }) => {
  const { tx, now, session } = ctx;
  const open = await heldContact(ctx);
  if (open) return refuse('contact-open', { contactId: open.id });
  const isAboutNobody = said.accountId === null && said.customerId === null;
  const subject = isAboutNobody ? { ok: true as const, ...said } : await subjectOf(ctx, said);
  if (!subject.ok) return subject;
  const { accountId, customerId } = subject;
  const held = customerId !== null && (await refuseAfterFailure(ctx, customerId));
  if (held) return held;
  const contactId = await contacts.open(
    tx,
    {
      staffId: session.staffId,
      sessionId: session.sessionId,
      customerId,
      accountId,
      topic: customerId === null ? topic : 'account',
    },
    now,
  );
  await tellTimeline(ctx, { id: contactId, accountId }, { kind: 'contact-opened' });
  ctx.touch('contact');
  return done({ contactId }, { contact: contactId, account: accountId, customer: customerId });
};

export const attachContact: Run<'contact.attach'> = async (ctx, said) => {
  const contact = await heldContact(ctx);
  if (!contact) return refuse('no-contact');
  const subject = await subjectOf(ctx, said);
  if (!subject.ok) return subject;
  const { accountId, customerId } = subject;
  if (contact.customerId !== null && contact.customerId !== customerId) return refuse('other-customer');
  const held = await refuseAfterFailure(ctx, customerId);
  if (held) return held;
  await keepAlive(ctx, contact);
  await contacts.attach(ctx.tx, contact.id, customerId, accountId);
  await tellTimeline(ctx, { id: contact.id, accountId }, { kind: 'contact-opened' });
  ctx.touch('contact');
  return done({ contactId: contact.id }, { contact: contact.id, account: accountId, customer: customerId });
};

export const setProxy: Run<'contact.setProxy'> = async (ctx, { proxy }) => {
  const { tx, now, policy } = ctx;
  const contact = await heldContact(ctx);
  if (!contact) return refuse('no-contact');
  const alive = await keepAlive(ctx, contact);
  await contacts.setProxy(tx, contact.id, proxy);
  await tellTimeline(ctx, contact, { kind: 'proxy-set', facts: proxy ? { ...proxy } : { relation: null } });
  ctx.touch('contact');
  const body = {
    contact: contact.id,
    account: contact.accountId,
    customer: contact.customerId,
    relation: proxy?.relation ?? null,
    consent: proxy?.hasConsent ?? false,
    attorney: proxy?.hasAttorney ?? false,
  };
  return done({ level: levelOf({ ...alive, proxy }, now, policy) }, body);
};

export const addNote: Run<'contact.note'> = async (ctx, { note }) => {
  const bound = await boundCustomer(ctx);
  if (!bound.ok) return bound;
  const { contact } = bound;
  const eventId = await tellTimeline(ctx, contact, { kind: 'note', note });
  if (eventId === null) return refuse('no-account-note');
  await keepAlive(ctx, contact);
  return done(
    { eventId },
    { contact: contact.id, account: contact.accountId, customer: contact.customerId, event: eventId },
  );
};

export const closeContact: Run<'contact.close'> = async (ctx, { category, note }) => {
  const contact = await heldContact(ctx);
  if (!contact) return refuse('no-contact');
  if (contact.accountId === null && note !== '')
    return refuse(contact.customerId === null ? 'no-customer-note' : 'no-account-note');
  await contacts.close(ctx.tx, contact.id, { outcome: 'closed', category }, ctx.now);
  await tellTimeline(ctx, contact, { kind: 'contact-closed', facts: { category }, note });
  ctx.touch('contact');
  return done(
    { contactId: contact.id },
    { contact: contact.id, account: contact.accountId, customer: contact.customerId, category },
  );
};
