// A batch of postcards from making it to posting its parts (rules 13, 15, 16 and 18).
import { addDays, type CalendarDate, daysBetween, type Instant } from './calendar.ts';
import type { Policy } from './policy.ts';

/** What another admin is asked for, as approvals name it. */
export const batchReleaseAct = 'batch.release';
export const latePostingAct = 'batch.post';

/** Rule 5: planned posting date and the days after it, 24:00 Tokyo. */
export const validThrough = (
  plannedPostingOn: CalendarDate,
  policy: Pick<Policy, 'initialPasswordDays'>,
): CalendarDate => addDays(plannedPostingOn, policy.initialPasswordDays);

/**
 * Rule 15: what every card says of its sender is looked at by two people, as the cards are. So a batch is printed with
 * what stood there when it was made, which whoever releases it has seen, or not at all.
 */
export const isSenderChanged = (
  batch: { readonly madeAt: Instant },
  sender: { readonly changedAt: Instant } | null,
): boolean => sender !== null && sender.changedAt > batch.madeAt;

const postingDaysAhead = 60;
/** A date further ahead than this is a slip of the hand: nobody waits for their card that long. */
export const latestPostingOn = (today: CalendarDate): CalendarDate => addDays(today, postingDaysAhead);

/** A digit that finds every single wrong digit and every two neighbours that changed places, but 09 and 90 (Luhn). */
const checkDigit = (digits: string): number => {
  const sum = [...digits].reverse().reduce((total, digit, index) => {
    const value = Number(digit) * (index % 2 === 0 ? 2 : 1);
    return total + (value > 9 ? value - 9 : value);
  }, 0);
  return (10 - (sum % 10)) % 10;
};

/** Twelve digits: five of the batch, six of the card in it, one to check them; an even count suits Code 128 C. */
export const serialOf = (batchId: number, card: number): string => {
  const digits = String(batchId % 100_000).padStart(5, '0') + String(card).padStart(6, '0');
  return digits + checkDigit(digits);
};
export const isSerial = (text: string): boolean =>
  /^\d{12}$/.test(text) && checkDigit(text.slice(0, 11)) === Number(text[11]);

export type PartFacts = {
  readonly cards: number;
  readonly pulled: number;
  readonly printed: number;
  /** Neither printed nor pulled, by what the print house has reported. */
  readonly open: number;
};
export type PostingRefusal =
  | 'part-open'
  | 'part-empty'
  | 'posting-in-future'
  | 'posting-before-generation'
  | 'posting-expired';

/**
 * Rule 16: the print house's count must equal ours before a part can be posted, and the date must be one it can be.
 * Passwords come to life when somebody marks the part, whatever day they say that it was posted.
 */
export const refusePosting = (
  part: PartFacts,
  on: {
    readonly posted: CalendarDate;
    readonly generated: CalendarDate;
    readonly today: CalendarDate;
    readonly validThrough: CalendarDate;
  },
): PostingRefusal | null => {
  if (part.pulled === part.cards) return 'part-empty';
  // Whatever the print house still reports of it.
  if (on.today > on.validThrough) return 'posting-expired';
  if (part.open > 0) return 'part-open';
  if (on.posted > on.today) return 'posting-in-future';
  return on.posted < on.generated ? 'posting-before-generation' : null;
};

/** Rule 5: days that a customer loses because the part is marked later than planned; 0 where nobody need be asked. */
export const lateDays = (
  plannedOn: CalendarDate,
  today: CalendarDate,
  policy: Pick<Policy, 'latePostingDays'>,
): number => {
  const late = daysBetween(plannedOn, today);
  return late > policy.latePostingDays ? late : 0;
};

export type ShownCardState = 'generated' | 'pulled' | 'posted' | 'in-use' | 'returned' | 'expired' | 'void';

/** What became of a card, by what is known of it and of the password on it. */
export const shownCardState = (
  card: { readonly state: 'generated' | 'pulled' | 'posted' | 'returned' | 'void' },
  credential: {
    readonly isCurrent: boolean;
    readonly isInitial: boolean;
    readonly expiresOn: CalendarDate | null;
  } | null,
  today: CalendarDate,
): ShownCardState => {
  if (card.state !== 'posted') return card.state;
  if (!credential) return 'void';
  if (!credential.isInitial) return 'in-use';
  if (!credential.isCurrent) return 'void';
  return credential.expiresOn !== null && today > credential.expiresOn ? 'expired' : 'posted';
};
