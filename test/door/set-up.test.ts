// The first admin: the code keeps the first visitor of the page from making themselves one.
import { hash } from '@node-rs/argon2';
import { afterEach, describe, expect, it } from 'vitest';
import { makeSetUpCode } from '../../main/commands/desk.ts';
import { type Core, type Desk, openCore } from '../../main/core.ts';
import { systemEffects } from '../../main/effects.ts';
import { verifyPassword } from '../../main/passwords.ts';
import { addHours, addMinutes } from '../../main/rules/calendar.ts';
import {
  type Engine,
  engines,
  freshDatabase,
  noon,
  openTestDesk,
  staffPassword,
  type TestDatabase,
} from '../setup/desk.ts';
import { answerOf, codeOf } from './caller.ts';

const password = 'a long enough phrase';

describe.each(engines)('setting up on %s', (engine: Engine) => {
  let test: TestDatabase;
  let core: Core;
  let desk: Desk;
  const begin = async (): Promise<string> => {
    test = await freshDatabase(engine);
    core = openCore(await test.open());
    desk = core.connect('http', 'first visitor');
    return (await makeSetUpCode(core.db, systemEffects)) ?? '';
  };
  afterEach(async () => {
    await core.close();
    await test.remove();
  });
  const setUp = (code: string, ...logins: string[]) =>
    desk.call('desk.setUp', { code, admins: logins.map((login) => ({ login, name: '三浦 千佳', password })) });
  const status = async () => answerOf(await desk.call('desk.status', {}));

  it('makes the first admins with the code, once, however the code is typed', async () => {
    const code = await begin();
    expect(code).toMatch(/^([0-9A-HJKMNP-TV-Z]{4}-){3}[0-9A-HJKMNP-TV-Z]{4}$/);
    expect(await status()).toMatchObject({ needsSetUp: true, needsSecondAdmin: true, session: 'none', demoStaff: [] });
    const typed = ` ${code.toLowerCase().replaceAll('-', ' ')} `;
    expect(answerOf(await setUp(typed, 'Admin', 'admin2')).staffIds).toHaveLength(2);
    expect(await status()).toMatchObject({ needsSetUp: false, needsSecondAdmin: false });
    expect(codeOf(await setUp(code, 'admin3'))).toBe('already-set-up');
    expect(await makeSetUpCode(core.db, systemEffects)).toBeNull();
    expect(answerOf(await desk.call('staff.signIn', { login: 'ADMIN', password })).me).toMatchObject({ role: 'admin' });
  });

  it('says that a second admin is missing', async () => {
    answerOf(await setUp(await begin(), 'admin'));
    expect(await status()).toMatchObject({ needsSetUp: false, needsSecondAdmin: true });
  });

  it('refuses a wrong code, one that is a day old, and one that was replaced', async () => {
    const first = await begin();
    expect(codeOf(await setUp('0000-0000-0000-0000', 'admin'))).toBe('wrong-code');
    const second = (await makeSetUpCode(core.db, systemEffects)) ?? '';
    expect(codeOf(await setUp(first, 'admin'))).toBe('wrong-code');
    await test.setNow(addHours(noon, 24));
    expect(codeOf(await setUp(second, 'admin'))).toBe('wrong-code');
    await test.setNow(addMinutes(noon, 24 * 60 - 1));
    expect(codeOf(await setUp(second, 'admin'))).toBe('ok');
  });

  it('uses no code up and makes nobody when one of two admins is refused', async () => {
    const code = await begin();
    const admin = { login: 'admin', name: 'x', password };
    const twice = (second: object) => desk.callAny('desk.setUp', { code, admins: [admin, { ...admin, ...second }] });
    expect(await twice({ login: 'ＡＤＭＩＮ' })).toMatchObject({ error: 'login-taken' });
    expect(await twice({ login: '管理者' })).toMatchObject({ error: 'login-format', detail: { login: '管理者' } });
    expect(await twice({ login: 'admin2', password: 'short' })).toMatchObject({
      error: 'weak-password',
      detail: { reason: 'short' },
    });
    expect(await status()).toMatchObject({ needsSetUp: true });
    expect(codeOf(await setUp(code, 'admin', 'admin2'))).toBe('ok');
  });

  it.each([
    ['short', 'elevenchars'],
    ['login', 'my-Admin-password'],
    ['common', 'Password1234'],
    ['common', 'aaabbbcccaaa'],
  ])('refuses a %s password', async (reason, weak) => {
    const code = await begin();
    const reply = await desk.call('desk.setUp', { code, admins: [{ login: 'admin', name: 'x', password: weak }] });
    expect(reply).toEqual({ ok: false, error: 'weak-password', detail: { login: 'admin', reason } });
  });

  it('keeps neither code nor password in clear', async () => {
    const code = await begin();
    answerOf(await setUp(code, 'admin'));
    const secrets = await core.db.read('staff_secret').select('password_hash');
    const codes = await core.db.read('set_up_code').select();
    expect(secrets[0].password_hash).toMatch(/^\$argon2id\$/);
    expect(JSON.stringify([secrets, codes])).not.toMatch(new RegExp(`${password}|${code}|${code.replaceAll('-', '')}`));
  });

  it('lets one of two visitors with the same code be first', async () => {
    const code = await begin();
    const replies = await Promise.all([setUp(code, 'admin'), setUp(code, 'admin2'), setUp(code, 'admin3')]);
    expect(replies.map(codeOf).toSorted()).toEqual(['already-set-up', 'already-set-up', 'ok']);
    expect(await core.db.read('staff').select('id')).toHaveLength(1);
  });
});

describe.each(engines)('a staff password on %s', (engine) => {
  it('that was hashed with less is hashed anew when it is next used, and only then', async () => {
    const test = await openTestDesk(engine);
    try {
      const { id } = await test.db.read('staff').where({ login: 'agent' }).first('id');
      const hashNow = async () => (await test.db.read('staff_secret').where({ staff_id: id }).first()).password_hash;
      const older = await hash(staffPassword, { memoryCost: 64, timeCost: 1, parallelism: 1 });
      await test.db.write('staff_secret').where({ staff_id: id }).update({ password_hash: older });
      const desk = test.core.connect('cli', 'weak hash');
      expect(codeOf(await desk.call('staff.signIn', { login: 'agent', password: 'wrong' }))).toBe('wrong-password');
      expect(await hashNow()).toBe(older);
      answerOf(await desk.call('staff.signIn', { login: 'agent', password: staffPassword }));
      const better = await hashNow();
      expect(better).toContain('m=256,t=1');
      expect(await verifyPassword(better, staffPassword, 'test')).toBe(true);
      answerOf(await desk.call('staff.signIn', { login: 'agent', password: staffPassword }));
      expect(await hashNow()).toBe(better);
    } finally {
      await test.close();
    }
  });
});
