// A database's key as people keep it: printed in groups, typed back, put into a key file.
import { createHash } from 'node:crypto';
import type { DatabaseKey } from '../../db/open.ts';

/** Crockford's Base32, which leaves out the signs that are misread. */
const signs = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';
const keyBytes = 32;
/** 256 bits take 52 signs; four more prove that none was misread. */
const keySigns = 52;
const checkSigns = 4;
const groupSigns = 4;
export const leastPassphrase = 12;
export const greatestPassphrase = 256;

const encode = (bytes: Uint8Array, length: number): string => {
  let bits = BigInt(`0x${Buffer.from(bytes).toString('hex')}`) << BigInt(length * 5 - bytes.length * 8);
  let text = '';
  for (let place = 0; place < length; place += 1) {
    text = `${signs[Number(bits & 31n)]}${text}`;
    bits >>= 5n;
  }
  return text;
};

const checkOf = (raw: Uint8Array): string =>
  encode(createHash('sha256').update(raw).digest().subarray(0, 2), checkSigns);

/** Fourteen groups of four signs, of which the last one is the check. */
export const recoveryGroups = (raw: Uint8Array): string[] =>
  (encode(raw, keySigns) + checkOf(raw)).match(new RegExp(`.{${groupSigns}}`, 'g')) ?? [];

/** However it was typed: case, width and gaps do not count, nor do the letters that Crockford reads as digits. */
const plainSigns = (typed: string): string =>
  typed.normalize('NFKC').toUpperCase().replace(/[\s-]/g, '').replace(/O/g, '0').replace(/[IL]/g, '1');

export const isSameGroup = (typed: string, group: string): boolean => plainSigns(typed) === group;

const decode = (text: string): Uint8Array | null => {
  if (text.length !== keySigns + checkSigns) return null;
  let bits = 0n;
  for (const sign of text.slice(0, keySigns)) {
    const value = signs.indexOf(sign);
    if (value < 0) return null;
    bits = (bits << 5n) | BigInt(value);
  }
  const spare = BigInt(keySigns * 5 - keyBytes * 8);
  const raw = Buffer.from((bits >> spare).toString(16).padStart(keyBytes * 2, '0'), 'hex');
  return encode(raw, keySigns) + checkOf(raw) === text ? raw : null;
};

/** What was typed, or stands in a key file: a recovery key where its check holds, else a passphrase. */
export const readKey = (typed: string): DatabaseKey => {
  const raw = decode(plainSigns(typed));
  return raw ? { raw } : { passphrase: typed };
};

/** As it is handed from process to process, and kept in the key store. */
export const writeKey = (key: DatabaseKey): string =>
  'raw' in key ? recoveryGroups(key.raw).join('-') : key.passphrase;

/** A recovery key with a misread sign would silently become a passphrase that nobody can type again. */
export const isMisreadRecoveryKey = (typed: string): boolean =>
  new RegExp(`^[${signs}]{${keySigns + checkSigns}}$`).test(plainSigns(typed)) && decode(plainSigns(typed)) === null;
