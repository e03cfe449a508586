// Signing in, the idle lock, and leaving (staff sessions).
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { contract } from '../../main/contract/index.ts';
import type { Desk } from '../../main/core.ts';
import { addMinutes } from '../../main/rules/calendar.ts';
import { addCustomer } from '../setup/customer.ts';
import { engines, noon, openTestDesk, staffPassword, type TestDesk } from '../setup/desk.ts';
import { answerOf, codeOf, hangUp, openContact } from './caller.ts';

describe.each(engines)('a staff session on %s', (engine) => {
  let test: TestDesk;

  beforeAll(async () => {
    test = await openTestDesk(engine);
  });
  afterEach(async () => {
    await test.setNow(noon);
    await test.db.write('staff').update({ failures: 0, locked_until: null, lock_attempt: null, is_active: 1 });
    await test.db.write('contact').whereNull('closed_at').update({ closed_at: noon });
  });
  afterAll(() => test.close());

  const at = (minutes: number) => test.setNow(addMinutes(noon, minutes));
  const stateOf = async (desk: Desk) => answerOf(await desk.call('desk.status', {})).session;
  const look = async (desk: Desk) => codeOf(await desk.call('contact.current', {}));
  const signIn = (desk: Desk, login: string, password: string) => desk.call('staff.signIn', { login, password });
  const connect = (secret: string) => test.core.connect('http', secret);

  describe('left alone', () => {
    it('is locked by the server eleven minutes after it was last seen', async () => {
      const desk = await test.signIn('agent');
      await test.setNow(addMinutes(noon, 11 - 1 / 60_000));
      expect(await look(desk)).toBe('ok');
      // Having been seen, it has eleven minutes again.
      await test.setNow(addMinutes(noon, 22 - 1 / 60_000));
      expect(await look(desk)).toBe('session-locked');
      expect(await stateOf(desk)).toBe('locked');
    });

    it.each(['desk.status', 'staff.unlock', 'staff.signIn', 'desk.setUp'] as const)(
      'stays locked whatever else is asked of it: %s does not wake it',
      async (name) => {
        const desk = await test.signIn('agent');
        await at(30);
        const input = {
          'desk.status': {},
          'staff.unlock': { password: 'wrong' },
          'staff.signIn': { login: 'agent', password: 'wrong' },
          'desk.setUp': { code: 'X', admins: [{ login: 'x', name: 'x', password: 'x' }] },
        }[name];
        expect(contract[name]).toBeDefined();
        await desk.callAny(name, input);
        expect(await stateOf(desk)).toBe('locked');
        expect(await look(desk)).toBe('session-locked');
      },
    );

    it('is seen in each of two databases that one program has open, though both count their sessions from one', async () => {
      const desks = [await openTestDesk(engine), await openTestDesk(engine)];
      const later = addMinutes(noon, 5);
      const seen: string[] = [];
      for (const one of desks) {
        const desk = await one.signIn('agent');
        await one.setNow(later);
        expect(await look(desk)).toBe('ok');
        seen.push(...(await one.db.read('staff_session').pluck('last_seen_at')));
        await one.close();
      }
      expect(seen).toEqual([later, later]);
    });

    it('opens again by its own password only', async () => {
      const desk = await test.signIn('agent');
      await at(30);
      expect(codeOf(await desk.call('staff.unlock', { password: 'wrong' }))).toBe('wrong-password');
      expect(await look(desk)).toBe('session-locked');
      expect(answerOf(await desk.call('staff.unlock', { password: staffPassword })).me.login).toBe('agent');
      expect(await look(desk)).toBe('ok');
    });

    it('keeps its call, which the same person takes up again', async () => {
      const customer = await addCustomer(test.db.write);
      const desk = await test.signIn('agent');
      await openContact(desk, customer.accountId);
      await at(12);
      answerOf(await desk.call('staff.unlock', { password: staffPassword }));
      expect(answerOf(await desk.call('contact.current', {})).contact?.accountId).toBe(customer.accountId);
    });
  });

  it('locks at a word and says since when', async () => {
    const desk = await test.signIn('agent');
    expect(answerOf(await desk.call('staff.lock', {})).lockedAt).toBe(noon);
    await at(5);
    expect(answerOf(await desk.call('staff.lock', {})).lockedAt).toBe(noon);
    expect(await look(desk)).toBe('session-locked');
  });

  it('is one console’s: the secret of another opens nothing', async () => {
    await test.signIn('agent');
    expect(await look(connect('another secret'))).toBe('not-signed-in');
    expect(await stateOf(connect('another secret'))).toBe('none');
  });

  it('is found by a hash of its secret, which the database never holds', async () => {
    const secret = `secret-${engine}-0123456789`;
    answerOf(await signIn(connect(secret), 'agent', staffPassword));
    const rows = await test.db.read('staff_session_token').select('token_hash');
    expect(rows.length).toBeGreaterThan(0);
    expect(JSON.stringify(rows)).not.toContain(secret);
  });

  it('gives way to the next person who signs in at the same console', async () => {
    const desk = connect('shared console');
    answerOf(await signIn(desk, 'agent', staffPassword));
    answerOf(await signIn(desk, 'agent2', staffPassword));
    expect(answerOf(await desk.call('desk.status', {})).me?.login).toBe('agent2');
    expect(await test.db.read('staff_session').where({ end_reason: 'replaced' }).first('id')).toBeDefined();
  });

  it('ends with the person’s account', async () => {
    const desk = await test.signIn('agent');
    await test.db.write('staff').where({ login: 'agent' }).update({ is_active: 0 });
    expect(await look(desk)).toBe('not-signed-in');
    expect(codeOf(await signIn(desk, 'agent', staffPassword))).toBe('wrong-password');
  });

  describe('signing out', () => {
    it('waits until the call is closed', async () => {
      const desk = await test.signIn('agent');
      const contactId = await openContact(desk, null);
      expect(await desk.call('staff.signOut', {})).toEqual({ ok: false, error: 'contact-open', detail: { contactId } });
      await hangUp(desk);
      expect(answerOf(await desk.call('staff.signOut', {})).endedAt).toBe(noon);
      expect(await look(desk)).toBe('not-signed-in');
    });

    it.each(['locked by hand', 'locked by the server'])('from a screen %s lets the call lapse', async (how) => {
      const desk = await test.signIn('agent');
      const contactId = await openContact(desk, null);
      if (how === 'locked by hand') await desk.call('staff.lock', {});
      else await at(30);
      answerOf(await desk.call('staff.signOut', {}));
      expect((await test.db.read('contact').where({ id: contactId }).first()).outcome).toBe('lapsed');
      expect(await stateOf(desk)).toBe('none');
    });
  });

  describe('at sign-in', () => {
    it('is limited for fifteen minutes after five wrong passwords, also for the right one', async () => {
      const desk = connect('five wrong');
      const until = addMinutes(noon, 15);
      for (let n = 0; n < 4; n += 1) expect(codeOf(await signIn(desk, 'agent', 'wrong'))).toBe('wrong-password');
      const limited = { ok: false, error: 'sign-in-limited', detail: { until } };
      expect(await signIn(desk, 'agent', 'wrong')).toEqual(limited);
      await test.setNow(addMinutes(until, -1));
      expect(await signIn(desk, 'AGENT', staffPassword)).toEqual(limited);
      await test.setNow(until);
      expect(codeOf(await signIn(desk, 'agent', 'wrong'))).toBe('wrong-password');
      expect(codeOf(await signIn(desk, 'agent', staffPassword))).toBe('ok');
    });

    it('limits the unlocking of a screen by the same count', async () => {
      const desk = await test.signIn('agent');
      await desk.call('staff.lock', {});
      for (let n = 0; n < 5; n += 1) await desk.call('staff.unlock', { password: 'wrong' });
      expect(codeOf(await desk.call('staff.unlock', { password: staffPassword }))).toBe('sign-in-limited');
      expect(codeOf(await signIn(connect('elsewhere'), 'agent', staffPassword))).toBe('sign-in-limited');
    });

    it('forgets four wrong ones after a right one', async () => {
      const desk = connect('four wrong');
      for (const password of ['a', 'b', 'c', 'd', staffPassword, 'a', 'b', 'c', 'd', staffPassword])
        expect(codeOf(await signIn(desk, 'agent', password))).toBe(
          password === staffPassword ? 'ok' : 'wrong-password',
        );
    });

    it('ignores the case and width of the login, not of the password', async () => {
      const desk = connect('case');
      expect(codeOf(await signIn(desk, ' ＡＧＥＮＴ ', staffPassword))).toBe('ok');
      expect(codeOf(await signIn(desk, 'agent', staffPassword.toUpperCase()))).toBe('wrong-password');
      expect(codeOf(await signIn(desk, 'agent', ` ${staffPassword}`))).toBe('wrong-password');
    });

    it('answers an unknown and a deactivated login as it answers a wrong password', async () => {
      await test.db.write('staff').where({ login: 'auditor' }).update({ is_active: 0 });
      const desk = connect('unknown');
      const wrong = await signIn(desk, 'agent', 'wrong');
      expect(await signIn(desk, 'nobody', staffPassword)).toEqual(wrong);
      expect(await signIn(desk, 'auditor', staffPassword)).toEqual(wrong);
    });
  });
});
