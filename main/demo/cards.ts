// The demo's cards: three batches that were posted and reconciled, by the very steps of a real one, and what became of
// the cards in them. No files are left of them, as of any batch that is reconciled.
import type { Knex } from 'knex';
import * as batchCards from '../../db/batch-cards.ts';
import * as batches from '../../db/batches.ts';
import { calendarOf } from '../../db/calendar-days.ts';
import { addOfRequests, type BatchStep } from '../../db/card-events.ts';
import * as history from '../../db/card-history.ts';
import * as requests from '../../db/card-requests.ts';
import * as cardTexts from '../../db/card-texts.ts';
import * as cards from '../../db/cards.ts';
import * as credentials from '../../db/credentials.ts';
import * as demo from '../../db/demo.ts';
import * as events from '../../db/events.ts';
import * as incidents from '../../db/incidents.ts';
import * as printSettings from '../../db/print-settings.ts';
import { staffActor } from '../rules/actor.ts';
import { serialOf, validThrough } from '../rules/batch.ts';
import { isBusinessDay, plainCalendar } from '../rules/business-days.ts';
import { addDays, type CalendarDate, type Instant, tokyoInstant } from '../rules/calendar.ts';
import type { CardCause } from '../rules/card-request.ts';
import type { ReturnReason } from '../rules/card-return.ts';
import { reportDates } from '../rules/incident.ts';
import { policyOf } from '../rules/policy.ts';
import type { Hashes } from './demo-login.ts';

type Work = {
  readonly staff: { readonly agent: number; readonly maker: number; readonly releaser: number };
  readonly today: CalendarDate;
  readonly moment: Instant;
  readonly hashes: Hashes;
  readonly byKey: (customerKey: string) => { readonly accountId: number };
};
const policy = policyOf(new Map());

/** So that a batch can be made in the demo as well; whose key the print house has, nobody can invent. */
const sender: printSettings.SenderText = {
  company: 'あかり電力株式会社',
  postcode: '0600042',
  address: '北海道札幌市中央区大通西1丁目1-1',
  postOffice: '札幌中央',
  returnTo: null,
  service: 'あかりWebサービス',
  serviceAddress: 'https://web.example.jp',
  helpPhone: '0120-000-000',
  helpHours: '平日 9時〜17時',
};

/** The last business day on or before a date: nothing is posted on others. */
const postingDay = (on: CalendarDate): CalendarDate => {
  let day = on;
  while (!isBusinessDay(day, plainCalendar)) day = addDays(day, -1);
  return day;
};

