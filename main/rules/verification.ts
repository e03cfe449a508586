// What a caller has proven (rules 7 to 9).
import { addDays, addHours, addMinutes, type CalendarDate, type Instant, tokyoDate } from './calendar.ts';
import type { Policy } from './policy.ts';

export type Tick = 'name' | 'address';
export type TypedFact = 'customer-no' | 'supply-point' | 'bill-amount' | 'mail-address' | 'birth-date';
export type Fact = TypedFact | 'call-back';
export type Proof = {
  readonly fact: string;
  readonly outcome: 'ticked' | 'matched' | 'missed';
  readonly at: Instant;
};
export type Proxy = { readonly relation: string; readonly hasConsent: boolean; readonly hasAttorney: boolean };
export type ContactState = {
  readonly proofs: readonly Proof[];
  readonly lastActiveAt: Instant;
  /** Proofs older than this lapsed with an idle pause; misses never lapse. */
  readonly factsFrom: Instant;
  readonly proxy: Proxy | null;
};

/** Levels: 1 a card to the unchanged address, 2 unlock and resend, 3 reveal and changes of registered data. */
export type Level = 0 | 1 | 2 | 3;
export const levelNeeded = {
  card: 1,
  unlock: 2,
  openAccount: 2,
  bill: 2,
  resend: 2,
  changeNotices: 2,
  askApproval: 2,
  change: 3,
  reveal: 3,
} as const satisfies Record<string, Level>;

export const idleEndsAt = (contact: Pick<ContactState, 'lastActiveAt'>, policy: Policy): Instant =>
  addMinutes(contact.lastActiveAt, policy.verificationIdleMinutes);

const isIdle = (contact: Pick<ContactState, 'lastActiveAt'>, now: Instant, policy: Policy): boolean =>
  now >= idleEndsAt(contact, policy);

/** The instant from which proofs count when something is done now: an idle pause voids all before it. */
export const factsCountFrom = (contact: ContactState, now: Instant, policy: Policy): Instant =>
  isIdle(contact, now, policy) ? now : contact.factsFrom;

const standing = (contact: ContactState, now: Instant, policy: Policy): Proof[] =>
  isIdle(contact, now, policy) ? [] : contact.proofs.filter((proof) => proof.at >= contact.factsFrom);

export const tickedFacts = (contact: ContactState, now: Instant, policy: Policy): Set<Tick> =>
  new Set(standing(contact, now, policy).flatMap((p) => (p.outcome === 'ticked' ? [p.fact as Tick] : [])));

export const matchedFacts = (contact: ContactState, now: Instant, policy: Policy): Set<Fact> =>
  new Set(standing(contact, now, policy).flatMap((p) => (p.outcome === 'matched' ? [p.fact as Fact] : [])));

export const countMisses = (proofs: readonly Proof[]): number => proofs.filter((p) => p.outcome === 'missed').length;

const provenLevel = (ticked: ReadonlySet<Tick>, matched: ReadonlySet<Fact>): Level => {
  const others = matched.size - (matched.has('call-back') ? 1 : 0);
  if (others >= 2 && matched.has('call-back')) return 3;
  if (matched.size >= 2) return 2;
  return ticked.has('name') && ticked.has('address') ? 1 : 0;
};

/** A proxy gets no further than what the holder's consent or a power of attorney on file allows (rule 9). */
const proxyCeiling = (proxy: Proxy | null): Level => {
  if (!proxy || proxy.hasAttorney) return 3;
  return proxy.hasConsent ? 2 : 0;
};

export const levelOf = (contact: ContactState, now: Instant, policy: Policy): Level =>
  Math.min(
    provenLevel(tickedFacts(contact, now, policy), matchedFacts(contact, now, policy)),
    proxyCeiling(contact.proxy),
  ) as Level;

/** A number counts for a call-back once it has been on file for over 30 days. */
export const mayCallBack = (recordedAt: Instant, now: Instant, policy: Policy): boolean =>
  tokyoDate(recordedAt) < addDays(tokyoDate(now), -policy.callBackNumberDays);

