// What a customer can be asked, and whether what the caller said is what is on file.
import type { Knex } from 'knex';
import * as accounts from '../../db/accounts.ts';
import * as bills from '../../db/bills.ts';
import { type Instant, tokyoDate } from '../rules/calendar.ts';
import { fold } from '../rules/fold.ts';
import type { Policy } from '../rules/policy.ts';
import {
  type Fact,
  mayCallBack,
  parseBirthDate,
  parseYen,
  recentBillsFrom,
  type TypedFact,
} from '../rules/verification.ts';

export type OnFile = {
  readonly customerNo: string;
  readonly birthOn: string | null;
  readonly supplyPoints: readonly string[];
  /** Of the bills that came out lately. */
  readonly billYen: readonly number[];
  readonly mailKeys: readonly string[];
  /** Numbers on file for long enough to be called back. */
  readonly callBackPhones: readonly accounts.Phone[];
  readonly phones: readonly accounts.Phone[];
};

export const readOnFile = async (
  tx: Knex,
  customer: { id: number; customerNo: string; birthOn: string | null },
  now: Instant,
  policy: Policy,
): Promise<OnFile> => {
  const phones = await accounts.phonesOf(tx, customer.id);
  return {
    customerNo: customer.customerNo,
    birthOn: customer.birthOn,
    supplyPoints: await accounts.supplyPointsOfCustomer(tx, customer.id),
    billYen: await bills.amountsSince(tx, customer.id, recentBillsFrom(tokyoDate(now), policy)),
    mailKeys: (await accounts.mailAddressesOfCustomer(tx, customer.id))
      .filter((mail) => mail.confirmedAt !== null)
      .map((mail) => mail.addressKey),
    callBackPhones: phones.filter((phone) => mayCallBack(phone.recordedAt, now, policy)),
    phones,
  };
};

/** Facts that the account lacks are not offered (rule 8). */
export const offeredFacts = (onFile: OnFile): Fact[] => {
  const offered: Fact[] = ['customer-no'];
  if (onFile.supplyPoints.length > 0) offered.push('supply-point');
  if (onFile.billYen.length > 0) offered.push('bill-amount');
  if (onFile.mailKeys.length > 0) offered.push('mail-address');
  if (onFile.birthOn) offered.push('birth-date');
  if (onFile.callBackPhones.length > 0) offered.push('call-back');
  return offered;
};

export const isSaidOnFile = (onFile: OnFile, fact: TypedFact, said: string): boolean => {
  switch (fact) {
    case 'customer-no':
      return fold(said, 'number') === fold(onFile.customerNo, 'number');
    case 'supply-point':
      return onFile.supplyPoints.includes(fold(said, 'number'));
    case 'bill-amount':
      return onFile.billYen.some((yen) => yen === parseYen(said));
    case 'mail-address':
      return onFile.mailKeys.includes(fold(said, 'mail'));
    case 'birth-date':
      return parseBirthDate(said) === onFile.birthOn && onFile.birthOn !== null;
  }
};

/** Whether what was typed can be such a fact at all: a slip of the keyboard is not the caller's miss. */
export const isReadable = (fact: TypedFact, said: string): boolean => {
  switch (fact) {
    case 'customer-no':
      return /^\d{4,}$/.test(fold(said, 'number'));
    case 'supply-point':
      return /^\d{22}$/.test(fold(said, 'number'));
    case 'bill-amount':
      return parseYen(said) !== null;
    case 'mail-address':
      return /^[^@\s]+@[^@\s]+$/.test(fold(said, 'mail'));
    case 'birth-date':
      return parseBirthDate(said) !== null;
  }
};
