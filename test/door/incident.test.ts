// A card that reached a wrong person, and the days on which the authority has to be told.
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { verifyAudit } from '../../main/audit.ts';
import type { Desk } from '../../main/core.ts';
import { addDays } from '../../main/rules/calendar.ts';
import { addPostedCard } from '../setup/card.ts';
import { addCustomer, rightPassword, type TestCustomer } from '../setup/customer.ts';
import { engines, noon, openTestDesk, requestId, type TestDesk } from '../setup/desk.ts';
import { answerOf, codeOf, hangUp } from './caller.ts';

const phone = '090-1234-5678';

describe.each(engines)('a misdelivered card on %s', (engine) => {
  let at: TestDesk;
  let supervisor: Desk;
  let admin: Desk;
  beforeAll(async () => {
    at = await openTestDesk(engine);
    supervisor = await at.signIn('supervisor');
    admin = await at.signIn('admin');
  });
  beforeEach(() => at.setNow(noon));
  afterAll(async () => {
    expect((await verifyAudit(at.db.read)).finding).toBeNull();
    await at.close();
  });
  const record = (cardId: number, more: object = {}, desk = supervisor) =>
    desk.call('incident.record', {
      cardId,
      noticedOn: '2026-11-22',
      reason: 'お隣の方からお電話',
      isReissue: false,
      requestId: requestId(),
      ...more,
    });
  const login = async ({ loginId }: TestCustomer) => (await at.portal.attempt(loginId, rightPassword, phone)).answer;
  const list = async (state: 'open' | 'closed' = 'open') => answerOf(await admin.call('incident.list', { state }));
  const report = (incidentId: number, which: 'first' | 'final', on: string, desk = admin) =>
    desk.call('incident.report', { incidentId, which, on, requestId: requestId() });
  const history = async ({ accountId }: TestCustomer, desk = supervisor) =>
    answerOf(await desk.call('card.history', { accountId }));

  it('is recorded without a caller: its password is void at once, and the dates run', async () => {
    const customer = await addCustomer(at.db.write);
    const { cardId, credentialId } = await addPostedCard(at.db.write, customer);
    expect((await history(customer)).cards[0]).toMatchObject({ state: 'posted', canRecordIncident: true });
    expect(await login(customer)).toBe('must-change');
    expect(answerOf(await record(cardId))).toMatchObject({
      firstDueOn: '2026-11-26',
      finalDueOn: '2026-12-21',
      isPasswordVoid: true,
    });
    expect(await login(customer)).toBe('refused');
    expect(await at.db.read('credential_secret').where({ credential_id: credentialId })).toEqual([]);
    expect((await history(customer)).cards).toMatchObject([
      { state: 'void', isIncident: true, canRecordIncident: false },
    ]);
    const { events } = answerOf(await supervisor.call('account.timeline', { accountId: customer.accountId }));
    expect(events[0]).toMatchObject({ kind: 'card-misdelivered', note: 'お隣の方からお電話' });
    expect(await record(cardId)).toMatchObject({ error: 'incident-recorded', detail: { noticedOn: '2026-11-22' } });
    const audit = JSON.stringify(await at.db.read('audit_entry').select('body'));
    expect(audit).not.toContain('お隣');
  });

  it('loses a password as well that somebody has put in the card’s place', async () => {
    const customer = await addCustomer(at.db.write);
    const { cardId } = await addPostedCard(at.db.write, customer, { isOnOwnCredential: true });
    expect(await login(customer)).toBe('accepted');
    expect(answerOf(await record(cardId)).isPasswordVoid).toBe(true);
    expect(await login(customer)).toBe('refused');
  });

  it('that came back stays returned, so that no other goes to the same address', async () => {
    const customer = await addCustomer(at.db.write);
    const { cardId } = await addPostedCard(at.db.write, customer);
    const returned = { returned_on: '2026-11-20', returned_at: noon, return_reason: 'moved-away' };
    await at.db
      .write('card')
      .where({ id: cardId })
      .update({ state: 'returned', ...returned });
    expect(await record(cardId, { isReissue: true })).toMatchObject({ detail: { error: 'returned-address' } });
    answerOf(await record(cardId));
    expect(await history(customer)).toMatchObject({
      cards: [{ state: 'returned', isIncident: true }],
      returned: { needs: 'address' },
    });
  });

  it('leaves the password of a later card alone', async () => {
    const customer = await addCustomer(at.db.write);
    const { cardId } = await addPostedCard(at.db.write, customer, { postedOn: '2026-11-09' });
    await addPostedCard(at.db.write, customer, { postedOn: '2026-11-18' });
    expect(answerOf(await record(cardId)).isPasswordVoid).toBe(false);
    expect(await login(customer)).toBe('must-change');
  });

  it('asks for a new card where one is wanted and may be sent, or is not recorded', async () => {
    const customer = await addCustomer(at.db.write);
    const first = await addPostedCard(at.db.write, customer, { postedOn: '2026-11-09' });
    const second = await addPostedCard(at.db.write, customer);
    answerOf(await record(second.cardId, { isReissue: true }, admin));
    expect((await history(customer)).cards[0]).toMatchObject({ state: 'waiting', cause: 'suspected-misuse' });
    const refused = await record(first.cardId, { isReissue: true });
    expect(refused).toMatchObject({ error: 'reissue-refused', detail: { error: 'card-under-way' } });
    expect(await at.db.read('incident').where({ card_id: first.cardId })).toEqual([]);
    answerOf(await record(first.cardId));
    const stopped = await addCustomer(at.db.write, { isDoNotPost: true });
    const card = await addPostedCard(at.db.write, stopped);
    expect(await record(card.cardId, { isReissue: true })).toMatchObject({ detail: { error: 'do-not-post' } });
  });

  it('is posted, and noticed between that day and today', async () => {
    const customer = await addCustomer(at.db.write);
    const { cardId } = await addPostedCard(at.db.write, customer);
    for (const noticedOn of ['2026-11-15', '2026-11-24'])
      expect(codeOf(await record(cardId, { noticedOn }))).toBe('incident-date');
    expect(codeOf(await record(cardId, { noticedOn: '2026-02-30' }))).toBe('bad-input');
    expect(codeOf(await record(999_999))).toBe('no-such-card');
    const other = await addCustomer(at.db.write);
    const unposted = await addPostedCard(at.db.write, other, { state: 'generated' });
    expect(codeOf(await record(unposted.cardId))).toBe('card-not-posted');
    const agent = await at.signIn('agent');
    expect((await history(customer, agent)).cards[0]?.canRecordIncident).toBe(false);
    await hangUp(agent);
  });

  it('is listed by what is due first, in alarm once that has passed, until both reports are made', async () => {
    await at.db.write('incident').delete();
    const customer = await addCustomer(at.db.write, { name: '南　千春' });
    const [older, newer] = [
      await addPostedCard(at.db.write, customer, { postedOn: '2026-11-09' }),
      await addPostedCard(at.db.write, customer),
    ];
    const second = answerOf(await record(newer.cardId, { noticedOn: '2026-11-23' })).incidentId;
    const first = answerOf(await record(older.cardId, { noticedOn: '2026-11-18' })).incidentId;
    const listed = await list();
    expect(listed).toMatchObject({ open: 2, today: '2026-11-23' });
    expect(listed.incidents).toMatchObject([
      {
        incidentId: first,
        customerName: '南　千春',
        note: 'お隣の方からお電話',
        next: { which: 'first', isOverdue: true },
      },
      { incidentId: second, next: { which: 'first', isOverdue: false } },
    ]);
    expect(codeOf(await report(first, 'final', '2026-11-23'))).toBe('first-report-missing');
    expect(codeOf(await report(first, 'first', '2026-11-24'))).toBe('report-date');
    expect(codeOf(await report(first, 'first', '2026-11-17'))).toBe('report-date');
    answerOf(await report(first, 'first', '2026-11-20', supervisor));
    expect(await report(first, 'first', '2026-11-21')).toMatchObject({
      error: 'already-reported',
      detail: { on: '2026-11-20' },
    });
    expect(codeOf(await report(first, 'final', '2026-11-19'))).toBe('report-date');
    answerOf(await report(first, 'final', '2026-11-23'));
    expect((await list()).incidents.map(({ incidentId }) => incidentId)).toEqual([second]);
    expect((await list('closed')).incidents).toMatchObject([
      { incidentId: first, next: null, finalReportedOn: '2026-11-23' },
    ]);
    expect(codeOf(await report(999_999, 'first', '2026-11-23'))).toBe('no-such-incident');
  });

  it('is recorded once by two at the same moment', async () => {
    const customer = await addCustomer(at.db.write);
    const { cardId } = await addPostedCard(at.db.write, customer);
    const replies = await Promise.all([record(cardId), record(cardId, {}, admin)]);
    expect(replies.map(codeOf).toSorted()).toEqual(['incident-recorded', 'ok']);
    expect(await at.db.read('incident').where({ card_id: cardId })).toHaveLength(1);
  });
});

