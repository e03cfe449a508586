import { bytesOf, drawInto, type Random } from './password-draw.ts';

/** A login ID that a customer chooses: 4 to 64 half-width letters, digits, `.`, `_` and `-`, beginning with neither sign. */
export const isLoginIdAllowed = (loginId: string): boolean => /^[A-Za-z0-9][A-Za-z0-9._-]{3,63}$/.test(loginId);

/** A member of staff's: shorter, and in lower case. */
export const isStaffLoginAllowed = (loginKey: string): boolean => /^[a-z0-9][a-z0-9._-]{1,63}$/.test(loginKey);

/** Rule 14: lower-case letters and digits that no reader mixes up. */
const drawnSigns = bytesOf('bdfhmnrt34789');
export const loginIdLength = 10;

/**
 * A new account's login ID, drawn evenly and from nothing that is known of the customer. One of digits alone would be
 * taken for a number, so such a draw is made again.
 * @param random bytes of a CSPRNG
 */
export const drawLoginId = (random: Random): string => {
  const drawn = new Uint8Array(loginIdLength);
  for (;;) {
    drawInto(drawn, drawnSigns, random);
    const loginId = String.fromCharCode(...drawn);
    if (/[a-z]/.test(loginId)) return loginId;
  }
};
