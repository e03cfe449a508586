import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import * as credentials from '../../db/credentials.ts';
import * as register from '../../db/register.ts';
import { search } from '../../db/search.ts';
import { changingKeys, removeKeys, rewriteKeys } from '../../db/search-keys.ts';
import { parseQuery } from '../../main/rules/search-query.ts';
import { engines, openTestDatabase, type TestDatabase } from '../databases.ts';

const now = '2026-11-23T00:00:00.000Z';
type Person = { name: string; kana: string; line: string; building?: string; login: string; isProtected?: boolean };
const people: Person[] = [
  {
    name: '髙橋　健一',
    kana: 'タカハシ　ケンイチ',
    line: '北海道札幌市中央区円山西町３丁目８番２９号',
    building: 'グランドマンション305号室',
    login: 'Takahashi_01',
  },
  { name: '佐藤 花子', kana: 'ｻﾄｳ ﾊﾅｺ', line: '北海道河東郡音更町木野西通3-1', login: 'hanako77' },
  { name: '佐藤 健', kana: 'サトウ ケン', line: '札幌市北区北七条西4丁目1-2', login: 'ken.sato' },
  { name: '株式会社北斗建設', kana: 'ホクトケンセツ', line: '札幌市北区北七条西4丁目1-9', login: 'hokuto' },
  { name: '守谷 隠', kana: 'モリヤ カクシ', line: '札幌市中央区円山西町1-1', login: 'moriya9', isProtected: true },
];

