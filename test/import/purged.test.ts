// Files of the customer system go on naming somebody for years after a purge: none of them brings anybody back (rule 30).
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { erase } from '../../db/purge.ts';
import { engines, openTestDatabase, type TestDatabase } from '../databases.ts';
import {
  addCustomers,
  billFileOf,
  billRow,
  first,
  firstContract,
  otherContract,
  otherPart,
  second,
  strangersContract,
} from './bill-files.ts';
import { done, fileOf, rejectsOf } from './importing.ts';

describe.each(engines)('files that name a purged customer on %s', (engine) => {
  let at: TestDatabase;
  beforeAll(async () => {
    at = await openTestDatabase(engine);
    await addCustomers(at);
    const accountIds: number[] = await at.db
      .read('account as a')
      .join('customer as c', 'c.id', 'a.customer_id')
      .where('c.customer_no', first.customer_no)
      .pluck('a.id');
    await at.db.write.transaction((tx) => erase(tx, accountIds, null));
  });
  afterAll(() => at.close());
  const counts = async () => ({
    customers: await at.db.read('customer').pluck('customer_no'),
    contracts: await at.db.read('contract').pluck('contract_no'),
    bills: await at.db.read('bill').pluck('bill_no'),
  });
  const left = { customers: [second.customer_no], contracts: [strangersContract.contract_no], bills: [] };
  const purged = (line: number) => expect.stringMatching(new RegExp(`^${line},customer_no,.*purged-customer`));

  test('are refused row by row, and their other rows are taken', async () => {
    expect(await counts()).toEqual(left);
    expect(await done(at, 'accounts', fileOf(at, 'accounts', [first, second]))).toMatchObject({ rejected: 1, same: 1 });
    expect(rejectsOf(at)).toEqual([purged(2)]);
    const contracts = fileOf(at, 'contracts', [strangersContract, firstContract, otherContract]);
    expect(await done(at, 'contracts', contracts)).toMatchObject({ rejected: 2, same: 1, newCount: 0 });
    expect(rejectsOf(at)).toEqual([purged(3), purged(4)]);
    expect(await done(at, 'bills', billFileOf(at, [billRow(), otherPart()]))).toMatchObject({ rejected: 2 });
    expect(rejectsOf(at)).toEqual([purged(2), purged(3)]);
    expect(await counts()).toEqual(left);
  });

  test('under a number that differs by one digit are somebody else’s', async () => {
    const nearly = {
      ...first,
      customer_no: `${first.customer_no.slice(0, -1)}${(Number(first.customer_no.at(-1)) + 1) % 10}`,
    };
    expect(await done(at, 'accounts', fileOf(at, 'accounts', [nearly]))).toMatchObject({ rejected: 0, newCount: 1 });
  });
});
