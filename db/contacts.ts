import type { Knex } from 'knex';

export type Contact = {
  id: number;
  staffId: number;
  customerId: number | null;
  accountId: number | null;
  topic: string;
  openedAt: string;
  lastActiveAt: string;
  factsFrom: string;
  proxy: { relation: string; hasConsent: boolean; hasAttorney: boolean } | null;
  proofs: { fact: string; outcome: 'ticked' | 'matched' | 'missed'; at: string }[];
  version: number;
};

/** A person's open contact with everything proven in it. */
export const openOf = async (tx: Knex, staffId: number): Promise<Contact | null> => {
  const row = await tx('contact').where({ staff_id: staffId }).whereNull('closed_at').first();
  if (!row) return null;
  const proofs = await tx('verification').where({ contact_id: row.id }).orderBy('id').select('fact', 'outcome', 'at');
  return {
    id: row.id,
    staffId: row.staff_id,
    customerId: row.customer_id,
    accountId: row.account_id,
    topic: row.topic,
    openedAt: row.opened_at,
    lastActiveAt: row.last_active_at,
    factsFrom: row.facts_from,
    proxy: row.proxy_relation
      ? { relation: row.proxy_relation, hasConsent: row.has_consent === 1, hasAttorney: row.has_attorney === 1 }
      : null,
    proofs,
    version: row.version,
  };
};

/** The same for whoever is about to act in it: misses are counted one after another, also from two consoles at once. */
export const holdOpenOf = async (tx: Knex, staffId: number): Promise<Contact | null> => {
  await tx('contact').where({ staff_id: staffId }).whereNull('closed_at').forUpdate().first('id');
  return openOf(tx, staffId);
};

export const open = async (
  tx: Knex,
  contact: { staffId: number; sessionId: number; customerId: number | null; accountId: number | null; topic: string },
  now: string,
): Promise<number> => {
  const [row] = await tx('contact')
    .insert({
      staff_id: contact.staffId,
      session_id: contact.sessionId,
      customer_id: contact.customerId,
      account_id: contact.accountId,
      topic: contact.topic,
      opened_at: now,
      last_active_at: now,
      facts_from: now,
    })
    .returning('id');
  return row.id;
};

export const attach = (tx: Knex, id: number, customerId: number, accountId: number | null): Promise<number> =>
  tx('contact').where({ id }).update({ customer_id: customerId, account_id: accountId, topic: 'account' });

export const touch = (tx: Knex, id: number, factsFrom: string, now: string): Promise<number> =>
  tx('contact').where({ id }).whereNull('closed_at').update({ facts_from: factsFrom, last_active_at: now });

export const addProof = async (
  tx: Knex,
  contactId: number,
  proof: { fact: string; outcome: 'ticked' | 'matched' | 'missed' },
  now: string,
): Promise<void> => {
  await tx('verification').insert({ contact_id: contactId, ...proof, at: now });
};

export const setProxy = (tx: Knex, id: number, proxy: Contact['proxy']): Promise<number> =>
  tx('contact')
    .where({ id })
    .update({
      proxy_relation: proxy?.relation ?? null,
      has_consent: proxy?.hasConsent ? 1 : 0,
      has_attorney: proxy?.hasAttorney ? 1 : 0,
    });

export const close = (
  tx: Knex,
  id: number,
  end: { outcome: 'closed' | 'failed' | 'lapsed'; category: string | null },
  now: string,
): Promise<number> =>
  tx('contact')
    .where({ id })
    .whereNull('closed_at')
    .update({ ...end, closed_at: now, version: tx.raw('version + 1') });

/** When a contact with this customer last ended failed. */
export const lastFailureAt = async (tx: Knex, customerId: number): Promise<string | null> =>
  (await tx('contact').where({ customer_id: customerId, outcome: 'failed' }).max({ at: 'closed_at' }).first())?.at ??
  null;

export const proofsOf = (tx: Knex, contactId: number): Promise<Contact['proofs']> =>
  tx('verification').where({ contact_id: contactId }).orderBy('id').select('fact', 'outcome', 'at');

/** Shown in full for dialling, in this call. */
export const noteDial = async (tx: Knex, contactId: number, phoneId: number, now: string): Promise<void> => {
  await tx('contact_dial').insert({ contact_id: contactId, phone_id: phoneId, at: now });
};

/** @param from what was dialled before this instant counts no longer */
export const wasDialled = async (tx: Knex, contactId: number, phoneId: number, from: string): Promise<boolean> =>
  (await tx('contact_dial').where({ contact_id: contactId, phone_id: phoneId }).where('at', '>=', from).first('id')) !==
  undefined;
