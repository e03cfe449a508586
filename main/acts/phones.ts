import type { Knex } from 'knex';
import * as accounts from '../../db/accounts.ts';
import * as pending from '../../db/pending-changes.ts';
import * as data from '../../db/registered-data.ts';
import { isPhoneOfFiles } from '../rules/pending-change.ts';
import { looksLikePhone, phoneDigits } from '../rules/phone.ts';
import { type Act, proposed, refused } from './act.ts';

const phoneLimit = 4;

type PhoneContent = { phoneId: number | null; number: string | null };

/** @returns its place in the customer's list */
const carryOut = async (
  tx: Knex,
  customerId: number,
  { phoneId, number }: PhoneContent,
  now: string,
): Promise<number> => {
  if (phoneId !== null) {
    const position = await data.phonePosition(tx, phoneId);
    if (number === null) await data.removePhone(tx, phoneId);
    else await data.changePhone(tx, phoneId, number, phoneDigits(number), now);
    return position;
  }
  if (number === null) throw new Error('what changes nothing was refused before');
  return data.addPhone(tx, customerId, number, phoneDigits(number), now);
};

export const changePhone: Act<PhoneContent> = {
  level: 3,
  event: 'phone-changed',
  notice: 'phone-changed',
  isBesideCards: true,
  propose: async ({ tx }, account, { phoneId, number }) => {
    const phones = await accounts.phonesOf(tx, account.customerId);
    const before = phones.find(({ id }) => id === phoneId);
    if (phoneId !== null && !before) return refused('no-such-value');
    if (number !== null && !looksLikePhone(phoneDigits(number))) return refused('phone-format');
    if (phoneId === null && phones.length >= phoneLimit) return refused('too-many-values', { limit: phoneLimit });
    const isThere = number !== null && phones.some(({ digits }) => digits === phoneDigits(number));
    if (isThere) return refused('same-value');
    return proposed({ field: 'contact-phone', before: before?.number ?? '', after: number ?? '' });
  },
  apply: async ({ tx, now }, account, content, { staffId }) => {
    const { phoneId, number } = content;
    const before = (await accounts.phonesOf(tx, account.customerId)).find(({ id }) => id === phoneId);
    const position = await carryOut(tx, account.customerId, content, now);
    const change = { accountId: account.id, field: 'contact-phone' as const, subjectId: position, madeBy: staffId };
    const values = { before: JSON.stringify(before?.number ?? ''), ours: JSON.stringify(number ?? '') };
    // What no file speaks of waits for none.
    if (isPhoneOfFiles(position)) await pending.note(tx, { ...change, ...values }, now);
    return { position, isRemoved: number === null };
  },
};

type ApplicationPhoneContent = { contractId: number; number: string };

export const changeApplicationPhone: Act<ApplicationPhoneContent> = {
  level: 3,
  event: 'application-phone-changed',
  notice: 'application-phone-changed',
  isToldByCard: true,
  propose: async ({ tx }, account, { contractId, number }) => {
    const contract = (await accounts.contractsOf(tx, account.id)).find(({ id }) => id === contractId);
    if (!contract) return refused('no-such-value');
    if (!looksLikePhone(phoneDigits(number))) return refused('phone-format');
    if (contract.applicationPhoneDigits === phoneDigits(number)) return refused('same-value');
    // A login factor: who approves sees that it changes, not what it was.
    return proposed({ field: 'application-phone', before: '', after: number });
  },
  apply: async ({ tx, now }, account, { contractId, number }, { staffId, isConfirmed }) => {
    const contract = (await accounts.contractsOf(tx, account.id)).find(({ id }) => id === contractId);
    const phone = { number, digits: phoneDigits(number), unconfirmedAt: isConfirmed ? null : now };
    await data.changeApplicationPhone(tx, contractId, phone);
    const change = {
      accountId: account.id,
      field: 'application-phone' as const,
      subjectId: contractId,
      madeBy: staffId,
    };
    await pending.note(
      tx,
      { ...change, before: JSON.stringify(contract?.applicationPhone ?? ''), ours: JSON.stringify(number) },
      now,
    );
    return { contract: contractId, isConfirmed };
  },
};
