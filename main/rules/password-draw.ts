/** Initial passwords, and what login IDs are drawn by as well (rule 14): drawn evenly, of signs that no reader mixes up. */

/** Bytes of a CSPRNG; tests script it. */
export type Random = (length: number) => Uint8Array;

export const bytesOf = (signs: string): Uint8Array => Uint8Array.from(signs, (sign) => sign.charCodeAt(0));
export const passwordSigns = 'DFHJLMNQRTbdfhmnrt34789';
export const passwordLength = 14;
/** As they are printed; the gaps are not typed. */
export const passwordGroups = [5, 5, 4] as const;

const isUpper = (byte: number) => byte >= 0x41 && byte <= 0x5a;
const isLower = (byte: number) => byte >= 0x61 && byte <= 0x7a;
const isDigit = (byte: number) => byte >= 0x30 && byte <= 0x39;

// A source that gives nothing usable for this long is broken, and a loop would hide it.
const mostDraws = 1000;

/** Fills `into` with signs, each as likely as the others: bytes past the last whole multiple are drawn again. */
export const drawInto = (into: Uint8Array, signs: Uint8Array, random: Random): void => {
  const limit = 256 - (256 % signs.length);
  let filled = 0;
  for (let draw = 0; filled < into.length; draw++) {
    if (draw === mostDraws) throw new Error('the source of random bytes is broken');
    const drawn = random(into.length * 2);
    for (const byte of drawn)
      if (byte < limit && filled < into.length) into[filled++] = signs[byte % signs.length] ?? 0;
    drawn.fill(0);
  }
};

/**
 * An initial password as bytes of its own, never a string: the caller zeroes them. Whole candidates are redrawn until
 * upper case, lower case and digit all occur, so that every password that qualifies is as likely as any other.
 */
export const drawPassword = (random: Random): Uint8Array => {
  const password = new Uint8Array(passwordLength);
  const signs = bytesOf(passwordSigns);
  for (let draw = 0; draw < mostDraws; draw++) {
    drawInto(password, signs, random);
    if (password.some(isUpper) && password.some(isLower) && password.some(isDigit)) return password;
  }
  throw new Error('the source of random bytes is broken');
};