export const addCards = async (tx: Knex, { staff, today, moment, hashes, byKey }: Work): Promise<void> => {
  const agent = staffActor(staff.agent);
  const admin = staffActor(staff.maker);
  const idOf = (customerKey: string): number => byKey(customerKey).accountId;
  const tell = (customerKey: string, kind: string, at: Instant, facts: events.EventFacts = {}, actor = agent) =>
    events.add(tx, { accountId: idOf(customerKey), kind, actor, facts }, at);

  const ask = async (customerKey: string, cause: CardCause, at: Instant): Promise<number> => {
    const asked = { accountId: idOf(customerKey), cause, askedBy: staff.agent, contactId: null, approvedBy: null };
    const requestId = await requests.add(tx, asked, at);
    await tell(customerKey, 'card-requested', at, { cause });
    return requestId;
  };

  /** One batch from its requests to its last part posted. @returns each person's card */
  const batch = async (
    postedOn: CalendarDate,
    people: readonly (readonly [string, CardCause])[],
  ): Promise<ReadonlyMap<string, cards.Card>> => {
    const at = (daysBefore: number, hour: number): Instant => tokyoInstant(addDays(postedOn, -daysBefore), hour);
    const requestIds: number[] = [];
    for (const [customerKey, cause] of people) requestIds.push(await ask(customerKey, cause, at(7, 11)));
    const until = validThrough(postedOn, policy);
    const made = { layout: 'v-fold', plannedPostingOn: postedOn, validThrough: until, madeBy: staff.maker };
    const id = await batches.add(tx, made, at(5, 10));
    for (const requestId of requestIds) {
      const text = await cardTexts.textOfRequest(tx, requestId);
      if (text) await batchCards.plan(tx, id, [text]);
    }
    const released = { state: 'released', released_by: staff.releaser, released_at: at(5, 13) } as const;
    await batches.change(
      tx,
      { id, state: 'made', version: 1 },
      { ...released, card_count: people.length, digest: 'demo' },
    );
    const staged = (await batchCards.planned(tx, id, 0, people.length)).map(({ id: cardId, accountId }, index) => {
      const place = { serial: serialOf(id, index + 1), part: 1, page: index * 2 + 1, barcodeReason: null };
      return { cardId, accountId, ...place, passwordHash: hashes.initial, expiresOn: until };
    });
    await batchCards.stage(tx, staged, at(4, 10));
    const ids = staged.map(({ cardId }) => cardId);
    await cards.setPrintResult(tx, ids, 'printed', addDays(postedOn, -1));
    const file = { fileName: 'part-1.pdf', fileSha256: '0'.repeat(64), fileBytes: 0 };
    await batches.addPart(tx, { batchId: id, part: 1, cardCount: people.length, ...file });
    const [part] = await batches.partsOf(tx, id);
    if (part) await batches.changePart(tx, part, { state: 'posted', posted_on: postedOn, posted_by: staff.maker });
    const stepped = async (kind: BatchStep, by: string, when: Instant): Promise<void> =>
      addOfRequests(tx, { kind, batchId: id, actor: by, at: when }, requestIds);
    await stepped('card-gathered', admin, at(5, 10));
    await stepped('card-released', staffActor(staff.releaser), at(5, 13));
    await stepped('card-generated', admin, at(4, 10));
    await stepped('card-printed', admin, at(1, 16));
    await cards.post(tx, { batchId: id, part: 1 }, { on: postedOn, actor: admin, now: at(0, 15) });
    const ended = { generated_at: at(4, 10), reconciled_at: at(0, 15), files_deleted_at: at(0, 16) };
    await batches.change(tx, { id, state: 'released', version: 2 }, { state: 'reconciled', ...ended });
    const found = new Map<string, cards.Card>();
    for (const [index, [customerKey]] of people.entries()) {
      const card = await cards.bySerial(tx, serialOf(id, index + 1));
      if (card) found.set(customerKey, card);
    }
    return found;
  };

  const comeBack = async (
    customerKey: string,
    card: cards.Card | undefined,
    reason: ReturnReason,
    on: CalendarDate,
  ): Promise<void> => {
    if (!card?.credentialId) throw new Error(`the demo has no card of ${customerKey}`);
    const notedAt = tokyoInstant(addDays(on, 1), 10);
    await history.markReturned(tx, [{ id: card.id, version: card.version, on, reason }], notedAt);
    await credentials.makeVoid(tx, card.credentialId);
    const facts = { returnReason: reason, returnedOn: on, isPasswordVoid: true };
    await tell(customerKey, 'card-returned', notedAt, facts, admin);
  };

  await printSettings.setSender(tx, { sender, offsets: [] }, 0, moment);

  const longAgo = postingDay(addDays(today, -40));
  const first = await batch(longAgo, [
    ['card-in-use', 'forgotten-password'],
    ['card-returned-twice', 'forgotten-password'],
    ['card-expired', 'forgotten-login-id'],
  ]);
  const used = first.get('card-in-use')?.credentialId ?? 0;
  const usedAt = tokyoInstant(addDays(longAgo, 4), 20);
  await credentials.recordSuccess(tx, used, { lastFailureAt: null, lastFailureFactor: null }, usedAt);
  await credentials.setPassword(tx, used, hashes.chosen, usedAt);
  await tell('card-in-use', 'first-login', usedAt, {}, 'portal');
  await tell('card-in-use', 'password-changed', usedAt, { wasInitial: true }, 'portal');
  const twice = 'card-returned-twice';
  await comeBack(twice, first.get(twice), 'unknown-at-address', addDays(longAgo, 6));
  const movedAt = tokyoInstant(addDays(longAgo, 9), 14);
  await demo.noteAddressChange(tx, idOf(twice), movedAt);
  await tell(twice, 'address-changed', movedAt, { isConfirmed: true });

  const lately = postingDay(addDays(today, -12));
  const second = await batch(lately, [
    ['card-returned', 'forgotten-password'],
    [twice, 'never-arrived'],
    ['card-incident', 'lost-card'],
  ]);
  await comeBack('card-returned', second.get('card-returned'), 'moved-away', addDays(today, -5));
  await comeBack(twice, second.get(twice), 'moved-away', addDays(today, -5));
  const astray = second.get('card-incident');
  if (astray?.credentialId) {
    await credentials.makeVoid(tx, astray.credentialId);
    await history.markVoid(tx, astray);
    const noticedOn = addDays(today, -2);
    const { firstOn, finalOn } = reportDates(noticedOn, await calendarOf(tx), policy);
    const at = tokyoInstant(noticedOn, 16);
    const { accountId } = byKey('card-incident');
    const note = 'お隣の方から、開封してしまったとのお電話。はがきは回収の手配中';
    const facts = { noticedOn, isPasswordVoid: true };
    const eventId = await events.add(tx, { accountId, kind: 'card-misdelivered', actor: admin, facts, note }, at);
    const dates = { noticedOn, firstDueOn: firstOn, finalDueOn: finalOn, recordedBy: staff.maker };
    await incidents.add(tx, { cardId: astray.id, accountId, ...dates, eventId }, at);
  }

  await batch(postingDay(addDays(today, -1)), [['card-on-its-way', 'forgotten-password']]);
  await ask('card-waiting', 'forgotten-password', tokyoInstant(addDays(today, -1), 15));
  for (const [customerKey, fault] of [
    ['no-application-phone', { code: 'phone-missing' }],
    ['card-large-user', { code: 'postcode-unconfirmed', postcode: '0608755' }],
  ] as const) {
    const heldBack = await ask(customerKey, 'new-account', tokyoInstant(addDays(today, -10), 11));
    const heldAt = tokyoInstant(addDays(today, -8), 10);
    await batchCards.dropOut(tx, [heldBack], { code: fault.code, detail: JSON.stringify([fault]) }, heldAt);
    await tell(customerKey, 'card-dropped-out', heldAt, {}, admin);
  }
};
