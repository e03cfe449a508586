// Cards that reached a wrong person: recorded without a caller (rule 7), and the reports that the law asks for.
import type * as accounts from '../../db/accounts.ts';
import { calendarOf } from '../../db/calendar-days.ts';
import * as history from '../../db/card-history.ts';
import * as requests from '../../db/card-requests.ts';
import * as cards from '../../db/cards.ts';
import * as credentials from '../../db/credentials.ts';
import * as events from '../../db/events.ts';
import * as incidents from '../../db/incidents.ts';
import * as data from '../../db/registered-data.ts';
import * as staff from '../../db/staff.ts';
import { requestCard } from '../acts/card.ts';
import { holdAccount } from '../acts/hold-account.ts';
import { done, type Run, refuse, type SignedIn } from '../command.ts';
import { nextReport, reportDates } from '../rules/incident.ts';

const pageSize = 200;

/** Whoever holds the card may have logged in with it: its password goes, chosen by them or not. */
const voidPassword = async ({ tx }: SignedIn, card: cards.Card): Promise<boolean> => {
  const current = await credentials.currentOf(tx, card.accountId);
  if (!current || current.id !== card.credentialId) return false;
  await credentials.makeVoid(tx, current.id);
  return true;
};

/** A new card by the same rules as a caller's; null: it may be asked for. */
const refuseReissue = async (ctx: SignedIn, account: accounts.Account): Promise<string | null> => {
  const content = { cause: 'suspected-misuse' as const };
  if (await requests.openOf(ctx.tx, account.id)) return 'card-under-way';
  const held = await requestCard.held?.(ctx, account, content);
  if (held) return held.error;
  const proposal = await requestCard.propose(ctx, account, content);
  return proposal.ok ? null : proposal.error;
};

export const recordIncident: Run<'incident.record'> = async (ctx, { cardId, noticedOn, reason, isReissue }) => {
  const { tx, now, today, policy, session, actor } = ctx;
  const card = await cards.byId(tx, cardId);
  const account = card && (await holdAccount(ctx, card.accountId));
  if (!card || !account) return refuse('no-such-card');
  if (card.postedOn === null) return refuse('card-not-posted');
  const known = await incidents.ofCard(tx, cardId);
  if (known) return refuse('incident-recorded', { noticedOn: known.noticedOn });
  if (noticedOn > today || noticedOn < card.postedOn) return refuse('incident-date');
  const why = isReissue ? await refuseReissue(ctx, account) : null;
  if (why !== null) return refuse('reissue-refused', { error: why });

  const { firstOn, finalOn } = reportDates(noticedOn, await calendarOf(tx), policy);
  const isPasswordVoid = await voidPassword(ctx, card);
  await history.markVoid(tx, card);
  const told = { accountId: account.id, actor };
  const eventId = await events.add(
    tx,
    { ...told, kind: 'card-misdelivered', facts: { noticedOn, isPasswordVoid }, note: reason },
    now,
  );
  const dates = { noticedOn, firstDueOn: firstOn, finalDueOn: finalOn };
  const incidentId = await incidents.add(
    tx,
    { cardId, accountId: account.id, ...dates, recordedBy: session.staffId, eventId },
    now,
  );
  if (isReissue) {
    const content = { cause: 'suspected-misuse' as const };
    const how = { staffId: session.staffId, contactId: null, approvedBy: null, isConfirmed: false };
    const facts = await requestCard.apply(ctx, account, content, how);
    await events.add(tx, { ...told, kind: requestCard.event, facts }, now);
  }
  await data.bumpVersionBesideCards(tx, account.id);
  ctx.touch(`account:${account.id}`);
  ctx.touch('incidents');
  return done(
    { incidentId, firstDueOn: firstOn, finalDueOn: finalOn, isPasswordVoid },
    {
      account: account.id,
      customer: account.customerId,
      incident: incidentId,
      card: cardId,
      noticed: noticedOn,
      passwordVoid: isPasswordVoid,
      reissue: isReissue,
    },
  );
};

export const listIncidents: Run<'incident.list'> = async ({ tx, today }, { state }) => {
  const rows = await incidents.list(tx, state, pageSize + 1);
  const names = await staff.names(
    tx,
    rows.map(({ recordedBy }) => recordedBy),
  );
  return done({
    open: await incidents.countOpen(tx),
    today,
    incidents: rows.slice(0, pageSize).map((row) => {
      const next = nextReport(row, today);
      return {
        incidentId: row.id,
        accountId: row.accountId,
        customerName: row.customerName,
        customerNo: row.customerNo,
        serial: row.serial,
        noticedOn: row.noticedOn,
        note: row.note,
        firstDueOn: row.firstDueOn,
        firstReportedOn: row.firstReportedOn,
        finalDueOn: row.finalDueOn,
        finalReportedOn: row.finalReportedOn,
        next: next && { which: next.which, isOverdue: next.isOverdue },
        recordedBy: names.get(row.recordedBy) ?? '',
        recordedAt: row.recordedAt,
      };
    }),
    hasMore: rows.length > pageSize,
  });
};

export const reportIncident: Run<'incident.report'> = async (ctx, { incidentId, which, on }) => {
  const { tx, now, today, session, actor } = ctx;
  const incident = await incidents.byId(tx, incidentId);
  if (!incident) return refuse('no-such-incident');
  const reported = () => (which === 'first' ? incident.firstReportedOn : incident.finalReportedOn);
  const already = reported();
  if (already !== null) return refuse('already-reported', { on: already });
  if (which === 'final' && incident.firstReportedOn === null) return refuse('first-report-missing');
  const earliest = which === 'final' ? (incident.firstReportedOn ?? incident.noticedOn) : incident.noticedOn;
  if (on > today || on < earliest) return refuse('report-date');
  if (!(await incidents.report(tx, incident, { which, on, by: session.staffId }))) {
    const now_ = await incidents.byId(tx, incidentId);
    return refuse('already-reported', {
      on: (which === 'first' ? now_?.firstReportedOn : now_?.finalReportedOn) ?? on,
    });
  }
  const { accountId } = incident;
  await events.add(tx, { accountId, kind: 'incident-reported', actor, facts: { report: which, on } }, now);
  ctx.touch(`account:${accountId}`);
  ctx.touch('incidents');
  return done({ incidentId }, { account: accountId, incident: incidentId, report: which, on });
};
