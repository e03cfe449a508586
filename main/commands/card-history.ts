import * as accounts from '../../db/accounts.ts';
import { calendarOf } from '../../db/calendar-days.ts';
import * as history from '../../db/card-history.ts';
import { drawnOf } from '../../db/drawn-cards.ts';
import * as staff from '../../db/staff.ts';
import { returnStateOf } from '../acts/returned-cards.ts';
import { type Context, done, type Run, refuse } from '../command.ts';
import type { Output } from '../contract/index.ts';
import { arrivalOfPosted, cardArrival } from '../rules/arrival.ts';
import { shownCardState } from '../rules/batch.ts';
import type { BusinessCalendar } from '../rules/business-days.ts';
import { tokyoDate } from '../rules/calendar.ts';
import { stepOf } from '../rules/card-progress.ts';
import { isIsland } from '../rules/islands.ts';

type Shown = Output<'card.history'>['cards'][number];
const shownLimit = 50;

const holds = ({ cardState }: history.HistoryRow): boolean => cardState === 'planned' || cardState === 'generated';

/** A request that waits again after its card was pulled is told beside that card. */
const withOpenRequests = (rows: readonly history.HistoryRow[]): history.HistoryRow[] =>
  rows.flatMap((row, index) => {
    const isNewestOfRequest = rows[index - 1]?.requestId !== row.requestId;
    const isWaiting = row.requestState === 'waiting' || row.requestState === 'dropped-out';
    return row.cardId !== null && isNewestOfRequest && isWaiting && !holds(row)
      ? [{ ...row, ...withoutCard }, row]
      : [row];
  });
const withoutCard = {
  cardId: null,
  cardState: null,
  serial: null,
  printResult: null,
  postedOn: null,
  returnedOn: null,
  returnReason: null,
  batchState: null,
  plannedPostingOn: null,
  validThrough: null,
  partState: null,
  credential: null,
  incidentId: null,
} as const;

export const shownStateOf = (row: history.HistoryRow, today: string): Shown['state'] => {
  // Drawn, but of a batch that has not come to its end: it may still begin anew.
  if (row.cardState === 'planned' || row.batchState === 'generating') return 'in-batch';
  if (row.cardState !== null) return shownCardState({ state: row.cardState }, row.credential, today);
  return row.requestState === 'done' ? 'cancelled' : row.requestState;
};

const arrivalOf = (
  row: history.HistoryRow,
  at: { readonly isIsland: boolean; readonly calendar: BusinessCalendar },
  { today, policy }: Context,
): Shown['arrival'] => {
  if (row.postedOn) return arrivalOfPosted(row.postedOn, at.isIsland, policy);
  // What should have been posted by now is posted today at the earliest.
  if (row.plannedPostingOn)
    return arrivalOfPosted(row.plannedPostingOn > today ? row.plannedPostingOn : today, at.isIsland, policy);
  const asked = cardArrival(tokyoDate(row.askedAt), at.isIsland, at.calendar, policy);
  const now = cardArrival(today, at.isIsland, at.calendar, policy);
  if ('error' in now) return null;
  // It goes with the next issue that still lies ahead, which may be the one that its own day led to.
  return !('error' in asked) && asked.from > today ? asked : now;
};

const underWay: readonly Shown['state'][] = ['waiting', 'in-batch', 'dropped-out', 'generated', 'posted'];

export const cardHistory: Run<'card.history'> = async (ctx, { accountId }) => {
  const { tx, today, session } = ctx;
  const account = await accounts.byId(tx, accountId);
  if (!account) return refuse('no-such-account');
  const rows = await history.historyOf(tx, accountId, shownLimit + 1);
  const shown = withOpenRequests(rows.slice(0, shownLimit));
  const names = await staff.names(
    tx,
    rows.map(({ askedBy }) => askedBy ?? 0),
  );
  const drawn = await drawnOf(tx, accountId);
  const at = { isIsland: isIsland(account.municipalityCode), calendar: await calendarOf(tx) };
  const mayRecord = session.role === 'supervisor' || session.role === 'admin';
  const cards = shown.map((row): Shown => {
    const state = shownStateOf(row, today);
    const isUnderWay = underWay.includes(state);
    // What is held back or to be pulled comes at no date.
    const isStopped = state === 'dropped-out' || (row.cardState === 'generated' && drawn?.isToPull === true);
    const arrival = isUnderWay && !isStopped ? arrivalOf(row, at, ctx) : null;
    return {
      requestId: row.requestId,
      cardId: row.cardId,
      serial: row.serial,
      cause: row.cause,
      state,
      step: stepOf({
        batch: row.batchState,
        isPrinted: row.partState === 'printed' || row.printResult === 'printed' || row.printResult === 'rerun',
        isPosted: row.postedOn !== null,
        isUsed: state === 'in-use',
      }),
      isUnderWay,
      askedAt: row.askedAt,
      askedBy: names.get(row.askedBy ?? 0) ?? null,
      dropCode: state === 'dropped-out' ? row.dropCode : null,
      plannedPostingOn: row.plannedPostingOn,
      postedOn: row.postedOn,
      validThrough: row.validThrough,
      usedAt: state === 'in-use' ? (row.credential?.changedAt ?? null) : null,
      returnedOn: row.returnedOn,
      returnReason: row.returnReason,
      arrival,
      isLate: state === 'posted' && arrival !== null && today > arrival.to,
      isIncident: row.incidentId !== null,
      canRecordIncident: mayRecord && row.postedOn !== null && row.incidentId === null,
    };
  });
  return done({ cards, hasMore: rows.length > shownLimit, today, returned: await returnStateOf(ctx, accountId) });
};
