// What the caller proves in a telephone call: ticks, facts that they say, and reaching them at a number on file.
import * as accounts from '../../db/accounts.ts';
import * as contacts from '../../db/contacts.ts';
import { done, type Run, refuse, type SignedIn } from '../command.ts';
import { countMisses, type Fact, factsCountFrom, levelOf, matchedFacts, mayCallBack } from '../rules/verification.ts';
import { boundCustomer, keepAlive, prove, tellTimeline } from './contact-bound.ts';
import { isReadable, isSaidOnFile, offeredFacts, readOnFile } from './contact-facts.ts';

export const tickFact: Run<'contact.tick'> = async (ctx, { fact }) => {
  const bound = await boundCustomer(ctx);
  if (!bound.ok) return bound;
  const contact = await prove(ctx, bound.contact, { fact, outcome: 'ticked' });
  return done(
    { level: levelOf(contact, ctx.now, ctx.policy) },
    { contact: contact.id, fact, account: contact.accountId, customer: contact.customerId },
  );
};

export const checkFact: Run<'contact.check'> = async (ctx, { fact, said }) => {
  const { tx, now, policy } = ctx;
  const bound = await boundCustomer(ctx);
  if (!bound.ok) return bound;
  const { customer } = bound;
  const onFile = await readOnFile(tx, customer, now, policy);
  if (!offeredFacts(onFile).includes(fact)) return refuse('not-offered');
  if (matchedFacts(bound.contact, now, policy).has(fact)) return refuse('already-matched');
  if (!isReadable(fact, said)) return refuse('not-readable');

  const outcome = isSaidOnFile(onFile, fact, said) ? ('matched' as const) : ('missed' as const);
  const contact = await prove(ctx, bound.contact, { fact, outcome });
  const misses = countMisses(contact.proofs);
  const hasFailed = misses >= policy.verificationMissLimit;
  await tellTimeline(ctx, contact, { kind: `verification-${outcome}`, facts: { fact } });
  if (hasFailed) {
    await contacts.close(tx, contact.id, { outcome: 'failed', category: null }, now);
    await tellTimeline(ctx, contact, { kind: 'contact-failed', facts: { misses } });
  }
  const level = hasFailed ? 0 : levelOf(contact, now, policy);
  return done(
    { outcome, level, misses, hasFailed },
    {
      contact: contact.id,
      account: contact.accountId,
      customer: customer.id,
      fact,
      outcome,
      misses,
      failed: hasFailed,
    },
  );
};

/** The number to call back, if it is the contact's customer's and on file for long enough. */
const callBackPhone = async (ctx: SignedIn, phoneId: number) => {
  const bound = await boundCustomer(ctx);
  if (!bound.ok) return bound;
  // A protected customer's number stays masked whatever the caller proves (rule 10).
  if (bound.customer.isProtected && ctx.session.role !== 'supervisor') return refuse('needs-supervisor');
  const phone = (await accounts.phonesOf(ctx.tx, bound.customer.id)).find(({ id }) => id === phoneId);
  if (!phone) return refuse('no-such-value');
  if (!mayCallBack(phone.recordedAt, ctx.now, ctx.policy))
    return refuse('too-recent', { days: ctx.policy.callBackNumberDays });
  return { ...bound, phone };
};

export const showNumber: Run<'contact.showNumber'> = async (ctx, { phoneId }) => {
  const found = await callBackPhone(ctx, phoneId);
  if (!found.ok) return found;
  const { contact, phone } = found;
  await keepAlive(ctx, contact);
  await contacts.noteDial(ctx.tx, contact.id, phone.id, ctx.now);
  await tellTimeline(ctx, contact, { kind: 'number-shown', facts: { phone: phone.id } });
  return done(
    { number: phone.number },
    { contact: contact.id, account: contact.accountId, customer: contact.customerId, phone: phone.id },
  );
};

export const reachedCustomer: Run<'contact.reached'> = async (ctx, { phoneId }) => {
  const found = await callBackPhone(ctx, phoneId);
  if (!found.ok) return found;
  const { phone } = found;
  // A number that was dialled before an idle pause says nothing of who is on the line now.
  const countsFrom = factsCountFrom(found.contact, ctx.now, ctx.policy);
  if (!(await contacts.wasDialled(ctx.tx, found.contact.id, phone.id, countsFrom))) return refuse('not-dialled');
  const fact: Fact = 'call-back';
  const contact = await prove(ctx, found.contact, { fact, outcome: 'matched' });
  await tellTimeline(ctx, contact, { kind: 'verification-matched', facts: { fact } });
  return done(
    { level: levelOf(contact, ctx.now, ctx.policy) },
    { contact: contact.id, account: contact.accountId, customer: contact.customerId, phone: phone.id, fact },
  );
};