/** A bill's amount is known to whoever pays it for as long as it is recent: the first day on which one counts. */
export const recentBillsFrom = (today: CalendarDate, policy: Policy): CalendarDate =>
  addDays(today, -policy.recentBillDays);

/** After a failed contact the next one needs a supervisor until this instant; null once it has passed. */
export const failureHoldsUntil = (failedAt: Instant | null, now: Instant, policy: Policy): Instant | null => {
  if (!failedAt) return null;
  const until = addHours(failedAt, policy.failedContactHours);
  return now < until ? until : null;
};

export type ActRefusal =
  | {
      readonly ok: false;
      readonly error: 'no-contact' | 'no-customer' | 'other-customer' | 'needs-supervisor';
      readonly detail: null;
    }
  | { readonly ok: false; readonly error: 'not-verified'; readonly detail: { level: number; needed: number } };

const plainly = (error: 'no-contact' | 'no-customer' | 'other-customer' | 'needs-supervisor'): ActRefusal => ({
  ok: false,
  error,
  detail: null,
});

/** Whether an act on one customer's account may be done in a contact; null: it may. */
export const refuseAct = (
  contact: (ContactState & { readonly customerId: number | null }) | null,
  subject: { readonly customerId: number; readonly isProtected: boolean },
  needed: Level,
  role: string,
  now: Instant,
  policy: Policy,
): ActRefusal | null => {
  if (subject.isProtected && role !== 'supervisor') return plainly('needs-supervisor');
  if (!contact) return plainly('no-contact');
  if (contact.customerId === null) return plainly('no-customer');
  if (contact.customerId !== subject.customerId) return plainly('other-customer');
  const level = levelOf(contact, now, policy);
  return level < needed ? { ok: false, error: 'not-verified', detail: { level, needed } } : null;
};

/** Year before an era's first: what is added to the era's year. */
const eras: Record<string, number> = {
  M: 1867,
  T: 1911,
  S: 1925,
  H: 1988,
  R: 2018,
  明: 1867,
  大: 1911,
  昭: 1925,
  平: 1988,
  令: 2018,
};

const western = /^(\d{4})[-/.年]?(\d{1,2})[-/.月]?(\d{1,2})日?$/;
const compactEra = /^([MTSHR明大昭平令])[治正和成]?(\d{2})(\d{2})(\d{2})$/;
const japanese = /^([MTSHR明大昭平令])[治正和成]?(\d{1,2})[-/.年](\d{1,2})[-/.月](\d{1,2})日?$/;

/** A birth date in any form people say it: 1980-04-01, 19800401, S55.4.1, S550401, 昭和55年4月1日生; null where it is none. */
export const parseBirthDate = (said: string): string | null => {
  // An input method turns the hyphen into a long vowel or a minus sign.
  const folded = said.normalize('NFKC').toUpperCase().replace(/\s/g, '');
  const text = folded
    .replace(/[ー−‐–—]/g, '-')
    .replace('元年', '1年')
    .replace(/生(まれ)?$/, '');
  const [, year, month, day] = western.exec(text) ?? [];
  const [, era, eraYear, eraMonth, eraDay] = japanese.exec(text) ?? compactEra.exec(text) ?? [];
  const parts = year ? [Number(year), month, day] : era ? [(eras[era] ?? 0) + Number(eraYear), eraMonth, eraDay] : null;
  if (!parts) return null;
  const iso = `${parts[0]}-${String(parts[1]).padStart(2, '0')}-${String(parts[2]).padStart(2, '0')}`;
  const at = new Date(`${iso}T00:00:00.000Z`);
  return !Number.isNaN(at.getTime()) && at.toISOString().startsWith(iso) ? iso : null;
};

/** An amount in any form people say it: 11891, 11,891円, ￥１１，８９１; null where it is none. */
export const parseYen = (said: string): number | null => {
  const plain = said.normalize('NFKC').replace(/[\s,、]/g, '');
  const [, digits] = /^[¥\\]?(\d{1,9})円?$/.exec(plain) ?? [];
  return digits === undefined ? null : Number(digits);
};
