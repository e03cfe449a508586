import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import * as accounts from '../../db/accounts.ts';
import { addCustomer, rightPassword, type TestCustomer } from '../setup/customer.ts';
import { engines, noon, openTestDesk, type TestDesk } from '../setup/desk.ts';

describe.each(engines)('a customer changes their own mail on %s', (engine) => {
  let at: TestDesk;
  let customer: TestCustomer;
  beforeAll(async () => {
    at = await openTestDesk(engine);
    customer = await addCustomer(at.db.write, {
      mails: [{ address: 'old@example.jp' }, { address: 'kept@example.jp' }],
    });
  });
  afterAll(() => at.close());
  const change = (addresses: string[], password = rightPassword) =>
    at.portal.changeMailAddresses(customer.loginId, password, addresses);
  const registered = async () =>
    (await accounts.mailAddressesOf(at.db.read, customer.accountId)).map(({ address, confirmedAt }) => [
      address,
      confirmedAt !== null,
    ]);

  it('but not with a wrong password, with an address that mail cannot reach, or with a fourth one', async () => {
    expect(await change(['new@example.jp'], 'wrong')).toEqual({ answer: 'refused' });
    expect(await change(['a..b@example.jp'])).toEqual({ answer: 'format' });
    expect(await change(['a@example.jp', 'b@example.jp', 'c@example.jp', 'd@example.jp'])).toEqual({
      answer: 'too-many',
    });
    expect(await registered()).toEqual([
      ['old@example.jp', true],
      ['kept@example.jp', true],
    ]);
  });

  it('to a list whose new addresses wait to be confirmed, and the old ones are told', async () => {
    expect(await change(['KEPT@example.jp', 'new@example.jp'])).toEqual({ answer: 'changed' });
    expect((await registered()).toSorted()).toEqual([
      ['kept@example.jp', true],
      ['new@example.jp', false],
    ]);
    const kinds = await at.db.read('outbox').where({ account_id: customer.accountId }).pluck('kind');
    expect(kinds.toSorted()).toEqual(['confirm-address', 'mail-changed', 'mail-changed']);
    expect(await change(['kept@example.jp', 'new@example.jp'])).toEqual({ answer: 'changed' });
    expect(await at.db.read('outbox').where({ account_id: customer.accountId })).toHaveLength(3);
  });

  it('and no further than as many addresses as are set', async () => {
    await at.db.write('setting').insert({ key: 'mailAddressLimit', value: '1', version: 1, changed_at: noon });
    expect(await change(['kept@example.jp', 'new@example.jp'])).toEqual({ answer: 'too-many' });
    await at.db.write('setting').where({ key: 'mailAddressLimit' }).delete();
  });

  it('and whether they want notices, and amounts in them', async () => {
    expect(await at.portal.changeNotices(customer.loginId, rightPassword, false)).toEqual({ answer: 'changed' });
    expect(await at.portal.changeAmounts(customer.loginId, rightPassword, true)).toEqual({ answer: 'changed' });
    expect(await accounts.byId(at.db.read, customer.accountId)).toMatchObject({
      wantsNotices: false,
      wantsAmounts: true,
    });
    const told = await at.db.read('account_event').where({ kind: 'amounts-changed' }).pluck('actor');
    expect(told).toEqual(['portal']);
  });

  it('and a right login leaves no failure behind where there was none', async () => {
    const other = await addCustomer(at.db.write);
    expect((await at.portal.attempt(other.loginId, rightPassword)).answer).toBe('accepted');
    const row = await at.db
      .read('credential')
      .where({ id: other.credentialId })
      .first('last_failure_at', 'last_failure_factor');
    expect(row).toEqual({ last_failure_at: null, last_failure_factor: null });
  });
});
