import { readFileSync, writeFileSync } from 'node:fs';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { tokyoDate } from '../../main/rules/calendar.ts';
import { accountFields, contractFields } from '../customer-files.ts';
import { engines, openTestDatabase, type TestDatabase } from '../databases.ts';
import { wrongClocks } from '../setup/clocks.ts';
import { done, fileOf, rejectsOf } from './importing.ts';

describe.each(engines)('imported contracts on %s', (engine) => {
  let at: TestDatabase;
  beforeEach(async () => {
    at = await openTestDatabase(engine);
  });
  afterEach(() => at.close());

  const [first, second] = [accountFields(0), accountFields(1)];

  const start = { ...contractFields(0), status: 'active', ended_on: '', started_on: '2020-04-01' };

  test('belong to the first account of their customer, from their start', async () => {
    await done(at, 'accounts', fileOf(at, 'accounts', [first, second]));
    expect(await done(at, 'contracts', fileOf(at, 'contracts', [start]))).toMatchObject({ newCount: 1 });
    const [link] = await at.db.read('account_contract');
    const [account] = await at.db.read('account').where({ login_id: first.login_id });
    expect(link).toMatchObject({ account_id: account.id, from_on: '2020-04-01', to_on: null });
  });

  test('are the same however a supply point is grouped and a date is written', async () => {
    await done(at, 'accounts', fileOf(at, 'accounts', [first, second]));
    await done(at, 'contracts', fileOf(at, 'contracts', [start]));
    const grouped = start.supply_point.replace(/^(..)(....)(....)(....)(....)(....)$/, '$1-$2-$3-$4-$5-$6');
    for (const started_on of ['2020/4/1', '2020/04/01', '20200401'])
      expect(
        await done(at, 'contracts', fileOf(at, 'contracts', [{ ...start, supply_point: grouped, started_on }])),
      ).toMatchObject({ same: 1, rejected: 0 });
    await done(at, 'contracts', fileOf(at, 'contracts', [{ ...start, started_on: '2020/2/30' }]));
    expect(rejectsOf(at)).toEqual(['2,started_on,,bad-date,rejected']);
  });

  test('are eligible for notice mail unless the file says no, and stay so where it is silent', async () => {
    await done(at, 'accounts', fileOf(at, 'accounts', [first, second]));
    const eligible = () => at.db.read('contract').pluck('is_mail_eligible');
    const say = (word: string) => {
      const path = fileOf(at, 'contracts', [start]);
      const [header, row] = readFileSync(path, 'utf8').split('\n');
      writeFileSync(path, `${header},mail_eligible\n${row},${word}\n`);
      return done(at, 'contracts', path);
    };
    await done(at, 'contracts', fileOf(at, 'contracts', [start]));
    expect((await eligible()).map(Number)).toEqual([1]);
    expect(await say('対象外')).toMatchObject({ changed: 1 });
    expect(await say('no')).toMatchObject({ same: 1 });
    expect(await say('')).toMatchObject({ same: 1 });
    expect(await done(at, 'contracts', fileOf(at, 'contracts', [start]))).toMatchObject({ same: 1 });
    expect((await eligible()).map(Number)).toEqual([0]);
    expect(await say('perhaps')).toMatchObject({ rejected: 1 });
    expect(rejectsOf(at)).toEqual(['2,mail_eligible,,bad-yes-no,rejected']);
  });

  test('are refused without their customer, and at a supply point where another one runs', async () => {
    await done(at, 'accounts', fileOf(at, 'accounts', [first, second]));
    const rival = { ...contractFields(1), supply_point: start.supply_point, status: 'active', ended_on: '' };
    const stranger = { ...contractFields(2), status: 'active', ended_on: '' };
    expect(await done(at, 'contracts', fileOf(at, 'contracts', [start, rival, stranger]))).toMatchObject({
      newCount: 1,
      rejected: 2,
    });
    expect(rejectsOf(at).sort()).toEqual([
      '3,supply_point,,supply-point-taken,rejected',
      '4,customer_no,,unknown-customer,rejected',
    ]);
  });

  test('follow one another at a supply point in whatever order the file lists them', async () => {
    await done(at, 'accounts', fileOf(at, 'accounts', [first, second]));
    await done(at, 'contracts', fileOf(at, 'contracts', [start]));
    const next = {
      ...contractFields(1),
      supply_point: start.supply_point,
      status: 'active',
      ended_on: '',
      started_on: '2026-10-01',
    };
    const ended = { ...start, status: 'ended', ended_on: '2026-09-30' };
    const filler = Array.from({ length: 400 }, (_, row) => ({
      ...contractFields(row + 10),
      customer_no: first.customer_no,
      status: 'ended',
      ended_on: '2025-01-01',
      started_on: '2020-01-01',
    }));
    expect(await done(at, 'contracts', fileOf(at, 'contracts', [next, ...filler, ended]))).toMatchObject({
      newCount: 401,
      changed: 1,
      rejected: 0,
    });
    const row = await at.db.read('contract').where({ contract_no: start.contract_no }).first();
    expect(row).toMatchObject({
      ended_on: '2026-09-30',
      end_recorded_on: tokyoDate(new Date().toISOString()),
      version: 2,
    });
    const [event] = await at.db.read('account_event').where({ kind: 'import-changed' });
    expect(JSON.parse(event.facts)).toMatchObject({ fields: 'ended_on' });
    expect(await wrongClocks(at.db.read)).toEqual([]);
  });

  test('of a first load keep the clock: recorded elsewhere before, they count from their end', async () => {
    await done(at, 'accounts', fileOf(at, 'accounts', [first, second]));
    expect(await wrongClocks(at.db.read)).toEqual([]);
    await done(at, 'contracts', fileOf(at, 'contracts', [{ ...start, status: 'ended', ended_on: '2024-02-29' }]));
    expect(await wrongClocks(at.db.read)).toEqual([]);
    const [clock] = await at.db
      .read('account_clock as o')
      .join('account as a', 'a.id', 'o.account_id')
      .where('a.login_id', first.login_id)
      .select('o.open_through');
    expect(clock).toEqual({ open_through: '2026-02-28' });
    await done(at, 'accounts', fileOf(at, 'accounts', [{ ...second, registered_at: '2019-05-05' }]));
    expect(await wrongClocks(at.db.read)).toEqual([]);
  });

  test('never change their customer or supply point', async () => {
    await done(at, 'accounts', fileOf(at, 'accounts', [first, second]));
    await done(at, 'contracts', fileOf(at, 'contracts', [start]));
    const moved = { ...start, supply_point: `${'9'.repeat(22)}` };
    expect(
      await done(at, 'contracts', fileOf(at, 'contracts', [{ ...start, customer_no: second.customer_no }])),
    ).toMatchObject({ rejected: 1 });
    expect(await done(at, 'contracts', fileOf(at, 'contracts', [moved]))).toMatchObject({ rejected: 1 });
    expect(rejectsOf(at)).toEqual(['2,supply_point,,other-supply-point,rejected']);
  });
});
