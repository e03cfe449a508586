// Each state of the rules is there to be looked at, in the smallest demo as in any other.
import type { Knex } from 'knex';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { sentOf } from '../../db/card-history.ts';
import * as credentials from '../../db/credentials.ts';
import { returnStateOf, sentCards } from '../../main/acts/returned-cards.ts';
import { demoMoment } from '../../main/demo/moment.ts';
import { refuseJoining } from '../../main/rules/account-opening.ts';
import { addDays, addHours, tokyoDate, tokyoInstant } from '../../main/rules/calendar.ts';
import { loginStateOf } from '../../main/rules/login-state.ts';
import { policyOf } from '../../main/rules/policy.ts';
import { retentionEndsOn } from '../../main/rules/retention.ts';
import { wrongClocks } from '../setup/clocks.ts';
import { engines } from '../setup/desk.ts';
import { openDemo, type TestDemo } from './demo.ts';

const now = new Date().toISOString();
const today = tokyoDate(now);
const policy = policyOf(new Map());
type Row = Record<string, string | number | null>;

describe.each(engines)('a demo on %s has', (engine) => {
  let demo: TestDemo;
  let tx: Knex;
  beforeAll(async () => {
    demo = await openDemo(engine, { accounts: 0, today });
    tx = demo.db.read;
  }, 60_000);
  afterAll(() => demo.remove());

  const inState = async (state: string): Promise<number[]> => {
    const found: number[] = [];
    for (const { id, status } of await tx('account').select('id', 'status')) {
      const credential = await credentials.currentOf(tx, id);
      const facts = { status, credential, wasEverIssued: await credentials.wasEverIssued(tx, id) };
      if (loginStateOf(facts, now, today) === state) found.push(id);
    }
    return found;
  };
  const limitedUntil = (at: string) => tx('credential').where({ state: 'current', locked_until: at });
  const holding = () =>
    tx('account_contract as l')
      .join('contract as k', 'k.id', 'l.contract_id')
      .whereNull('l.to_on')
      .select('l.account_id');
  const grouped = (table: string, column: string, having: string) =>
    tx(table).groupBy(column).havingRaw(having).select(column);
  /** Accounts all of whose contracts have ended, with the last day on which they can be looked into. */
  const ended = async (): Promise<{ through: string; endedOn: string }[]> => {
    const rows: Row[] = await tx('account_contract as l')
      .join('contract as k', 'k.id', 'l.contract_id')
      .groupBy('l.account_id')
      .havingRaw('count(k.ended_on) = count(*)')
      .select('l.account_id', { endedOn: tx.raw('max(k.ended_on)'), recordedOn: tx.raw('max(k.end_recorded_on)') });
    return rows.map(({ endedOn, recordedOn }) => ({
      endedOn: String(endedOn),
      through: retentionEndsOn([{ endsOn: String(endedOn), recordedOn: String(recordedOn) }], null, policy) ?? '',
    }));
  };
  const accountsWithCards = (): Promise<number[]> => tx('card').distinct().pluck('account_id');
  const cardsIn = async (state: string): Promise<unknown[]> => {
    const sent = sentCards(await sentOf(tx, await accountsWithCards()), today);
    return sent.filter((card) => card.state === state);
  };
  const returns = async () =>
    Promise.all((await accountsWithCards()).map((id) => returnStateOf({ tx, today, policy }, id)));
  const named = (sign: string) => tx('customer').where('name', 'like', `%${sign}%`);

  const states: Record<string, () => Promise<unknown[]> | Knex.QueryBuilder> = {
    'a login limit until six this morning, over by day': () => limitedUntil(tokyoInstant(today, 6)),
    'a login limit until six tomorrow morning, from six on': () =>
      limitedUntil(
        demoMoment(today, now) < tokyoInstant(today, 6) ? tokyoInstant(today, 6) : tokyoInstant(addDays(today, 1), 6),
      ),
    'an account that is limited now': () => inState('limited'),
    'failures that are counted and limit nothing': () =>
      tx('credential').whereBetween('failures', [1, 9]).whereNull('locked_until'),
    'an account that was never issued': () => inState('never-issued'),
    'an open first login': () => inState('first-login'),
    'an initial password that has expired': () => inState('initial-expired'),
    'an account in use': () => inState('in-use'),
    'a closed web account (退会)': () => inState('withdrawn'),
    'an account with several contracts': () => grouped('account_contract', 'account_id', 'count(*) > 1'),
    'a customer with several accounts': () => grouped('account', 'customer_id', 'count(*) > 1'),
    'a supply point with a tenant, and the one before who moved out': () =>
      tx('contract')
        .groupBy('supply_point_no')
        .havingRaw('count(*) > 1 and count(ended_on) = 1 and count(distinct customer_id) = 2')
        .select('supply_point_no'),
    'a protected account': () => tx('account').where({ is_protected: 1 }),
    'an account not to be posted to': () => tx('account').where({ is_do_not_post: 1 }),
    'a bill mail accepted, come back, refused, tried again, given up, not sent': async () => {
      const found = await tx('outbox').distinct().pluck('state');
      return ['accepted', 'bounced', 'refused', 'deferred', 'given-up', 'suppressed'].every((one) =>
        found.includes(one),
      )
        ? found
        : [];
    },
    'a bill that was cancelled, and one that was corrected': async () => {
      const [gone, mended] = [tx('bill').where({ state: 'cancelled' }), tx('bill').whereNotNull('corrected_at')];
      return (await gone).length > 0 ? mended : [];
    },
    'bills paid by debit, card and slip, and a debit that failed': async () =>
      (await tx('bill').distinct().pluck('payment')).length === 3 ? tx('debit').where({ result: 'failed' }) : [],
    'a bill mail sent again today': () =>
      tx('outbox').whereNotNull('resent_by').where('created_at', '>=', tokyoInstant(today, 0)),
    'a mail address from which mail comes back': () => tx('mail_address').whereNotNull('suppressed_at'),
    'a contract whose bills are not eligible for mail': () => tx('contract').where({ is_mail_eligible: 0 }),
    'somebody who moved out last month': async () =>
      (await ended()).filter(({ endedOn }) => endedOn > addDays(today, -62) && endedOn < today),
    'somebody whose clock is nearly at its end': async () =>
      (await ended()).filter(({ through }) => through >= today && through < addDays(today, 45)),
    'somebody whose clock has ended': async () => (await ended()).filter(({ through }) => through < today),
    'a move-out whose day lies ahead': () =>
      tx('contract').where('ended_on', '>', today).whereNotNull('end_recorded_on'),
    'an account that was joined to another one of its customer': () =>
      tx('account_event as e')
        .join('account as a', 'a.id', 'e.account_id')
        .where({ 'e.kind': 'accounts-joined', 'a.status': 'withdrawn' })
        .whereIn('a.id', tx('account_contract').whereNotNull('to_recorded_on').select('account_id')),
    'a contract that another person took over, with bills of the one before': () =>
      tx('contract as k')
        .join('bill_line as l', 'l.contract_id', 'k.id')
        .join('bill as b', 'b.id', 'l.bill_id')
        .whereNotNull('k.held_since')
        .whereRaw('b.customer_id <> k.customer_id'),
    'a sole trader': () => tx('customer').where({ kind: 'sole-trader' }),
    'an organisation': () => tx('customer').where({ kind: 'organisation' }),
    'an application phone that is no contact phone: another person applied': () =>
      tx('contract as k')
        .whereNotNull('k.application_phone_digits')
        .whereNotExists(
          tx('contact_phone as p').whereRaw('p.customer_id = k.customer_id and p.digits = k.application_phone_digits'),
        ),
    'a name with 髙': () => named('髙'),
    'a name with 﨑': () => named('﨑'),
    'a name with 𠮷': () => named('𠮷'),
    'a contract without an application phone': () =>
      tx('contract').whereNull('application_phone').whereIn('id', tx('account_contract').select('contract_id')),
    'a mail address that nobody has confirmed': () => tx('mail_address').whereNull('confirmed_at'),
    'an account without a mail address': () => tx('account').whereNotIn('id', tx('mail_address').select('account_id')),
    'a login ID given up for another': () => tx('former_login_id'),
    'an open call-back': () => tx('call_back').where({ state: 'open' }),
    'an open request for approval': () => tx('approval').where({ state: 'asked' }),
    'a change made here that no file has confirmed': () => tx('pending_change').where({ state: 'pending' }),
    'a change made here that a file contradicts': () => tx('pending_change').where({ state: 'conflict' }),
    'a call that failed within a day': () =>
      tx('contact').where({ outcome: 'failed' }).where('closed_at', '>', addHours(now, -policy.failedContactHours)),
    'a card that waits for a batch': () => tx('card_request').where({ state: 'waiting' }),
    'a card that dropped out, since no application phone is on file': () =>
      tx('card_request').where({ state: 'dropped-out', drop_code: 'phone-missing' }),
    'a card that dropped out, since nobody has confirmed a large user’s postcode': () =>
      tx('card_request').where({ state: 'dropped-out', drop_code: 'postcode-unconfirmed' }),
    'a batch that was posted and reconciled, and nothing left of its files': () =>
      tx('batch').where({ state: 'reconciled' }).whereNotNull('files_deleted_at'),
    'a card on its way': () => cardsIn('posted'),
    'a card in use': () => cardsIn('in-use'),
    'a card whose password has expired': () => cardsIn('expired'),
    'a card that came back, and waits for another address': async () =>
      (await returns()).filter((found) => found?.returns === 1 && found.needs === 'address'),
    'an account whose cards came back twice': async () => (await returns()).filter((found) => found?.returns === 2),
    'a misdelivered card of which the authority is to be told': () =>
      tx('incident').whereNull('first_reported_on').where('first_report_due_on', '>=', today),
    'a sender of cards, so that a batch can be made': () => tx('setting').where({ key: 'print-sender' }),
    'a customer without an account': () => tx('customer').whereNotIn('id', tx('account').select('customer_id')),
    'a contract that could join an account of its holder': async () => {
      const loose: Row[] = await tx('contract')
        .whereNotIn('id', tx('account_contract').select('contract_id'))
        .whereIn('customer_id', tx('account').select('customer_id'));
      return loose.filter(
        (row) =>
          refuseJoining({ accountId: null, endedOn: row.ended_on as null, endRecordedOn: null }, today, policy) ===
          null,
      );
    },
  };

  it.each(Object.keys(states))('%s', async (state) => {
    expect((await states[state]?.())?.length).toBeGreaterThan(0);
  });

  it('nobody whose search keys are missing', async () => {
    expect(await wrongClocks(tx)).toEqual([]);
    expect(await tx('account').where({ name_key: '' }).select('login_id')).toEqual([]);
    expect((await holding()).length).toBeGreaterThan(20);
  });
});
