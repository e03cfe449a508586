import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import * as accounts from '../../db/accounts.ts';
import { confirmationToken } from '../../main/portal/confirmation.ts';
import { addCustomer } from '../setup/customer.ts';
import { engines, noon, openTestDesk, type TestDesk } from '../setup/desk.ts';

describe.each(engines)('a new mail address on %s', (engine) => {
  let at: TestDesk;
  beforeAll(async () => {
    at = await openTestDesk(engine);
  });
  afterAll(() => at.close());

  const unconfirmed = async () => {
    const customer = await addCustomer(at.db.write, { mails: [{ address: 'new@example.jp', isConfirmed: false }] });
    const [mail] = await accounts.mailAddressesOf(at.db.read, customer.accountId);
    if (!mail) throw new Error('the address is missing');
    await at.db.write('mail_address').where({ id: mail.id }).update({ created_at: noon });
    const confirmedAt = async () =>
      (await accounts.mailAddressesOf(at.db.read, customer.accountId))[0]?.confirmedAt ?? null;
    return { token: await confirmationToken(at.db.write, { id: mail.id, createdAt: noon }), confirmedAt };
  };

  it('is confirmed by the token of its mail, and confirming twice does no harm', async () => {
    const { token, confirmedAt } = await unconfirmed();
    expect(await at.portal.confirmAddress(token)).toEqual({ answer: 'confirmed' });
    expect(await confirmedAt()).toBe(noon);
    expect(await at.portal.confirmAddress(token)).toEqual({ answer: 'confirmed' });
  });

  it('is not confirmed by a token that was guessed, bent or made for another address', async () => {
    const [one, other] = [await unconfirmed(), await unconfirmed()];
    const bent = `${other.token.split('.')[0]}.${one.token.split('.')[1]}`;
    for (const token of [bent, `${one.token}x`, '', '1.', 'x', `999999.${'a'.repeat(22)}`])
      expect(await at.portal.confirmAddress(token)).toEqual({ answer: 'refused' });
    expect(await other.confirmedAt()).toBeNull();
  });

  it('is not confirmed a week later', async () => {
    const { token, confirmedAt } = await unconfirmed();
    await at.setNow('2026-12-01T03:00:00.000Z');
    expect(await at.portal.confirmAddress(token)).toEqual({ answer: 'expired' });
    await at.setNow(noon);
    expect(await confirmedAt()).toBeNull();
  });
});
