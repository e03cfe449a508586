/** Telephone numbers as typed, compared and shown (rules 2 and 8). */
import { fold } from './fold.ts';

/** Digits only, full-width folded, +81 as 0: `+81 90-1234-5678` is `09012345678`. */
export const phoneDigits = (text: string): string => fold(text, 'phone');

/** True where both are the same number in any spelling; numbers without a digit are never the same. */
export const samePhone = (a: string, b: string): boolean => {
  const digits = phoneDigits(a);
  return digits !== '' && digits === phoneDigits(b);
};

/** Ten or eleven digits from 0, as every number in Japan has. */
export const looksLikePhone = (digits: string): boolean => /^0\d{9,10}$/.test(digits);

/** Every digit but the last two as a star, the grouping kept: `***-****-**34`. */
export const maskPhone = (text: string): string => {
  const shown = text.normalize('NFKC').trim();
  let left = shown.replace(/\D/g, '').length;
  return shown.replace(/\d/g, (digit) => {
    left -= 1;
    return left < 2 ? digit : '*';
  });
};

const maskWord = (word: string): string => (word.length > 1 ? `${word.charAt(0)}***` : '***');

/** First letters and the last label only, always three stars so that no length shows: `s***@g***.com`. */
export const maskMail = (address: string): string => {
  const at = address.lastIndexOf('@');
  if (at < 0) return maskWord(address);
  const domain = address.slice(at + 1);
  const dot = domain.lastIndexOf('.');
  const host = dot < 0 ? maskWord(domain) : `${maskWord(domain.slice(0, dot))}${domain.slice(dot)}`;
  return `${maskWord(address.slice(0, at))}@${host}`;
};
