// The open telephone call as its commands find it: whose it is, kept alive by what is done in it.
import * as contacts from '../../db/contacts.ts';
import * as customers from '../../db/customers.ts';
import * as events from '../../db/events.ts';
import { refuse, type SignedIn } from '../command.ts';
import { factsCountFrom, type Proof } from '../rules/verification.ts';

export const heldContact = ({ tx, session }: SignedIn) => contacts.holdOpenOf(tx, session.staffId);

/** The open contact's customer, with an account or without, or why there is none. */
export const boundCustomer = async (ctx: SignedIn) => {
  const contact = await heldContact(ctx);
  if (!contact) return refuse('no-contact');
  const customer = contact.customerId === null ? null : await customers.byId(ctx.tx, contact.customerId);
  return customer ? { ok: true as const, contact, customer } : refuse('no-customer');
};

/** Every act in a contact keeps it from going idle; after an idle pause earlier proofs no longer count. */
export const keepAlive = async (
  { tx, now, policy }: SignedIn,
  contact: contacts.Contact,
): Promise<contacts.Contact> => {
  const factsFrom = factsCountFrom(contact, now, policy);
  await contacts.touch(tx, contact.id, factsFrom, now);
  return { ...contact, factsFrom, lastActiveAt: now };
};

export const prove = async (
  ctx: SignedIn,
  contact: contacts.Contact,
  proof: Omit<Proof, 'at'>,
): Promise<contacts.Contact> => {
  const alive = await keepAlive(ctx, contact);
  await contacts.addProof(ctx.tx, contact.id, proof, ctx.now);
  ctx.touch('contact');
  return { ...alive, proofs: [...alive.proofs, { ...proof, at: ctx.now }] };
};

/** On the timeline of the contact's account. Of a customer without one the audit alone tells. */
export const tellTimeline = async (
  ctx: SignedIn,
  contact: { id: number; accountId: number | null },
  event: { kind: string; facts?: events.EventFacts; note?: string },
): Promise<number | null> => {
  if (contact.accountId === null) return null;
  const { accountId } = contact;
  ctx.touch(`account:${accountId}`);
  return events.add(ctx.tx, { accountId, actor: ctx.actor, contactId: contact.id, ...event }, ctx.now);
};
