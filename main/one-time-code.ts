// Codes that are read from one screen and typed at another: set-up and invitations.
import { createHash } from 'node:crypto';
import type { Effects } from './command.ts';

/** Crockford's Base32, which leaves out the signs that are misread. */
const signs = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';

/** 16 signs, 80 bits, in groups of four. */
export const makeCode = ({ random }: Effects): string =>
  [...random(16)]
    .map((byte) => signs[byte % 32])
    .join('')
    .replace(/(.{4})(?!$)/g, '$1-');

/** However it is typed: case, width and gaps do not count. */
export const codeHash = (code: string): string => {
  const plain = code.normalize('NFKC').toUpperCase();
  return createHash('sha256')
    .update(plain.replace(/[^0-9A-Z]/g, ''))
    .digest('hex');
};