describe.each(engines)('search on %s', (engine) => {
  let at: TestDatabase;
  const ids = new Map<string, number>();

  beforeAll(async () => {
    at = await openTestDatabase(engine);
    await at.db.write.transaction(async (tx) => {
      for (const [index, person] of people.entries()) {
        const customerId = await register.addCustomer(
          tx,
          {
            customerNo: `100000000${index + 1}`,
            kind: person.name.startsWith('株式') ? 'organisation' : 'person',
            name: person.name,
            nameKana: person.kana,
            birthOn: null,
          },
          now,
        );
        const accountId = await register.addAccount(
          tx,
          {
            customerId,
            loginId: person.login,
            loginKey: person.login.toLowerCase(),
            status: 'active',
            registeredOn: '2020-01-01',
            postcode: '0600000',
            line: person.line,
            building: person.building ?? '',
            wantsNotices: false,
            wantsAmounts: false,
            isProtected: person.isProtected ?? false,
            isDoNotPost: false,
          },
          now,
        );
        ids.set(person.name, accountId);
        const digits = `0901111222${index + 1}`;
        const phone = { customerId, position: 1, number: digits, digits, recordedAt: now, source: 'import' };
        await register.addContactPhone(tx, phone);
        const address = `Box.${person.login}@gmail.com`;
        await tx('mail_address').insert({
          account_id: accountId,
          position: 1,
          address,
          address_key: address.toLowerCase(),
          created_at: now,
        });
        await rewriteKeys(tx, accountId);
        await contract(accountId, customerId, index + 1, index + 1, null);
      }
      const contract2 = { account: ids.get('佐藤 花子') ?? 0, customer: 2 };
      await contract(contract2.account, contract2.customer, 90, 1, '2019-03-31');

      async function contract(
        account: number,
        customer: number,
        no: number,
        supplyPoint: number,
        endedOn: string | null,
      ) {
        const [row] = await tx('contract')
          .insert({
            contract_no: `C${no}`,
            supply_point_no: `0100${String(supplyPoint).padStart(18, '0')}`,
            customer_id: customer,
            plan: 'B',
            started_on: '2015-01-01',
            ended_on: endedOn,
            supply_postcode: '',
            supply_line: 'x',
            application_phone: '0112223333',
            application_phone_digits: '0112223333',
            created_at: now,
          })
          .returning('id');
        await tx('account_contract').insert({ account_id: account, contract_id: row.id, from_on: '2015-01-01' });
      }
    });
  });
  afterAll(() => at.close());

  const find = async (text: string, limit = 50) => {
    const { hits, hasMore } = await search(at.db.read, parseQuery(text), limit);
    return { names: hits.map((hit) => hit.name), hits, hasMore };
  };

  test.each([
    ['高橋', ['髙橋　健一']],
    ['たかはし', ['髙橋　健一']],
    ['ﾀｶﾊｼ', ['髙橋　健一']],
    ['橋', ['髙橋　健一']],
    ['高橋健一', ['髙橋　健一']],
    ['健一 高橋', ['髙橋　健一']],
    ['北斗建', ['株式会社北斗建設']],
    ['斗建', ['株式会社北斗建設']],
    ['㈱北斗', ['株式会社北斗建設']],
    ['さとう 音更', ['佐藤 花子']],
    ['花子 音更', ['佐藤 花子']],
    ['佐藤 木野', ['佐藤 花子']],
    ['ケン 札幌', ['髙橋　健一', '佐藤 健', '株式会社北斗建設']],
    ['円山', ['髙橋　健一']],
    ['円山西町3-8', ['髙橋　健一']],
    ['円山西町三丁目', ['髙橋　健一']],
    ['円山西町4', []],
    ['札幌市中央区円山', ['髙橋　健一']],
    ['マンション', ['髙橋　健一']],
    ['takahashi', ['髙橋　健一']],
    ['HANAKO77', ['佐藤 花子']],
    ['1000000003', ['佐藤 健']],
    ['090-1111-2224', ['株式会社北斗建設']],
    ['+81 90 1111 2224', ['株式会社北斗建設']],
    ['box.ken.sato@gmail.com', ['佐藤 健']],
    ['Box.ha', []],
    ['鈴木', []],
  ])('finds by %s', async (text, expected) => {
    expect((await find(text)).names.sort()).toEqual([...expected].sort());
  });

  test('puts the name that is exactly meant before longer ones and those that only hold it', async () => {
    expect((await find('佐藤健')).names).toEqual(['佐藤 健']);
    expect((await find('健')).names).toEqual(['佐藤 健', '髙橋　健一']);
  });

  test('finds everybody who ever had a contract at a supply point', async () => {
    expect((await find('0100 000000000000000001')).names.sort()).toEqual(['佐藤 花子', '髙橋　健一']);
  });

  test('never finds by the phone of an application, which is a login factor', async () => {
    expect((await find('011-222-3333')).names).toEqual([]);
  });

  test('finds a protected account by name and numbers, never by its address, and keeps the address back', async () => {
    for (const text of ['円山西町1-1', '守谷 札幌', '札幌市中央区円山西町1', '北海道'])
      expect((await find(text)).names, text).not.toContain('守谷 隠');
    const [hit] = (await find('守谷')).hits;
    expect(hit).toMatchObject({ isProtected: true, address: null });
    expect((await find('1000000005')).names).toEqual(['守谷 隠']);
  });

  test('shows the registered spelling and the state of the login', async () => {
    const [hit] = (await find('高橋')).hits;
    expect(hit).toMatchObject({
      name: '髙橋　健一',
      address: '北海道札幌市中央区円山西町３丁目８番２９号 グランドマンション305号室',
    });
    expect(hit).toMatchObject({ credential: null, wasEverIssued: false, lastEndsOn: null });
    const issued = {
      accountId: ids.get('佐藤 健') ?? 0,
      isInitial: true,
      issuedAt: now,
      postedAt: null,
      expiresOn: '2026-12-31',
    };
    await at.db.write.transaction((tx) => credentials.add(tx, { ...issued, passwordHash: 'x' }));
    expect((await find('ken.sato')).hits[0]).toMatchObject({
      credential: { isInitial: true, lockedUntil: null },
      wasEverIssued: true,
    });
  });

  test('stops at the page and says that there is more', async () => {
    expect(await find('10000000', 2)).toMatchObject({ hasMore: true, hits: { length: 2 } });
    expect((await find('10000000', 50)).hasMore).toBe(false);
  });

  test('an old login ID still finds its account', async () => {
    const accountId = ids.get('佐藤 花子') ?? 0;
    await at.db
      .write('former_login_id')
      .insert({ account_id: accountId, login_id: 'Old-One', login_key: 'old-one', until: now });
    expect((await find('old-one')).names).toEqual(['佐藤 花子']);
  });

  test('a changed name is found by the new one alone, and the old one stands nowhere any more', async () => {
    const accountId = ids.get('株式会社北斗建設') ?? 0;
    await at.db.write.transaction((tx) =>
      changingKeys(tx, [accountId], () =>
        tx('customer').where({ customer_no: '1000000004' }).update({ name: '珍名 一', kind: 'person' }),
      ),
    );
    expect((await find('珍名')).names).toEqual(['珍名 一']);
    expect((await find('北斗')).names).toEqual([]);
    expect(await at.db.read('name_term').where({ term: '北斗建設' })).toEqual([]);
    expect(await at.db.read('name_suffix').where({ suffix: '建設' })).toEqual([]);
  });

  test('an account whose keys were removed is found by numbers only', async () => {
    const accountId = ids.get('髙橋　健一') ?? 0;
    await at.db.write.transaction((tx) => removeKeys(tx, accountId));
    expect((await find('高橋')).names).toEqual([]);
    expect((await find('円山')).names).toEqual([]);
    expect((await find('1000000001')).names).toEqual(['髙橋　健一']);
    await at.db.write.transaction((tx) => rewriteKeys(tx, accountId));
    expect((await find('円山')).names).toEqual(['髙橋　健一']);
  });
});
