/** Months, dates and amounts as Japanese papers have them. */

export const monthText = (month: string): string => `${Number(month.slice(0, 4))}年${Number(month.slice(5, 7))}月`;
export const dateText = (on: string): string => `${monthText(on)}${Number(on.slice(8))}日`;
export const yenText = (amount: number): string =>
  `${amount < 0 ? '−' : ''}${String(Math.abs(amount)).replace(/\B(?=(\d{3})+$)/g, ',')}`;
