import { type CalendarDate, type Instant, tokyoDate, tokyoInstant } from '../rules/calendar.ts';

/**
 * The moment to which a demo's times are relative. It is one of three of its day, so that a seed and a Tokyo date give
 * the same demo whenever in the day it is made, but for what cannot be: before six nobody is limited until tomorrow.
 */
export const demoMoment = (today: CalendarDate, now: Instant): Instant => {
  const hour = tokyoDate(now) === today ? [9, 6].find((from) => tokyoInstant(today, from) <= now) : 9;
  return tokyoInstant(today, hour ?? 0);
};
