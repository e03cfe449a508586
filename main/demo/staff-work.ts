// What the demo's staff did before anybody looked: calls, a promise, a request, changes that a file knows nothing of.
import type { Knex } from 'knex';
import * as approvals from '../../db/approvals.ts';
import * as callBacks from '../../db/call-backs.ts';
import * as contacts from '../../db/contacts.ts';
import * as events from '../../db/events.ts';
import * as pending from '../../db/pending-changes.ts';
import * as sessions from '../../db/sessions.ts';
import { digestOf } from '../acts/digest.ts';
import { canonicalJson } from '../audit.ts';
import { staffActor } from '../rules/actor.ts';
import { addDays, addMinutes, type CalendarDate, type Instant, tokyoInstant } from '../rules/calendar.ts';

type Person = { readonly customerId: number; readonly accountId: number };
type Work = {
  readonly staffId: number;
  readonly today: CalendarDate;
  readonly moment: Instant;
  readonly byKey: (customerKey: string) => Person;
};
type Outcome = 'matched' | 'missed';

export const addStaffWork = async (tx: Knex, { staffId, today, moment, byKey }: Work): Promise<void> => {
  const actor = staffActor(staffId);
  const before = (minutes: number): Instant => addMinutes(moment, -minutes);
  const sessionId = await sessions.begin(tx, { staffId, tokenHash: 'nobody', host: 'http' }, before(240));

  /** A call that is over, with what was said in it. */
  const call = async (
    { customerId, accountId }: Person,
    minutes: number,
    said: readonly (readonly [string, Outcome])[],
    category: string,
  ): Promise<number> => {
    const opening = { staffId, sessionId, customerId, accountId, topic: 'account' };
    const contactId = await contacts.open(tx, opening, before(minutes));
    const tell = (kind: string, at: Instant, facts: events.EventFacts = {}) =>
      events.add(tx, { accountId, kind, actor, contactId, facts }, at);
    await tell('contact-opened', before(minutes));
    for (const [index, [fact, outcome]] of said.entries()) {
      const at = addMinutes(before(minutes), index + 1);
      await contacts.addProof(tx, contactId, { fact, outcome }, at);
      await tell(`verification-${outcome}`, at, { fact });
    }
    const misses = said.filter(([, outcome]) => outcome === 'missed').length;
    const hasFailed = misses >= 3;
    const at = addMinutes(before(minutes), 6);
    const end = hasFailed ? { outcome: 'failed' as const, category: null } : { outcome: 'closed' as const, category };
    await contacts.close(tx, contactId, end, at);
    if (hasFailed) await tell('contact-failed', at, { misses });
    else await tell('contact-closed', at, { category });
    return contactId;
  };

  const missed = ['birth-date', 'customer-no', 'birth-date'].map((fact) => [fact, 'missed'] as const);
  await call(byKey('failed-contact'), 150, missed, 'other');

  const twoFacts = [
    ['customer-no', 'matched'],
    ['birth-date', 'matched'],
  ] as const;
  const promised = byKey('call-back');
  const contactId = await call(promised, 120, twoFacts, 'billing-mail');
  const promise = {
    contactId,
    accountId: promised.accountId,
    staffId,
    note: 'お知らせメールが届かない件を確認して折り返す',
  };
  const dueAt = tokyoInstant(addDays(today, 1), 10);
  await callBacks.add(tx, { ...promise, dueAt }, before(115));
  const told = { accountId: promised.accountId, kind: 'call-back-promised', actor, contactId };
  await events.add(tx, { ...told, facts: { dueAt }, note: promise.note }, before(115));

  const asking = byKey('approval');
  const act = 'account.changePhone';
  const content = canonicalJson({ phoneId: null, number: '080-9988-7766' });
  const reason = '携帯電話の番号を追加したいとのお申し出';
  const asked = { act, accountId: asking.accountId, content, subjectVersion: 1, reason, askedBy: staffId };
  const digest = digestOf(act, asking.accountId, content, asked.subjectVersion);
  const callId = await call(asking, 60, twoFacts, 'registered-data');
  await approvals.add(tx, { ...asked, digest, contactId: callId }, before(56));
  await events.add(
    tx,
    { accountId: asking.accountId, kind: 'approval-asked', actor, contactId: callId, facts: { act }, note: reason },
    before(56),
  );

  const { accountId } = byKey('conflict');
  const phone = { accountId, field: 'contact-phone' as const, madeBy: staffId };
  const first = { ...phone, subjectId: 1, before: '"0144-35-1999"', ours: '"0144-35-2000"' };
  const changedAt = tokyoInstant(addDays(today, -9), 14);
  await pending.note(tx, first, changedAt);
  const [change] = await pending.list(tx, 'pending', 1);
  await pending.contradict(tx, change?.id ?? 0, '"0144-35-3000"');
  await pending.note(tx, { ...phone, subjectId: 2, before: '""', ours: '"090-4444-5555"' }, changedAt);
  for (const position of [1, 2])
    await events.add(tx, { accountId, kind: 'phone-changed', actor, facts: { position, isRemoved: false } }, changedAt);
  await sessions.end(tx, sessionId, 'signed-out', before(10));
};