describe.each(engines)('the calendar on %s', (engine) => {
  let at: TestDesk;
  let admin: Desk;
  beforeAll(async () => {
    at = await openTestDesk(engine);
    admin = await at.signIn('admin');
  });
  afterAll(() => at.close());
  const set = (lines: string) => admin.call('calendar.set', { lines, requestId: requestId() });
  const list = async () => answerOf(await admin.call('calendar.list', {}));

  it('has company days and corrections as they were pasted, and dates move with them', async () => {
    const next = async () => answerOf(await admin.call('batch.list', {})).next;
    expect(await next()).toEqual({ issueOn: '2026-11-27', closesOn: '2026-11-26', postingOn: '2026-12-02' });
    expect(answerOf(await set('2026-11-27 会社休業日\n2026-11-30 holiday'))).toEqual({ set: 2, removed: 0, same: 0 });
    expect((await next())?.issueOn).toBe('2026-12-01');
    expect((await list()).days).toMatchObject([
      { day: '2026-11-27', kind: 'company', setBy: '三浦 千佳' },
      { day: '2026-11-30', kind: 'holiday' },
    ]);
    expect(answerOf(await set('2026-11-27 company\n2026-11-30 none\n2026-12-25 none'))).toEqual({
      set: 0,
      removed: 1,
      same: 2,
    });
    expect(answerOf(await set('2026-11-27 holiday'))).toEqual({ set: 1, removed: 0, same: 0 });
    answerOf(await set('2026-11-27 取消'));
    expect(await next()).toEqual({ issueOn: '2026-11-27', closesOn: '2026-11-26', postingOn: '2026-12-02' });
  });

  it('takes as many lines as may be pasted, and says of each what became of it', async () => {
    const days = Array.from({ length: 700 }, (_, n) => addDays('2027-01-01', n));
    const all = (kind: string) => set(days.map((day) => `${day} ${kind}`).join('\n'));
    expect(answerOf(await all('company'))).toEqual({ set: 700, removed: 0, same: 0 });
    expect(answerOf(await all('company'))).toEqual({ set: 0, removed: 0, same: 700 });
    answerOf(await set('2027-01-04 none'));
    expect(answerOf(await all('none'))).toEqual({ set: 0, removed: 699, same: 1 });
  });

  it('takes all lines or none', async () => {
    const wrong = await set('2027-01-04 company\n2027-13-01 company\n2027-01-05 休み');
    expect(wrong).toMatchObject({
      error: 'calendar-wrong',
      detail: {
        rows: [
          { line: 2, code: 'date' },
          { line: 3, code: 'kind' },
        ],
      },
    });
    expect((await list()).days).toEqual([]);
  });

  it('tells which years it does not know', async () => {
    expect(await list()).toMatchObject({ years: { last: '2050' }, unknownYears: [] });
    await at.setNow('2050-06-01T00:00:00.000Z');
    const later = await at.signIn('admin');
    expect(answerOf(await later.call('calendar.list', {})).unknownYears).toEqual(['2051']);
  });
});
