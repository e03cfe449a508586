// A customer who holds contracts and has no account.
import type { Knex } from 'knex';
import * as register from '../../db/register.ts';
import { fold } from '../../main/rules/fold.ts';

const onFileSince = '2026-01-15T00:00:00.000Z';
let serial = 0;

export type TestHolder = {
  customerId: number;
  customerNo: string;
  contracts: { contractId: number; contractNo: string; supplyPointNo: string }[];
};
type Held = { endedOn?: string | null; line?: string };

export const addContracts = async (
  tx: Knex,
  customerId: number,
  held: readonly Held[],
): Promise<TestHolder['contracts']> => {
  const contracts = [];
  for (const { endedOn = null, line = '北海道札幌市中央区大通西5丁目8' } of held) {
    serial += 1;
    const contractNo = String(6_000_000_000 + serial);
    const supplyPointNo = `0200${String(serial).padStart(18, '0')}`;
    const contract = {
      contractNo,
      supplyPointNo,
      customerId,
      plan: '従量電灯B',
      startedOn: '2020-04-01',
      endedOn,
      postcode: '0600042',
      line,
      applicationPhone: '090-1234-5678',
      applicationPhoneDigits: '09012345678',
      isMailEligible: true,
    };
    contracts.push({ contractId: await register.addContract(tx, contract, onFileSince), contractNo, supplyPointNo });
  }
  return contracts;
};

export const addHolder = (db: Knex, held: readonly Held[] = [{}]): Promise<TestHolder> =>
  db.transaction(async (tx) => {
    serial += 1;
    const customerNo = String(2_000_000_000 + serial);
    const person = { kind: 'person' as const, name: '大野　千代', nameKana: 'オオノ　チヨ', birthOn: '1950-05-05' };
    const customerId = await register.addCustomer(tx, { customerNo, ...person }, onFileSince);
    const number = '011-221-9876';
    const phone = { customerId, position: 1, number, digits: fold(number, 'phone'), recordedAt: onFileSince };
    await register.addContactPhone(tx, { ...phone, source: 'import' });
    return { customerId, customerNo, contracts: await addContracts(tx, customerId, held) };
  });
