// What agents change of an account for a caller, and what the customer system does not know of it yet (rule 34).
import type { Knex } from 'knex';
import { changingKeys } from './search-keys.ts';

/** Whoever decides on a change that was asked for before this one looks at it again; a card that is planned is left out. */
export const bumpVersion = (tx: Knex, accountId: number): Promise<number> => bumpVersions(tx, [accountId]);

/** Few enough for one statement. */
export const bumpVersions = (tx: Knex, accountIds: readonly number[]): Promise<number> =>
  tx('account')
    .whereIn('id', accountIds)
    .update({ version: tx.raw('version + 1') });

/** The same of what no card says and what holds none back: one that is planned goes on as it was released. */
export const bumpVersionBesideCards = async (tx: Knex, accountId: number): Promise<void> => {
  await bumpVersion(tx, accountId);
  await tx('card')
    .where({ account_id: accountId, state: 'planned' })
    .update({ account_version: tx.raw('account_version + 1') });
};

export const addPhone = async (
  tx: Knex,
  customerId: number,
  number: string,
  digits: string,
  now: string,
): Promise<number> => {
  const positions: number[] = await tx('contact_phone').where({ customer_id: customerId }).pluck('position');
  const position = [1, 2, 3, 4].find((free) => !positions.includes(free)) ?? positions.length + 1;
  await tx('contact_phone').insert({
    customer_id: customerId,
    position,
    number,
    digits,
    recorded_at: now,
    source: 'console',
  });
  return position;
};

export const changePhone = (tx: Knex, phoneId: number, number: string, digits: string, now: string): Promise<number> =>
  tx('contact_phone').where({ id: phoneId }).update({ number, digits, recorded_at: now, source: 'console' });

export const removePhone = (tx: Knex, phoneId: number): Promise<number> =>
  tx('contact_phone').where({ id: phoneId }).delete();

/** The number at a place of the customer's list, as the customer system counts them; '' takes it away. */
export const setPhoneAt = async (
  tx: Knex,
  accountId: number,
  position: number,
  number: string,
  digits: string,
  now: string,
): Promise<void> => {
  const { customer_id } = await tx('account').where({ id: accountId }).first('customer_id');
  const place = { customer_id, position };
  if (number === '') await tx('contact_phone').where(place).delete();
  else
    await tx('contact_phone')
      .insert({ ...place, number, digits, recorded_at: now, source: 'import' })
      .onConflict(['customer_id', 'position'])
      .merge();
};

export const phonePosition = async (tx: Knex, phoneId: number): Promise<number> => {
  const row: { position: number } | undefined = await tx('contact_phone').where({ id: phoneId }).first('position');
  if (!row) throw new Error(`there is no contact phone ${phoneId}`);
  return row.position;
};

export const changeApplicationPhone = (
  tx: Knex,
  contractId: number,
  phone: { number: string; digits: string; unconfirmedAt: string | null },
): Promise<number> =>
  tx('contract')
    .where({ id: contractId })
    .update({
      application_phone: phone.number,
      application_phone_digits: phone.digits,
      application_phone_unconfirmed_at: phone.unconfirmedAt,
      version: tx.raw('version + 1'),
    });

export type DeliveryAddress = { postcode: string; line: string; building: string; department: string; careOf: string };

export const changeAddress = (
  tx: Knex,
  accountId: number,
  address: DeliveryAddress,
  unconfirmedAt: string | null,
  now: string,
): Promise<unknown> =>
  changingKeys(tx, [accountId], () =>
    tx('account').where({ id: accountId }).update({
      delivery_postcode: address.postcode,
      delivery_line: address.line,
      delivery_building: address.building,
      delivery_department: address.department,
      delivery_care_of: address.careOf,
      delivery_changed_at: now,
      delivery_unconfirmed_at: unconfirmedAt,
    }),
  );

/** The large user's postcode that was confirmed, and counts while it is the one on a card; null: none is any more. */
export const confirmPostcode = (tx: Knex, accountId: number, postcode: string | null): Promise<number> =>
  tx('account').where({ id: accountId }).update({ delivery_confirmed_postcode: postcode });

/** An unconfirmed address gets nothing but the mail that asks to confirm it. */
export const addMail = async (
  tx: Knex,
  accountId: number,
  address: string,
  addressKey: string,
  now: string,
): Promise<number> => {
  const positions: number[] = await tx('mail_address')
    .where({ account_id: accountId })
    .whereNotNull('position')
    .pluck('position');
  const position = [1, 2, 3].find((free) => !positions.includes(free));
  // Without a place it would stand there as one that was removed.
  if (position === undefined) throw new Error(`account ${accountId} has no place for another mail address`);
  const [row] = await tx('mail_address')
    .insert({ account_id: accountId, position, address, address_key: addressKey, created_at: now })
    .returning('id');
  return row.id;
};

/** The row stays, since mail already sent or waiting names it; it holds no place on the account any more. */
export const removeMail = (tx: Knex, mailId: number, now: string): Promise<number> =>
  tx('mail_address').where({ id: mailId }).update({ position: null, removed_at: now });

export const setNotices = (tx: Knex, accountId: number, wantsNotices: boolean): Promise<number> =>
  tx('account')
    .where({ id: accountId })
    .update({ wants_notices: wantsNotices ? 1 : 0 });

export const setAmounts = (tx: Knex, accountId: number, wantsAmounts: boolean): Promise<number> =>
  tx('account')
    .where({ id: accountId })
    .update({ wants_amounts: wantsAmounts ? 1 : 0 });

export const setStatus = (
  tx: Knex,
  accountId: number,
  status: 'active' | 'withdrawn',
  withdrawnAt: string | null,
): Promise<number> => tx('account').where({ id: accountId }).update({ status, withdrawn_at: withdrawnAt });

export const setFlags = (
  tx: Knex,
  accountId: number,
  flags: { isProtected: boolean; isDoNotPost: boolean },
): Promise<unknown> =>
  changingKeys(tx, [accountId], () =>
    tx('account')
      .where({ id: accountId })
      .update({
        is_protected: flags.isProtected ? 1 : 0,
        is_do_not_post: flags.isDoNotPost ? 1 : 0,
        version: tx.raw('version + 1'),
      }),
  );

export const addNoticeCard = async (
  tx: Knex,
  accountId: number,
  kind: string,
  address: DeliveryAddress,
  now: string,
): Promise<void> => {
  const { postcode, line, building, department, careOf } = address;
  await tx('notice_card').insert({
    account_id: accountId,
    kind,
    postcode,
    line,
    building,
    department,
    care_of: careOf,
    state: 'waiting',
    created_at: now,
  });
};
