// What the customer meets at the portal's door (rules 1 to 5).
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import * as credentials from '../../db/credentials.ts';
import * as register from '../../db/register.ts';
import { addMinutes } from '../../main/rules/calendar.ts';
import { tablesWith } from '../door/every-text.ts';
import { addCustomer, type CustomerOptions, rightPassword, type TestCustomer } from '../setup/customer.ts';
import { engines, noon, openTestDesk, type TestDesk } from '../setup/desk.ts';

const nextSix = '2026-11-23T21:00:00.000Z';
const phone = '090-1234-5678';

describe.each(engines)('a login at the portal on %s', (engine) => {
  let test: TestDesk;
  beforeAll(async () => {
    test = await openTestDesk(engine);
  });
  afterEach(() => test.setNow(noon));
  afterAll(() => test.close());

  const customer = (options: CustomerOptions = {}) => addCustomer(test.db.write, options);
  const attempt = (login: string, password: string, given?: string) => test.portal.attempt(login, password, given);
  const answer = async (login: string, password: string, given?: string) =>
    (await attempt(login, password, given)).answer;
  const stateOf = ({ credentialId }: TestCustomer) => test.db.read('credential').where({ id: credentialId }).first();
  /** As if so many wrong passwords had come just now. */
  const afterFailures = async ({ credentialId }: TestCustomer, failures: number): Promise<void> => {
    const lockedUntil = failures >= 10 ? nextSix : null;
    await credentials.recordFailure(
      test.db.write,
      credentialId ?? 0,
      { failures, lockedUntil, lockAttempt: null },
      noon,
    );
  };

  describe('with its own password', () => {
    it('ignores the case and width of the ID, not of the password', async () => {
      await customer({ loginId: `Sato.Hanako-${engine}` });
      expect(await answer(`SATO.HANAKO-${engine}`, rightPassword)).toBe('accepted');
      expect(await answer(` ｓａｔｏ.hanako-${engine} `, rightPassword)).toBe('accepted');
      expect(await answer(`Sato.Hanako-${engine}`, rightPassword.toLowerCase())).toBe('refused');
      expect(await answer(`Sato.Hanako-${engine}`, rightPassword.normalize('NFKC').replace('R', 'Ｒ'))).toBe('refused');
      expect(await answer(`Sato.Hanako-${engine}`, `${rightPassword} `)).toBe('refused');
    });

    it('asks no phone', async () => {
      const { loginId } = await customer({ applicationPhone: null });
      expect(await answer(loginId, rightPassword)).toBe('accepted');
      expect(await answer(loginId, rightPassword, '000')).toBe('accepted');
    });

    it('starts the count anew', async () => {
      const one = await customer();
      await afterFailures(one, 9);
      expect(await attempt(one.loginId, rightPassword)).toEqual({ answer: 'accepted', failures: 0, lockedUntil: null });
      expect(await attempt(one.loginId, 'wrong')).toEqual({ answer: 'refused', failures: 1, lockedUntil: null });
    });
  });

  describe('for the first time', () => {
    const fresh = (options: CustomerOptions = {}) =>
      customer({ credential: { isInitial: true, expiresOn: '2026-12-23' }, ...options });

    it.each(['090-1234-5678', '09012345678', '０９０（１２３４）５６７８', '+81 90 1234 5678'])(
      'takes the application phone written %s, and wants the password changed',
      async (spelling) => {
        const { loginId } = await fresh();
        expect(await answer(loginId, rightPassword, spelling)).toBe('must-change');
        // Until it is changed, every login is a first one.
        expect(await answer(loginId, rightPassword)).toBe('refused');
      },
    );

    it('takes the phone of any contract the account holds, and of none it held', async () => {
      const { loginId, accountId, customerId } = await fresh();
      for (const [index, number] of ['011-777-0001', '011-777-0002'].entries()) {
        const contractId = await register.addContract(
          test.db.write,
          {
            contractNo: `${engine}-${index}`,
            supplyPointNo: `99${index}${Date.now()}`,
            customerId,
            plan: '従量電灯B',
            startedOn: '2021-04-01',
            endedOn: null,
            postcode: '0640821',
            line: '北海道札幌市中央区北一条西20丁目3-8',
            applicationPhone: number,
            applicationPhoneDigits: number.replaceAll('-', ''),
            isMailEligible: true,
          },
          noon,
        );
        await register.linkContract(test.db.write, accountId, contractId, '2021-04-01');
        if (index === 1)
          await test.db.write('account_contract').where({ contract_id: contractId }).update({ to_on: '2026-03-31' });
      }
      expect(await answer(loginId, rightPassword, '0117770002')).toBe('refused');
      expect(await answer(loginId, rightPassword, '0117770001')).toBe('must-change');
    });

    it('counts a wrong phone as a wrong password, and only the agent learns which it was', async () => {
      const one = await fresh();
      const wrong = await attempt(one.loginId, rightPassword, '090-0000-0000');
      expect(wrong).toEqual({ answer: 'refused', failures: 1, lockedUntil: null });
      expect((await stateOf(one)).last_failure_factor).toBe('phone');
      expect(await attempt(one.loginId, 'wrong', phone)).toEqual({ ...wrong, failures: 2 });
      expect((await stateOf(one)).last_failure_factor).toBe('password');
      for (let n = 3; n <= 10; n += 1) await attempt(one.loginId, rightPassword);
      expect(await attempt(one.loginId, rightPassword, phone)).toEqual({
        answer: 'limited',
        failures: 10,
        lockedUntil: nextSix,
      });
      expect(
        (await test.db.read('account_event').where({ account_id: one.accountId, kind: 'login-limited' })).length,
      ).toBe(1);
    });

    it.each(['', '-', '011-231-4567'])(
      'refuses "%s": no number, or one the customer may merely be called at',
      async (given) => {
        const { loginId } = await fresh();
        expect(await answer(loginId, rightPassword, given)).toBe('refused');
      },
    );

    it('is impossible where no application phone is on file', async () => {
      const { loginId } = await fresh({ applicationPhone: null });
      for (const given of [undefined, '', phone]) expect(await answer(loginId, rightPassword, given)).toBe('refused');
    });

    it('is possible through the date on the card until 24:00 in Tokyo', async () => {
      const one = await fresh({ credential: { isInitial: true, expiresOn: '2026-11-23' } });
      await test.setNow('2026-11-23T14:59:59.999Z');
      expect(await answer(one.loginId, rightPassword, phone)).toBe('must-change');
      await test.setNow('2026-11-23T15:00:00.000Z');
      expect(await answer(one.loginId, rightPassword, phone)).toBe('expired');
    });
  });

  describe('with a password that has had its time', () => {
    const expired = () => customer({ credential: { isInitial: true, expiresOn: '2026-11-22' } });

    it('says expired after the right one only, and counts it not', async () => {
      const one = await expired();
      expect(await attempt(one.loginId, 'wrong', phone)).toEqual({ answer: 'refused', failures: 1, lockedUntil: null });
      const before = await stateOf(one);
      for (let n = 0; n < 3; n += 1)
        expect(await attempt(one.loginId, rightPassword)).toEqual({
          answer: 'expired',
          failures: 1,
          lockedUntil: null,
        });
      expect({ ...(await stateOf(one)), version: 0 }).toEqual({ ...before, version: 0 });
    });

    it('is not limited by it, though it was the tenth try', async () => {
      const one = await expired();
      await afterFailures(one, 9);
      expect(await attempt(one.loginId, rightPassword)).toEqual({ answer: 'expired', failures: 9, lockedUntil: null });
      expect(await stateOf(one)).toMatchObject({ failures: 9, locked_until: null, lock_attempt: null });
    });

    it('has no failures left once a limit has ended', async () => {
      const one = await expired();
      await afterFailures(one, 10);
      await test.setNow(nextSix);
      expect(await attempt(one.loginId, rightPassword)).toEqual({ answer: 'expired', failures: 0, lockedUntil: null });
    });

    it('says ended on a withdrawn account after the right one only', async () => {
      const one = await customer({ status: 'withdrawn' });
      expect(await attempt(one.loginId, 'wrong')).toEqual({ answer: 'refused', failures: 1, lockedUntil: null });
      expect(await attempt(one.loginId, rightPassword)).toEqual({ answer: 'ended', failures: 1, lockedUntil: null });
      await afterFailures(one, 10);
      expect(await answer(one.loginId, rightPassword)).toBe('limited');
    });
  });

  describe('while limited', () => {
    it('is refused with the right password, and nothing extends it', async () => {
      const one = await customer();
      await afterFailures(one, 10);
      const before = await stateOf(one);
      await test.setNow(addMinutes(nextSix, -1));
      const limited = { answer: 'limited', failures: 10, lockedUntil: nextSix };
      expect(await attempt(one.loginId, rightPassword)).toEqual(limited);
      expect(await attempt(one.loginId, 'wrong')).toEqual(limited);
      expect(await stateOf(one)).toEqual(before);
      await test.setNow(nextSix);
      expect(await attempt(one.loginId, 'wrong')).toEqual({ answer: 'refused', failures: 1, lockedUntil: null });
      expect(await answer(one.loginId, rightPassword)).toBe('accepted');
    });

    it('leaves other accounts of the same customer open', async () => {
      const one = await customer();
      const other = await customer({ customerId: one.customerId });
      await afterFailures(one, 10);
      expect(await answer(other.loginId, rightPassword)).toBe('accepted');
    });
  });

  describe('with an ID that has no password', () => {
    it('is answered as a known one is, to the last wrong password and through the limit', async () => {
      const known = (await customer()).loginId;
      const neverIssued = (await customer({ credential: null })).loginId;
      const unknown = `Nobody.${engine}`;
      const told = async (login: string) => {
        const results = [];
        for (let n = 0; n < 12; n += 1)
          results.push(await attempt(n % 2 ? login.toUpperCase() : login, 'wrong', phone));
        await test.setNow(nextSix);
        results.push(await attempt(login, 'wrong'));
        await test.setNow(noon);
        return results;
      };
      const expected = await told(known);
      expect(expected.map(({ answer: said }) => said)).toEqual([
        ...Array(10).fill('refused'),
        'limited',
        'limited',
        'refused',
      ]);
      expect(await told(unknown)).toEqual(expected);
      expect(await told(neverIssued)).toEqual(expected);
    });

    it('is counted under a keyed hash, and what was typed stands nowhere', async () => {
      const typed = `Ich.bin.${engine}.nicht.da`;
      await attempt(typed, 'geheimes-passwort', '090-9999-8888');
      for (const text of [typed, typed.toLowerCase(), 'geheimes-passwort', '9999-8888', '99998888'])
        expect(await tablesWith(test.db, text)).toEqual([]);
      const [row] = await test.db.read('unknown_login').orderBy('last_failure_at', 'desc').select();
      expect(row.login_hmac).toMatch(/^[0-9a-f]{64}$/);
    });

    it('passes its count to nobody: the ID given to a customer later starts from zero', async () => {
      const loginId = `Later.${engine}`;
      for (let n = 0; n < 10; n += 1) await attempt(loginId, 'wrong');
      await customer({ loginId });
      expect(await answer(loginId, rightPassword)).toBe('accepted');
    });

    it('is refused like a wrong password where the last one was taken back', async () => {
      const one = await customer();
      await test.db.write('credential').where({ id: one.credentialId }).update({ state: 'void' });
      expect(await answer(one.loginId, rightPassword)).toBe('refused');
    });
  });
});
