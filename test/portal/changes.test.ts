// What the customer changes at the portal: password and login ID (rule 6).
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import * as credentials from '../../db/credentials.ts';
import { hashPassword } from '../../main/passwords.ts';
import { tablesWith } from '../door/every-text.ts';
import { addCustomer, type CustomerOptions, rightPassword, type TestCustomer } from '../setup/customer.ts';
import { engines, noon, openTestDesk, type TestDesk } from '../setup/desk.ts';

const nextSix = '2026-11-23T21:00:00.000Z';
const phone = '090-1234-5678';

describe.each(engines)('the portal on %s changes', (engine) => {
  let test: TestDesk;
  beforeAll(async () => {
    test = await openTestDesk(engine);
  });
  afterAll(() => test.close());

  const customer = (options: CustomerOptions = {}) => addCustomer(test.db.write, options);
  const answer = async (login: string, password: string) => (await test.portal.attempt(login, password)).answer;
  const stateOf = ({ credentialId }: TestCustomer) => test.db.read('credential').where({ id: credentialId }).first();
  const limit = ({ credentialId }: TestCustomer) =>
    credentials.recordFailure(
      test.db.write,
      credentialId ?? 0,
      { failures: 10, lockedUntil: nextSix, lockAttempt: null },
      noon,
    );
  const next = 'Next-Password-22';

  it('the password: the new one works at once and the old one no longer', async () => {
    const { loginId } = await customer();
    expect(await test.portal.changePassword(loginId, rightPassword, next)).toEqual({
      answer: 'changed',
      reason: null,
    });
    expect(await answer(loginId, rightPassword)).toBe('refused');
    expect(await answer(loginId, next)).toBe('accepted');
  });

  it('the first password with the application phone, never without', async () => {
    const one = await customer({ credential: { isInitial: true, expiresOn: '2026-12-23' } });
    expect((await test.portal.changePassword(one.loginId, rightPassword, next)).answer).toBe('refused');
    expect((await test.portal.changePassword(one.loginId, rightPassword, next, phone)).answer).toBe('changed');
    expect(await stateOf(one)).toMatchObject({ is_initial: 0, expires_on: null, failures: 0, changed_at: noon });
    expect(await answer(one.loginId, next)).toBe('accepted');
  });

  it('nothing by a wrong password, which counts like any other', async () => {
    const one = await customer();
    expect((await test.portal.changePassword(one.loginId, 'wrong', next)).answer).toBe('refused');
    expect((await test.portal.changeLoginId(one.loginId, 'wrong', `Other${Date.now()}`)).answer).toBe('refused');
    expect((await stateOf(one)).failures).toBe(2);
    await limit(one);
    expect((await test.portal.changePassword(one.loginId, rightPassword, next)).answer).toBe('limited');
  });

  it.each([
    ['short', 'Short-1'],
    ['same', rightPassword],
    ['common', 'passwordpassword'],
    ['common', 'ababababababab'],
  ])('no password to a %s one, and does not count the try', async (reason, weak) => {
    const one = await customer();
    expect(await test.portal.changePassword(one.loginId, rightPassword, weak)).toEqual({ answer: 'weak', reason });
    expect((await stateOf(one)).failures).toBe(0);
  });

  it('the ID: the new one works, the old one does not, and stays the customer’s', async () => {
    const one = await customer();
    const other = await customer();
    const mine = `Mine.${engine}`;
    expect((await test.portal.changeLoginId(one.loginId, rightPassword, mine)).answer).toBe('changed');
    expect(await answer(one.loginId, rightPassword)).toBe('refused');
    expect(await answer(mine.toUpperCase(), rightPassword)).toBe('accepted');
    for (const taken of [mine.toUpperCase(), one.loginId.toLowerCase()])
      expect((await test.portal.changeLoginId(other.loginId, rightPassword, taken)).answer).toBe('taken');
    expect((await test.portal.changeLoginId(mine, rightPassword, one.loginId)).answer).toBe('changed');
    expect(await answer(one.loginId, rightPassword)).toBe('accepted');
  });

  it.each(['abc', '-abcd', 'さとう', 'a b c d', `x${'y'.repeat(64)}`])('the ID not to "%s"', async (id) => {
    const { loginId } = await customer();
    expect((await test.portal.changeLoginId(loginId, rightPassword, id)).answer).toBe('format');
  });

  it('the ID of one of two who want the same at the same moment', async () => {
    const both = [await customer(), await customer()];
    const wanted = `Wanted.${engine}`;
    const answers = await Promise.all(
      both.map(({ loginId }) => test.portal.changeLoginId(loginId, rightPassword, wanted)),
    );
    expect(answers.map((one) => one.answer).toSorted()).toEqual(['changed', 'taken']);
  });

  it('keeps passwords in hashes only', async () => {
    const { loginId } = await customer();
    await test.portal.changePassword(loginId, rightPassword, 'A-very-unusual-passphrase-7');
    expect(await tablesWith(test.db, 'A-very-unusual')).toEqual([]);
    expect(await tablesWith(test.db, rightPassword)).toEqual([]);
    expect(await hashPassword('x', 'test')).toMatch(/^\$argon2id\$v=19\$m=256,t=1,p=1\$/);
  });
});
