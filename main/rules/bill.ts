/** What a bill and its debits say together, and the sender's registration as an issuer of qualified invoices. */
import type { CalendarDate } from './calendar.ts';

export type Payment = 'debit' | 'card' | 'slip';
export type PaymentState = 'cancelled' | 'debited' | 'debit-failed' | 'debit-due' | 'debit-unknown' | 'card' | 'slip';

/** @param debits of the bill, the last one last */
export const paymentState = (
  bill: { readonly state: 'fixed' | 'cancelled'; readonly payment: Payment; readonly dueOn: CalendarDate },
  debits: readonly { readonly result: 'debited' | 'failed' }[],
  today: CalendarDate,
): PaymentState => {
  if (bill.state === 'cancelled') return 'cancelled';
  const last = debits.at(-1);
  if (last) return last.result === 'debited' ? 'debited' : 'debit-failed';
  if (bill.payment !== 'debit') return bill.payment;
  return today <= bill.dueOn ? 'debit-due' : 'debit-unknown';
};

/** A row that an import refused would leave a paper whose lines do not add up: such a bill is not handed out. */
export const isWhole = (amountYen: number, lines: readonly { readonly amountYen: number }[]): boolean =>
  lines.length > 0 && lines.reduce((sum, line) => sum + line.amountYen, 0) === amountYen;

/** `YYYY-MM`, the last one given, oldest first. */
export const monthsThrough = (last: string, count: number): string[] => {
  const end = Number(last.slice(0, 4)) * 12 + Number(last.slice(5, 7)) - 1;
  return Array.from({ length: count }, (_, index) => {
    const month = end - (count - 1 - index);
    return `${String(Math.floor(month / 12)).padStart(4, '0')}-${String((month % 12) + 1).padStart(2, '0')}`;
  });
};

/**
 * T and a corporate number, whose first digit checks the others (法人番号の指定等に関する省令): 9 less the remainder by
 * nine of the other twelve, weighted 1 and 2 in turn from the last.
 */
export const isRegistrationNo = (text: string): boolean => {
  const [, check = '', rest = ''] = /^T(\d)(\d{12})$/.exec(text) ?? [];
  const sum = [...rest].reverse().reduce((total, digit, place) => total + Number(digit) * (place % 2 === 0 ? 1 : 2), 0);
  return rest !== '' && Number(check) === 9 - (sum % 9);
};

/** 22 digits as people read them out: a spreadsheet that takes them for a number would round them. */
export const groupedSupplyPoint = (digits: string): string =>
  digits.replace(/^(\d{2})(\d{4})(\d{4})(\d{4})(\d{4})(\d{4})$/, '$1-$2-$3-$4-$5-$6');
