import { describe, expect, it } from 'vitest';
import { plainCalendar } from '../../main/rules/business-days.ts';
import { readCalendarLines } from '../../main/rules/calendar-lines.ts';
import { stepOf } from '../../main/rules/card-progress.ts';
import { judgeReturns, readReturnReason, type SentCard } from '../../main/rules/card-return.ts';
import { nextReport, reportDates } from '../../main/rules/incident.ts';
import { policyOf } from '../../main/rules/policy.ts';

const policy = policyOf(new Map());

describe('a reason for a return', () => {
  it.each([
    ['あて所に尋ねあたりません', 'unknown-at-address'],
    ['あて所に尋ねあたりません。', 'unknown-at-address'],
    [' 転居先不明 ', 'moved-away'],
    ['転居先不明で配達できません', 'moved-away'],
    ['あて名不完全', 'address-incomplete'],
    ['受取拒絶', 'refused'],
    ['保管期間経過', 'storage-expired'],
    ['STORAGE-EXPIRED', 'storage-expired'],
    ['ＭＯＶＥＤ－ＡＷＡＹ', 'moved-away'],
    ['不在', null],
    ['', null],
    ['constructor', null],
  ])('%j is %j', (said, code) => expect(readReturnReason(said)).toBe(code));
});

describe('after a return', () => {
  const printedAt = '2026-11-10T03:00:00.000Z';
  const notedAt = '2026-11-21T03:00:00.000Z';
  const card = (state: SentCard['state'], more: Partial<SentCard> = {}): SentCard => ({
    state,
    returnedOn: state === 'returned' ? '2026-11-20' : null,
    returnedAt: state === 'returned' ? notedAt : null,
    returnReason: state === 'returned' ? 'moved-away' : null,
    gatheredAt: '2026-11-09T03:00:00.000Z',
    printedAt,
    ...more,
  });
  const [back, away, used] = [card('returned'), card('posted'), card('in-use')];
  const gone = card('posted', { gatheredAt: '2026-11-22T03:00:00.000Z' });
  const shelved = card('returned', { returnReason: 'storage-expired' });
  const later = '2026-11-15T03:00:00.000Z';
  it.each([
    ['nothing came back', [gone], null, undefined, undefined],
    ['it came back', [back], null, 'address', 1],
    ['nobody fetched it', [shelved], null, 'approval', 1],
    ['the address was changed while it was on its way', [back], later, null, 1],
    ['the address was changed before it was printed', [back], '2026-11-09T00:00:00.000Z', 'address', 1],
    ['two came back and the address was changed', [back, back], later, 'approval', 2],
    ['two came back to the same address', [back, back], null, 'address', 2],
    ['another has gone out since', [gone, back], null, null, 1],
    ['another was on its way already', [away, back], null, 'address', 1],
    ['another has gone out since after two', [gone, back, back], null, 'approval', 2],
    ['a later one was used', [used, back, back], null, undefined, undefined],
    ['it came back after one that was used', [back, used, back], later, null, 1],
    ['one between was made void', [back, card('void'), back], later, 'approval', 2],
  ] as const)('where %s', (_what, cards, changedAt, needs, returns) => {
    const judged = judgeReturns(cards, { addressChangedAt: changedAt, approvedAt: null }, policy);
    expect([judged?.needs, judged?.returns]).toEqual([needs, returns]);
  });

  it.each([
    ['nobody fetched it, after it was noted', [shelved], null, notedAt, null],
    ['nobody fetched it, before it was noted', [shelved], null, '2026-11-21T02:59:59.999Z', 'approval'],
    ['two came back', [back, back], later, notedAt, null],
    ['the address is wrong', [back], null, notedAt, 'address'],
  ] as const)('a supervisor’s agreement where %s', (_what, cards, addressChangedAt, approvedAt, needs) => {
    expect(judgeReturns(cards, { addressChangedAt, approvedAt }, policy)?.needs).toBe(needs);
  });
});

describe('the dates of a report', () => {
  it.each([
    ['2026-11-23', '2026-11-27', '2026-12-22'],
    // The thirtieth day is a Saturday, a holiday, in the days off at the turn of the year.
    ['2026-11-20', '2026-11-24', '2026-12-21'],
    ['2026-10-05', '2026-10-09', '2026-11-04'],
    ['2026-12-01', '2026-12-05', '2027-01-04'],
  ])('noticed on %s: %s and %s', (noticedOn, firstOn, finalOn) => {
    // The utility's own day off closes no public office.
    const calendar = { ...plainCalendar, companyDays: new Set(['2026-12-22', '2027-01-04']) };
    expect(reportDates(noticedOn, calendar, policy)).toEqual({ firstOn, finalOn });
  });

  it('are told one after the other, and when one has passed', () => {
    const dates = { firstDueOn: '2026-11-27', finalDueOn: '2026-12-22', firstReportedOn: null, finalReportedOn: null };
    expect(nextReport(dates, '2026-11-27')).toEqual({ which: 'first', dueOn: '2026-11-27', isOverdue: false });
    expect(nextReport(dates, '2026-11-28')).toMatchObject({ which: 'first', isOverdue: true });
    const told = { ...dates, firstReportedOn: '2026-11-28' };
    expect(nextReport(told, '2026-11-28')).toMatchObject({ which: 'final', isOverdue: false });
    expect(nextReport(told, '2026-12-23')).toMatchObject({ which: 'final', isOverdue: true });
    expect(nextReport({ ...told, finalReportedOn: '2026-12-01' }, '2030-01-01')).toBeNull();
  });
});

describe('how far a card is', () => {
  it.each([
    [null, false, false, false, 'asked'],
    ['undone', false, false, false, 'asked'],
    ['made', false, false, false, 'gathered'],
    ['released', false, false, false, 'released'],
    ['generating', false, false, false, 'released'],
    ['generated', false, false, false, 'handed'],
    ['generated', true, false, false, 'printed'],
    ['reconciled', true, true, false, 'posted'],
    ['reconciled', true, true, true, 'in-use'],
  ])('in a batch that is %s, printed %s, posted %s, used %s: %s', (batch, isPrinted, isPosted, isUsed, step) =>
    expect(stepOf({ batch, isPrinted, isPosted, isUsed })).toBe(step),
  );
});

describe('pasted days', () => {
  it('are read in the forms in which people write them', () => {
    const text =
      '2027-01-04 company\r\n２０２７/１/５　会社休業日\n\n2027年7月19日 祝日でない\n2027-07-20,祝日\n2027-01-06\t取消\n';
    expect(readCalendarLines(text)).toEqual({
      ok: true,
      days: [
        { day: '2027-01-04', kind: 'company' },
        { day: '2027-01-05', kind: 'company' },
        { day: '2027-07-19', kind: 'no-holiday' },
        { day: '2027-07-20', kind: 'holiday' },
        { day: '2027-01-06', kind: null },
      ],
    });
  });
  it.each([
    ['', 'no-lines'],
    ['2027-02-30 company', 'date'],
    ['tomorrow company', 'date'],
    ['2027-01-04 closed', 'kind'],
    ['2027-01-04 __proto__', 'kind'],
    ['2051-01-04 company', 'year-unknown'],
    ['2027-07-20 no-holiday', 'not-a-holiday'],
    ['2027-01-04 company\n2027-01-04 holiday', 'twice'],
    [`${'\n'.repeat(1000)}2027-01-04 company`, 'too-many'],
  ])('%j are refused: %s', (text, code) =>
    expect(readCalendarLines(text)).toMatchObject({ ok: false, rows: [{ code }] }),
  );
});
