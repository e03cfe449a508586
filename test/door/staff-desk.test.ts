import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Desk } from '../../main/core.ts';
import { engines, noon, openTestDesk, requestId, staffPassword, type TestDesk } from '../setup/desk.ts';
import { answerOf, codeOf } from './caller.ts';

const password = 'a long enough passphrase';

describe.each(engines)('admins run the place on %s', (engine) => {
  let at: TestDesk;
  let admin: Desk;
  let admin2: Desk;
  beforeAll(async () => {
    at = await openTestDesk(engine);
    admin = await at.signIn('admin');
    admin2 = await at.signIn('admin2');
  });
  afterAll(() => at.close());

  const people = async () => answerOf(await admin.call('staff.list', {})).people;
  const person = async (login: string) => {
    const found = (await people()).find((one) => one.login === login);
    if (!found) throw new Error(`${login} is not on the staff`);
    return found;
  };
  const invite = async (by: Desk, login: string, role: 'agent' | 'admin' = 'agent') => {
    const { staffId } = answerOf(await by.call('staff.invite', { login, name: login, role, requestId: requestId() }));
    return { staffId, ...answerOf(await by.call('staff.showInvite', { staffId })) };
  };
  const accept = (login: string, code: string, chosen = password) =>
    at.core.connect('cli', `${login} ${code}`).call('staff.acceptInvite', { login, code, password: chosen });
  const signIn = async (login: string, chosen = password) => {
    const desk = at.core.connect('cli', `${login} at a desk ${Math.random()}`);
    return { desk, reply: await desk.call('staff.signIn', { login, password: chosen }) };
  };

  it('invites a person by a code that works once and for as long as it says', async () => {
    const { code } = await invite(admin, 'newcomer');
    expect(codeOf((await signIn('newcomer')).reply)).toBe('wrong-password');
    expect(codeOf(await accept('newcomer', 'AAAA-BBBB-CCCC-DDDD'))).toBe('wrong-code');
    expect(await accept('newcomer', code, 'short')).toMatchObject({
      error: 'weak-password',
      detail: { reason: 'short' },
    });
    expect(codeOf(await accept('NEWCOMER', code.toLowerCase().replaceAll('-', ' ')))).toBe('ok');
    expect(codeOf((await signIn('newcomer')).reply)).toBe('ok');
    expect(codeOf(await accept('newcomer', code))).toBe('wrong-code');
    const late = await invite(admin, 'latecomer');
    await at.setNow('2026-11-30T03:00:00.000Z');
    expect(codeOf(await accept('latecomer', late.code))).toBe('wrong-code');
    await at.setNow(noon);
    const stored = JSON.stringify(await at.db.read('staff_invite'));
    expect(stored).not.toContain(late.code.replaceAll('-', ''));
  });

  it('makes the first code worthless with the second', async () => {
    const first = await invite(admin, 'twice');
    const second = answerOf(await admin.call('staff.showInvite', { staffId: first.staffId }));
    expect(codeOf(await accept('twice', first.code))).toBe('wrong-code');
    expect(codeOf(await accept('twice', second.code))).toBe('ok');
  });

  it('ends the open sessions of a person whose desk is taken away', async () => {
    const { staffId, code } = await invite(admin, 'leaver');
    answerOf(await accept('leaver', code));
    const { desk } = await signIn('leaver');
    expect(codeOf(await desk.call('account.search', { text: '佐藤' }))).toBe('ok');
    const { version } = await person('leaver');
    const off = { staffId, isActive: false, version, requestId: requestId() };
    expect(answerOf(await admin.call('staff.setActive', off)).endedSessions).toBe(1);
    expect(codeOf(await desk.call('account.search', { text: '佐藤' }))).toBe('not-signed-in');
    expect(codeOf((await signIn('leaver')).reply)).toBe('wrong-password');
    expect(codeOf(await admin.call('staff.setActive', { ...off, isActive: true, requestId: requestId() }))).toBe(
      'changed-meanwhile',
    );
  });

  it('never lets the last two admins go, however they would', async () => {
    const own = await person('admin');
    expect(own.isIndispensable).toBe(true);
    const off = { staffId: own.staffId, isActive: false, version: own.version, requestId: requestId() };
    expect(codeOf(await admin2.call('staff.setActive', off))).toBe('last-admins');
    const role = { staffId: own.staffId, role: 'agent' as const, version: own.version, requestId: requestId() };
    expect(codeOf(await admin2.call('staff.changeRole', role))).toBe('last-admins');
    // A third admin who has only been invited does not count.
    const third = await invite(admin, 'third', 'admin');
    expect(codeOf(await admin2.call('staff.setActive', { ...off, requestId: requestId() }))).toBe('last-admins');
    answerOf(await accept('third', third.code));
    expect((await person('admin')).isIndispensable).toBe(false);
  });

  it('changes a role, and the person may do at once what the new one may', async () => {
    const { staffId, code } = await invite(admin, 'riser');
    answerOf(await accept('riser', code));
    const { desk } = await signIn('riser');
    expect(codeOf(await desk.call('audit.list', {}))).toBe('not-allowed');
    // The call of somebody who takes none any more ends with the role, and does not keep them from signing out.
    answerOf(await desk.call('contact.open', { topic: 'general', requestId: requestId() }));
    const { version } = await person('riser');
    answerOf(await admin.call('staff.changeRole', { staffId, role: 'auditor', version, requestId: requestId() }));
    expect(codeOf(await desk.call('audit.list', {}))).toBe('ok');
    expect(codeOf(await desk.call('staff.signOut', {}))).toBe('ok');
  });

  it('counts no new password that is too weak as a wrong old one', async () => {
    const { desk } = await signIn('auditor', staffPassword);
    for (let times = 0; times < 5; times += 1)
      expect(codeOf(await desk.call('staff.changePassword', { old: staffPassword, next: 'short' }))).toBe(
        'weak-password',
      );
    expect(codeOf((await signIn('auditor', staffPassword)).reply)).toBe('ok');
  });

  it('everybody changes their own password, which ends their other sessions', async () => {
    const here = (await signIn('auditor', staffPassword)).desk;
    const there = (await signIn('auditor', staffPassword)).desk;
    expect(codeOf(await here.call('staff.changePassword', { old: 'not this one at all', next: password }))).toBe(
      'wrong-password',
    );
    expect(await here.call('staff.changePassword', { old: staffPassword, next: 'auditor auditor' })).toMatchObject({
      detail: { reason: 'login' },
    });
    expect(await here.call('staff.changePassword', { old: staffPassword, next: staffPassword })).toMatchObject({
      detail: { reason: 'same' },
    });
    answerOf(await here.call('staff.changePassword', { old: staffPassword, next: password }));
    expect(codeOf(await here.call('audit.list', {}))).toBe('ok');
    expect(codeOf(await there.call('audit.list', {}))).toBe('not-signed-in');
    expect(codeOf((await signIn('auditor', staffPassword)).reply)).toBe('wrong-password');
  });

  const setting = async (name: string) => {
    const found = answerOf(await admin.call('setting.list', {})).settings.find((one) => one.name === name);
    if (!found) throw new Error(`no setting ${name}`);
    return found;
  };
  const change = async (by: Desk, name: string, value: number) =>
    by.call('setting.change', {
      name,
      value,
      version: (await setting(name)).version,
      reason: '見直し',
      requestId: requestId(),
    });

  it('sets what one admin may set, within its bounds, with a history', async () => {
    expect(await change(admin, 'idleLockMinutes', 0)).toMatchObject({
      error: 'out-of-bounds',
      detail: { min: 1, max: 60 },
    });
    expect(codeOf(await change(admin, 'idleLockMinutes', 10))).toBe('same-value');
    const published = { name: 'passwordFailureLimit', value: 9, version: 0, reason: '見直し', requestId: requestId() };
    expect(codeOf(await admin.call('setting.change', published))).toBe('no-such-setting');
    expect(answerOf(await change(admin, 'idleLockMinutes', 20)).state).toBe('done');
    expect(answerOf(await admin.call('desk.status', {})).idleLockMinutes).toBe(20);
    const { changes } = answerOf(await admin.call('setting.history', { name: 'idleLockMinutes' }));
    expect(changes).toMatchObject([{ from: 10, to: 20, by: '三浦 千佳', approvedBy: null, reason: '見直し' }]);
    const stale = { name: 'idleLockMinutes', value: 30, version: 0, reason: '見直し', requestId: requestId() };
    expect(codeOf(await admin2.call('setting.change', stale))).toBe('changed-meanwhile');
  });

  it('lets nobody alone set how long data is kept, or for longer than its rule says', async () => {
    for (const name of ['printFileDays', 'rejectsFileDays']) {
      const { max, initial, needsApproval } = await setting(name);
      expect({ name, max, needsApproval }).toEqual({ name, max: initial, needsApproval: true });
      expect(codeOf(await change(admin, name, max + 1))).toBe('out-of-bounds');
      expect(answerOf(await change(admin, name, 7)).state).toBe('asked');
      expect((await setting(name)).value).toBe(initial);
    }
  });

  it('sets what guards only with a second admin, who is not the one who asked', async () => {
    const { state, approvalId } = answerOf(await change(admin, 'verificationIdleMinutes', 20));
    expect(state).toBe('asked');
    expect((await setting('verificationIdleMinutes')).value).toBe(15);
    const { digest } = answerOf(await admin.call('approval.open', { approvalId: approvalId ?? 0 }));
    const grant = { approvalId: approvalId ?? 0, digest, outcome: 'grant' as const };
    expect(codeOf(await admin.call('approval.decide', { ...grant, requestId: requestId() }))).toBe('own-request');
    expect(
      codeOf(await admin2.call('approval.decide', { ...grant, digest: 'f'.repeat(64), requestId: requestId() })),
    ).toBe('content-changed');
    expect(answerOf(await admin2.call('approval.decide', { ...grant, requestId: requestId() })).state).toBe('granted');
    expect((await setting('verificationIdleMinutes')).value).toBe(20);
    const { changes } = answerOf(await admin.call('setting.history', { name: 'verificationIdleMinutes' }));
    expect(changes).toMatchObject([{ to: 20, by: '三浦 千佳', approvedBy: '本間 拓也', reason: '見直し' }]);
  });

  /** What one admin asked for, as another one would decide on it. */
  const decision = async (asker: Desk, decider: Desk, value: number) => {
    const { approvalId } = answerOf(await change(asker, 'verificationMissLimit', value));
    const { digest, canDecide } = answerOf(await decider.call('approval.open', { approvalId: approvalId ?? 0 }));
    const grant = { approvalId: approvalId ?? 0, digest, outcome: 'grant' as const, requestId: requestId() };
    return { reason: canDecide.reason, reply: await decider.call('approval.decide', grant) };
  };

  it('takes no yes from whom the asker set up a few days ago, nor from who set the asker up, nor between two of theirs', async () => {
    const { staffId, code } = await invite(admin, 'friend', 'admin');
    answerOf(await accept('friend', code));
    // A code that nobody has used does not take away that the admin knows the friend's password.
    answerOf(await admin2.call('staff.showInvite', { staffId }));
    const { desk: friend } = await signIn('friend');
    const other = await invite(admin, 'friend2', 'admin');
    answerOf(await accept('friend2', other.code));
    const { desk: friend2 } = await signIn('friend2');
    for (const [asker, decider] of [
      [admin, friend],
      [friend, admin],
      [friend, friend2],
    ] as const) {
      const { reason, reply } = await decision(asker, decider, 4);
      expect(reason).toBe('too-close');
      expect(reply).toMatchObject({ error: 'too-close', detail: { days: 7 } });
    }
    expect(answerOf((await decision(friend, admin2, 4)).reply).state).toBe('granted');
  });

  it('has the database itself refuse a decision by who asked', async () => {
    const [row] = await at.db.read('approval').where({ state: 'asked' }).limit(1);
    const forged = at.db
      .write('approval')
      .where({ id: row.id })
      .update({ state: 'granted', decided_by: row.asked_by, decided_at: noon });
    await expect(forged).rejects.toThrow(/constraint/i);
  });
});
