/** The passphrase of a batch's print files (rule 15): made by the console, never chosen; 26 signs, 130 bits. */
import type { Random } from './password-draw.ts';

/** RFC 4648: without 0, 1, 8 and 9, which read like O, I, B and g. 32 divides 256, so every byte counts evenly. */
const base32 = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567';
const passphraseLength = 26;

export const drawPassphrase = (random: Random): string => {
  const drawn = random(passphraseLength);
  const passphrase = Array.from(drawn, (byte) => base32[byte % 32]).join('');
  drawn.fill(0);
  return passphrase;
};

/** For reading aloud and typing: four groups of five, the last of six. The file's password has no gaps. */
export const passphraseGroups = (passphrase: string): string[] => [
  ...[0, 5, 10, 15].map((from) => passphrase.slice(from, from + 5)),
  passphrase.slice(20),
];

/** What the maker types back before generation starts; case, width and blanks do not count. */
export const isLastGroup = (passphrase: string, typed: string): boolean =>
  typed.normalize('NFKC').toUpperCase().replace(/[\s-]/g, '') === passphraseGroups(passphrase).at(-1);
