// Guessing outruns nothing: not all at once, not from several programs, not by a crash in between (decisions, "Portal attempt").
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import * as credentials from '../../db/credentials.ts';
import { answerOf, codeOf, takeCall } from '../door/caller.ts';
import { type Colleague, openColleague } from '../door/colleague.ts';
import { addCustomer, type CustomerOptions, rightPassword, type TestCustomer } from '../setup/customer.ts';
import { engines, noon, openTestDesk, requestId, type TestDesk } from '../setup/desk.ts';

// The real comparison, watched; `meanwhile` runs while it does, as another program would.
const watched = vi.hoisted(() => ({ compared: [] as string[], meanwhile: null as null | (() => Promise<unknown>) }));
vi.mock('@node-rs/argon2', async (original) => {
  const real = await original<typeof import('@node-rs/argon2')>();
  const verify: typeof real.verify = async (hash, ...rest) => {
    watched.compared.push(String(hash));
    await watched.meanwhile?.();
    return real.verify(hash, ...rest);
  };
  return { ...real, verify };
});

const nextSix = '2026-11-23T21:00:00.000Z';

describe.each(engines)('guessing on %s', (engine) => {
  let test: TestDesk;
  beforeAll(async () => {
    test = await openTestDesk(engine);
  });
  beforeEach(() => {
    watched.compared.length = 0;
  });
  afterEach(() => {
    watched.meanwhile = null;
  });
  afterAll(() => test.close());

  const customer = (options: CustomerOptions = {}) => addCustomer(test.db.write, options);
  /** A hash of its own, so that comparisons with it can be told from all others. */
  const withOwnHash = async (options: CustomerOptions = {}): Promise<TestCustomer & { hash: string }> => {
    const one = await customer(options);
    const { hashPassword } = await import('../../main/passwords.ts');
    const hash = await hashPassword(rightPassword, 'test');
    await test.db.write('credential_secret').where({ credential_id: one.credentialId }).update({ password_hash: hash });
    return { ...one, hash };
  };
  const stateOf = ({ credentialId }: TestCustomer) => test.db.read('credential').where({ id: credentialId }).first();

  it('a hundred times at once compares ten, and limits', async () => {
    const one = await withOwnHash();
    const results = await Promise.all(
      Array.from({ length: 100 }, (_, n) => test.portal.attempt(one.loginId, `wrong ${n}`)),
    );
    expect(watched.compared.filter((hash) => hash === one.hash)).toHaveLength(10);
    const answers = results.map(({ answer }) => answer);
    expect(answers.filter((answer) => answer === 'refused')).toHaveLength(10);
    expect(answers.filter((answer) => answer === 'busy')).toHaveLength(48);
    expect(answers.filter((answer) => answer === 'limited')).toHaveLength(42);
    expect(await stateOf(one)).toMatchObject({ failures: 10, locked_until: nextSix });
    expect((await test.portal.attempt(one.loginId, rightPassword)).answer).toBe('limited');
  });

  it('from three more programs at once compares ten in all', async () => {
    const one = await withOwnHash();
    const colleagues: Colleague[] = await Promise.all([1, 2, 3].map(() => openColleague(test, noon)));
    const guesses = (who: string) => Array.from({ length: 25 }, (_, n) => `wrong ${who} ${n}`);
    const results = await Promise.all([
      ...colleagues.map((colleague, index) => colleague.guess(one.loginId, [...guesses(`${index}`), rightPassword])),
      ...guesses('here').map(async (password) => [await test.portal.attempt(one.loginId, password)]),
    ]);
    const answers = results.flat().map(({ answer }) => answer);
    await Promise.all(colleagues.map((colleague) => colleague.leave()));
    expect(answers).toHaveLength(103);
    expect(answers.filter((answer) => answer === 'refused')).toHaveLength(10);
    expect(new Set(answers)).toEqual(new Set(['refused', 'limited']));
    expect(await stateOf(one)).toMatchObject({ failures: 10, locked_until: nextSix });
  });

  it('keeps fifty waiting behind two, and turns the next away without counting them', async () => {
    const one = await withOwnHash();
    let open: () => void = () => {};
    const gate = new Promise<void>((resolve) => {
      open = resolve;
    });
    watched.meanwhile = () => gate;
    const attempts = Array.from({ length: 60 }, (_, n) => test.portal.attempt(one.loginId, `wrong ${n}`));
    const turnedAway = await Promise.all(attempts.slice(52));
    expect(turnedAway).toEqual(Array(8).fill({ answer: 'busy', failures: 0, lockedUntil: null }));
    expect(watched.compared.length).toBeLessThanOrEqual(2);
    open();
    const answers = (await Promise.all(attempts.slice(0, 52))).map(({ answer }) => answer);
    expect(answers.filter((answer) => answer === 'refused')).toHaveLength(10);
    expect(answers.filter((answer) => answer === 'limited')).toHaveLength(42);
  });

  it('takes one comparison whatever the ID, the password and the state are', async () => {
    const known = await withOwnHash();
    const limited = await withOwnHash();
    const tenth = { failures: 10, lockedUntil: nextSix, lockAttempt: null };
    await credentials.recordFailure(test.db.write, limited.credentialId ?? 0, tenth, noon);
    const neverIssued = await customer({ credential: null });
    const expired = await withOwnHash({ credential: { isInitial: true, expiresOn: '2026-01-01' } });
    for (const [login, password] of [
      [known.loginId, 'wrong'],
      [known.loginId, rightPassword],
      [limited.loginId, rightPassword],
      [neverIssued.loginId, rightPassword],
      [expired.loginId, rightPassword],
      [`nobody ${engine}`, rightPassword],
    ] as const) {
      watched.compared.length = 0;
      await test.portal.attempt(login, password);
      expect(watched.compared, login).toHaveLength(1);
    }
    watched.compared.length = 0;
    await test.portal.attempt(limited.loginId, rightPassword);
    expect(watched.compared).not.toContain(limited.hash);
  });

  it('is counted though the program dies before it has compared, so that a crash is no free guess', async () => {
    const one = await withOwnHash();
    watched.meanwhile = () => Promise.reject(new Error('the program dies here'));
    for (let n = 0; n < 10; n += 1) await test.portal.attempt(one.loginId, `wrong ${n}`).catch(() => {});
    watched.meanwhile = null;
    expect(await stateOf(one)).toMatchObject({ failures: 10, locked_until: nextSix });
    expect((await test.portal.attempt(one.loginId, rightPassword)).answer).toBe('limited');
  });

  it('is no success when the password was replaced while it was compared', async () => {
    const one = await withOwnHash();
    watched.meanwhile = async () => {
      watched.meanwhile = null;
      await test.db.write('credential').where({ id: one.credentialId }).update({ state: 'void' });
      await credentials.add(test.db.write, {
        accountId: one.accountId,
        isInitial: true,
        issuedAt: noon,
        postedAt: noon,
        expiresOn: '2026-12-23',
        passwordHash: one.hash,
      });
    };
    expect((await test.portal.attempt(one.loginId, rightPassword, '090-1234-5678')).answer).toBe('refused');
    expect((await test.portal.attempt(one.loginId, rightPassword, '090-1234-5678')).answer).toBe('must-change');
  });

  it('is no success when the customer changed it while it was compared', async () => {
    const one = await withOwnHash();
    watched.meanwhile = async () => {
      watched.meanwhile = null;
      await credentials.setPassword(test.db.write, one.credentialId ?? 0, 'another hash', noon);
    };
    expect((await test.portal.attempt(one.loginId, rightPassword)).answer).toBe('refused');
    expect((await stateOf(one)).last_success_at).toBeNull();
  });

  it('is no success when another guess began the limit while it was compared', async () => {
    const one = await withOwnHash();
    const state = (failures: number) => ({
      failures,
      lockedUntil: failures === 10 ? nextSix : null,
      lockAttempt: null,
    });
    await credentials.recordFailure(test.db.write, one.credentialId ?? 0, state(8), noon);
    watched.meanwhile = async () => {
      watched.meanwhile = null;
      await credentials.recordFailure(
        test.db.write,
        one.credentialId ?? 0,
        { ...state(10), lockAttempt: 'theirs' },
        noon,
      );
    };
    expect(await test.portal.attempt(one.loginId, rightPassword)).toEqual({
      answer: 'limited',
      failures: 10,
      lockedUntil: nextSix,
    });
    expect(await stateOf(one)).toMatchObject({ locked_until: nextSix });
  });

  it('lets the right password in as the tenth: its own limit does not stand against it', async () => {
    const one = await withOwnHash();
    const nine = { failures: 9, lockedUntil: null, lockAttempt: null };
    await credentials.recordFailure(test.db.write, one.credentialId ?? 0, nine, noon);
    expect(await test.portal.attempt(one.loginId, rightPassword)).toEqual({
      answer: 'accepted',
      failures: 0,
      lockedUntil: null,
    });
    expect(await stateOf(one)).toMatchObject({ failures: 0, locked_until: null, lock_attempt: null });
    const limits = await test.db
      .read('account_event')
      .where({ account_id: one.accountId, kind: 'login-limited' })
      .select('id');
    expect(limits).toEqual([]);
  });

  it('begins again at one after an agent has lifted the limit', async () => {
    const one = await withOwnHash();
    await Promise.all(Array.from({ length: 20 }, (_, n) => test.portal.attempt(one.loginId, `wrong ${n}`)));
    const agent = await test.signIn('agent');
    await takeCall(agent, one, 2);
    const lifted = await agent.call('account.unlock', {
      accountId: one.accountId,
      reason: 'other-person-tried',
      requestId: requestId(),
    });
    expect(codeOf(lifted)).toBe('ok');
    expect(await test.portal.attempt(one.loginId, 'wrong')).toEqual({
      answer: 'refused',
      failures: 1,
      lockedUntil: null,
    });
    expect((await test.portal.attempt(one.loginId, rightPassword)).answer).toBe('accepted');
    const shown = answerOf(await agent.call('account.open', { accountId: one.accountId })).login;
    expect(shown).toMatchObject({ state: 'in-use', failures: 0, lastSuccessAt: noon, lastFailureFactor: 'password' });
  });
});
