// One customer with an account, as most tests need; every field can be said otherwise.
import type { Knex } from 'knex';
import * as credentials from '../../db/credentials.ts';
import * as register from '../../db/register.ts';
import { rewriteKeys } from '../../db/search-keys.ts';
import { hashPassword } from '../../main/passwords.ts';
import { fold } from '../../main/rules/fold.ts';

export const rightPassword = 'Right-Password-1';
const onFileSince = '2026-01-15T00:00:00.000Z';
let serial = 0;

export type CustomerOptions = {
  customerNo?: string;
  kind?: register.NewCustomer['kind'];
  name?: string;
  nameKana?: string;
  birthOn?: string | null;
  phones?: readonly { number: string; recordedAt?: string }[];
  mails?: readonly { address: string; isConfirmed?: boolean }[];
  loginId?: string;
  status?: 'active' | 'withdrawn';
  postcode?: string;
  line?: string;
  building?: string;
  isProtected?: boolean;
  isDoNotPost?: boolean;
  supplyPointNo?: string;
  contractNo?: string;
  endedOn?: string | null;
  applicationPhone?: string | null;
  /** null: never issued. */
  credential?: { isInitial?: boolean; expiresOn?: string | null } | null;
  /** Another account of a customer that is there already. */
  customerId?: number;
};

export type TestCustomer = {
  customerId: number;
  accountId: number;
  contractId: number;
  credentialId: number | null;
  customerNo: string;
  supplyPointNo: string;
  loginId: string;
};

let hash: Promise<string> | undefined;

export const addCustomer = async (db: Knex, options: CustomerOptions = {}): Promise<TestCustomer> => {
  serial += 1;
  hash ??= hashPassword(rightPassword, 'test');
  const passwordHash = await hash;
  const customerNo = options.customerNo ?? String(1_000_000_000 + serial);
  const supplyPointNo = options.supplyPointNo ?? `0100${String(serial).padStart(18, '0')}`;
  const loginId = options.loginId ?? `Customer${serial}`;
  return db.transaction(async (tx) => {
    const now = onFileSince;
    const customerId =
      options.customerId ??
      (await register.addCustomer(
        tx,
        {
          customerNo,
          kind: options.kind ?? 'person',
          name: options.name ?? '佐藤　花子',
          nameKana: options.nameKana ?? 'サトウ　ハナコ',
          birthOn: options.birthOn === undefined ? '1980-04-01' : options.birthOn,
        },
        now,
      ));
    if (options.customerId === undefined)
      for (const [index, phone] of (options.phones ?? [{ number: '011-231-4567' }]).entries())
        await register.addContactPhone(tx, {
          customerId,
          position: index + 1,
          number: phone.number,
          digits: fold(phone.number, 'phone'),
          recordedAt: phone.recordedAt ?? onFileSince,
          source: 'import',
        });
    const account = {
      customerId,
      loginId,
      loginKey: fold(loginId, 'login'),
      status: options.status ?? ('active' as const),
      registeredOn: '2020-04-01',
      postcode: options.postcode ?? '0640821',
      line: options.line ?? '北海道札幌市中央区北一条西20丁目3-8',
      building: options.building ?? '',
      wantsNotices: true,
      wantsAmounts: false,
      isProtected: options.isProtected ?? false,
      isDoNotPost: options.isDoNotPost ?? false,
    };
    const accountId = await register.addAccount(tx, account, now);
    for (const [index, mail] of (options.mails ?? [{ address: `customer${serial}@example.jp` }]).entries())
      await register.addMailAddress(
        tx,
        {
          accountId,
          position: index + 1,
          address: mail.address,
          addressKey: fold(mail.address, 'mail'),
          confirmedAt: mail.isConfirmed === false ? null : onFileSince,
        },
        now,
      );
    const applicationPhone = options.applicationPhone === undefined ? '090-1234-5678' : options.applicationPhone;
    const contractId = await register.addContract(
      tx,
      {
        contractNo: options.contractNo ?? String(5_000_000_000 + serial),
        supplyPointNo,
        customerId,
        plan: '従量電灯B',
        startedOn: '2020-04-01',
        endedOn: options.endedOn ?? null,
        postcode: account.postcode,
        line: account.line,
        applicationPhone,
        applicationPhoneDigits: applicationPhone && fold(applicationPhone, 'phone'),
        isMailEligible: true,
      },
      now,
    );
    await register.linkContract(tx, accountId, contractId, '2020-04-01');
    const credentialId =
      options.credential === null
        ? null
        : await credentials.add(tx, {
            accountId,
            isInitial: options.credential?.isInitial ?? false,
            issuedAt: now,
            postedAt: now,
            expiresOn: options.credential?.expiresOn ?? null,
            passwordHash,
          });
    await rewriteKeys(tx, accountId);
    return { customerId, accountId, contractId, credentialId, customerNo, supplyPointNo, loginId };
  });
};
