// How many passwords are really compared when somebody guesses at a staff login.
import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { engines, noon, openTestDesk, staffPassword, type TestDesk } from '../setup/desk.ts';
import { codeOf } from './caller.ts';

// The real comparison, watched: what counts is which hash each guess was compared with.
const compared = vi.hoisted((): string[] => []);
vi.mock('@node-rs/argon2', async (original) => {
  const real = await original<typeof import('@node-rs/argon2')>();
  const verify: typeof real.verify = (hash, ...rest) => {
    compared.push(String(hash));
    return real.verify(hash, ...rest);
  };
  return { ...real, verify };
});

describe.each(engines)('a hundred guesses at a staff password at once on %s', (engine) => {
  let test: TestDesk;
  beforeAll(async () => {
    test = await openTestDesk(engine);
  });
  beforeEach(() => {
    compared.length = 0;
  });
  afterAll(() => test.close());

  const guessAll = (login: string, password: (n: number) => string) =>
    Promise.all(
      Array.from({ length: 100 }, (_, n) =>
        test.core.connect('http', `${login} ${n}`).call('staff.signIn', { login, password: password(n) }),
      ),
    );

  it('are compared five times, whatever order they come in; the rest wait behind the limit or are turned away', async () => {
    const { id } = await test.db.read('staff').where({ login: 'admin' }).first('id');
    const { password_hash: hash } = await test.db.read('staff_secret').where({ staff_id: id }).first('password_hash');
    const replies = await guessAll('admin', (n) => `wrong ${n}`);
    const codes = replies.map(codeOf);
    const turnedAway = codes.filter((code) => code === 'busy').length;
    expect(compared.filter((against) => against === hash)).toHaveLength(5);
    // One comparison an attempt, so that time tells nothing: of a dummy for those behind the limit.
    expect(compared).toHaveLength(100 - turnedAway);
    expect(turnedAway).toBeGreaterThan(0);
    expect(codes.filter((code) => code === 'ok')).toEqual([]);
    const { failures, locked_until } = await test.db.read('staff').where({ id }).first('failures', 'locked_until');
    expect([failures, locked_until > noon]).toEqual([5, true]);
    const after = await test.core
      .connect('http', 'after')
      .call('staff.signIn', { login: 'admin', password: staffPassword });
    expect(codeOf(after)).toBe('sign-in-limited');
  });

  it('are compared with a dummy where nobody has that login', async () => {
    const replies = await guessAll('nobody', () => staffPassword);
    expect(compared).toHaveLength(replies.filter((reply) => codeOf(reply) !== 'busy').length);
    const hashes = (await test.db.read('staff_secret').select('password_hash')).map((row) => row.password_hash);
    expect(compared.filter((against) => hashes.includes(against))).toEqual([]);
    // The same words as for a login that somebody has: five tries do not tell which ones exist.
    expect(new Set(replies.map(codeOf))).toEqual(new Set(['wrong-password', 'sign-in-limited', 'busy']));
    expect(replies.filter((reply) => codeOf(reply) === 'wrong-password').length).toBeLessThan(5);
  });
});
