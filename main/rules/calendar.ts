// Tokyo's calendar on instants and dates as text. Japan has kept +09:00 without summer time since 1952, so a fixed
// offset is exact for every date that this service can hold, and independent of the PC's zone and its tables.

/** ISO-8601 UTC with milliseconds: `2026-11-22T21:00:00.000Z`. */
export type Instant = string;
/** `YYYY-MM-DD` in Asia/Tokyo. */
export type CalendarDate = string;

const offsetMs = 9 * 3_600_000;
const dayMs = 86_400_000;

const toInstant = (ms: number): Instant => new Date(ms).toISOString();

/** The calendar date in Tokyo at an instant. */
export const tokyoDate = (at: Instant): CalendarDate => new Date(Date.parse(at) + offsetMs).toISOString().slice(0, 10);

/** `2026-11-23T06:00:00+09:00`, as the command line shows an instant to people in Japan. */
export const tokyoText = (at: Instant): string =>
  `${new Date(Date.parse(at) + offsetMs).toISOString().slice(0, 19)}+09:00`;

/** The instant of a wall-clock hour on a Tokyo date; hour 24 is the end of the day. */
export const tokyoInstant = (on: CalendarDate, hour: number): Instant =>
  toInstant(Date.parse(`${on}T00:00:00.000Z`) - offsetMs + hour * 3_600_000);

export const addDays = (on: CalendarDate, days: number): CalendarDate =>
  toInstant(Date.parse(`${on}T00:00:00.000Z`) + days * dayMs).slice(0, 10);

/** Calendar days from one date to another; negative where the other is earlier. */
export const daysBetween = (from: CalendarDate, to: CalendarDate): number =>
  Math.round((Date.parse(`${to}T00:00:00.000Z`) - Date.parse(`${from}T00:00:00.000Z`)) / dayMs);

export const addMinutes = (at: Instant, minutes: number): Instant => toInstant(Date.parse(at) + minutes * 60_000);
export const addHours = (at: Instant, hours: number): Instant => addMinutes(at, hours * 60);

/** The first wall-clock `hour` in Tokyo strictly after an instant. */
export const nextTokyoHour = (after: Instant, hour: number): Instant => {
  const today = tokyoInstant(tokyoDate(after), hour);
  return today > after ? today : tokyoInstant(addDays(tokyoDate(after), 1), hour);
};

/** Any ISO-8601 instant with a zone, as UTC text; null where it is none. */
export const parseInstant = (text: string): Instant | null => {
  if (!/^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(:\d{2}(\.\d{1,9})?)?(Z|[+-]\d{2}:\d{2})$/.test(text)) return null;
  const ms = Date.parse(text);
  if (Number.isNaN(ms)) return null;
  // Date.parse rolls 31 February over into March; a date that does not exist is bad input.
  const day = text.slice(0, 10);
  return isCalendarDate(day) && !Number.isNaN(ms) ? toInstant(ms) : null;
};

export const isCalendarDate = (text: string): boolean =>
  /^\d{4}-\d{2}-\d{2}$/.test(text) &&
  !Number.isNaN(Date.parse(`${text}T00:00:00.000Z`)) &&
  new Date(`${text}T00:00:00.000Z`).toISOString().slice(0, 10) === text;
