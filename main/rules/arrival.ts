/** When a card that is asked for today will come, as a guide (rule 12). */
import { addBusinessDays, type BusinessCalendar, isYearKnown, type UnknownYear, weekdayOf } from './business-days.ts';
import { addDays, type CalendarDate } from './calendar.ts';
import type { Policy } from './policy.ts';

type ArrivalPolicy = Pick<
  Policy,
  | 'issueWeekdayFirst'
  | 'issueWeekdaySecond'
  | 'issueCutOffDays'
  | 'postingBusinessDays'
  | 'postDaysFewest'
  | 'postDaysMost'
  | 'islandPostDays'
>;
export type Arrival = { readonly from: CalendarDate; readonly to: CalendarDate };

/**
 * The next issue day: one of two weekdays, at least the cut-off's business days after the request; the business day
 * after it where it is none itself.
 */
export const nextIssueDay = (
  requestedOn: CalendarDate,
  calendar: BusinessCalendar,
  policy: ArrivalPolicy,
): { readonly on: CalendarDate } | UnknownYear => {
  // Nobody gathers requests on a Sunday: one made then counts as the next business day's.
  const gathered = addBusinessDays(requestedOn, 0, calendar);
  const ready = 'error' in gathered ? gathered : addBusinessDays(gathered.on, policy.issueCutOffDays, calendar);
  if ('error' in ready) return ready;
  const isIssueDay = (on: CalendarDate) =>
    [policy.issueWeekdayFirst, policy.issueWeekdaySecond].includes(weekdayOf(on));
  let on = ready.on;
  // An issue day in the days before may have moved here over a holiday.
  for (let back = addDays(on, -1); isYearKnown(back) && isClosed(back, calendar); back = addDays(back, -1))
    if (isIssueDay(back)) return { on };
  while (!isIssueDay(on)) on = addDays(on, 1);
  return addBusinessDays(on, 0, calendar);
};

/** The last day whose requests go with the issue day that those of today go with. */
export const lastDayFor = (
  requestedOn: CalendarDate,
  issueOn: CalendarDate,
  calendar: BusinessCalendar,
  policy: ArrivalPolicy,
): CalendarDate => {
  const next = nextIssueDay(addDays(requestedOn, 1), calendar, policy);
  return 'on' in next && next.on === issueOn
    ? lastDayFor(addDays(requestedOn, 1), issueOn, calendar, policy)
    : requestedOn;
};

const isClosed = (on: CalendarDate, calendar: BusinessCalendar): boolean => {
  const next = addBusinessDays(on, 0, calendar);
  return 'on' in next && next.on !== on;
};

/** The first and the last day on which a card posted on a date is likely to come. */
export const arrivalOfPosted = (
  postedOn: CalendarDate,
  isIsland: boolean,
  policy: Pick<Policy, 'postDaysFewest' | 'postDaysMost' | 'islandPostDays'>,
): Arrival => {
  const more = isIsland ? policy.islandPostDays : 0;
  const fewest = Math.min(policy.postDaysFewest, policy.postDaysMost);
  const most = Math.max(policy.postDaysFewest, policy.postDaysMost);
  return { from: addDays(postedOn, fewest + more), to: addDays(postedOn, most + more) };
};

/** The first and the last day on which the card is likely to come. */
export const cardArrival = (
  requestedOn: CalendarDate,
  isIsland: boolean,
  calendar: BusinessCalendar,
  policy: ArrivalPolicy,
): Arrival | UnknownYear => {
  const issue = nextIssueDay(requestedOn, calendar, policy);
  if ('error' in issue) return issue;
  const posting = addBusinessDays(issue.on, policy.postingBusinessDays, calendar);
  if ('error' in posting) return posting;
  return arrivalOfPosted(posting.on, isIsland, policy);
};
