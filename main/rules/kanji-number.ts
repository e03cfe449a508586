/** Numerals of addresses: 二十九 and 29. */
const DIGITS = '〇一二三四五六七八九';
const PLACES: Readonly<Record<string, number>> = { 十: 10, 百: 100, 千: 1000 };

/** Kanji numeral, by place (二十九) or by digit (二九), to arabic digits. */
export const toArabic = (kanji: string): string => {
  if (!/[十百千]/.test(kanji)) return [...kanji].map((digit) => DIGITS.indexOf(digit)).join('');
  let total = 0;
  let pending = 0;
  for (const sign of kanji) {
    const place = PLACES[sign];
    if (place === undefined) pending = pending * 10 + DIGITS.indexOf(sign);
    else {
      total += (pending || 1) * place;
      pending = 0;
    }
  }
  return String(total + pending);
};

/** Arabic digits to kanji, by place up to 99 (三十), by digit above. */
export const toKanji = (arabic: string): string => {
  const digits = [...arabic].map(Number);
  if (digits.length > 2 || digits[0] === 0) return digits.map((digit) => DIGITS[digit]).join('');
  const ones = digits.at(-1) ?? 0;
  const tens = digits.length === 2 ? (digits[0] ?? 0) : 0;
  return `${tens > 1 ? DIGITS[tens] : ''}${tens > 0 ? '十' : ''}${ones > 0 || tens === 0 ? DIGITS[ones] : ''}`;
};
