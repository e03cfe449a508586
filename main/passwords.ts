// Passwords that people choose, and the hashing of all of them. Clear text is compared and forgotten.
import { hash as argon2Hash, verify as argon2Verify } from '@node-rs/argon2';
import type { DatabaseKind } from '../db/open.ts';

type Parameters = { memoryCost: number; timeCost: number; parallelism: number };

/** Initial passwords are random, so they need less; a database of kind `test` hashes fast. */
const parameters = (kind: DatabaseKind, origin: 'initial' | 'chosen'): Parameters => {
  if (kind === 'test') return { memoryCost: 256, timeCost: 1, parallelism: 1 };
  return origin === 'initial'
    ? { memoryCost: 19_456, timeCost: 2, parallelism: 1 }
    : { memoryCost: 65_536, timeCost: 3, parallelism: 1 };
};

/** argon2id, which is the library's default. @returns a PHC string: `$argon2id$v=19$m=...` */
export const hashPassword = (
  password: string | Uint8Array,
  kind: DatabaseKind,
  origin: 'initial' | 'chosen' = 'chosen',
): Promise<string> => argon2Hash(password, parameters(kind, origin));

/** A stored hash made with weaker parameters than today's is made anew at the next sign-in. */
export const isWeak = (hash: string, kind: DatabaseKind): boolean => {
  const found = /\$m=(\d+),t=(\d+),p=\d+\$/.exec(hash);
  const wanted = parameters(kind, 'chosen');
  return !found || Number(found[1]) < wanted.memoryCost || Number(found[2]) < wanted.timeCost;
};

const dummies = new Map<string, Promise<string>>();
/** Compared where there is no password, so that an unknown ID takes as long as a known one. */
const dummyHash = (kind: DatabaseKind, origin: 'initial' | 'chosen'): Promise<string> => {
  const key = `${kind} ${origin}`;
  const made = dummies.get(key) ?? hashPassword('no password is this one', kind, origin);
  dummies.set(key, made);
  return made;
};

/** Refused for too much work at once: the caller may try again in a moment. */
export class Busy extends Error {}

const atOnce = 2;
const queueLimit = 50;
let running = 0;
const waiting: (() => void)[] = [];

/**
 * Runs work that compares a password: two at a time in this process, fifty more wait.
 * @throws Busy before the work has begun, so that an attempt turned away counts for nothing
 */
export const inTurn = async <T>(work: () => Promise<T>): Promise<T> => {
  if (running >= atOnce) {
    if (waiting.length >= queueLimit) throw new Busy('too many passwords are being compared');
    await new Promise<void>((resume) => waiting.push(resume));
  } else running += 1;
  try {
    return await work();
  } finally {
    const next = waiting.shift();
    if (next) next();
    else running -= 1;
  }
};

/** Exactly one comparison, with a dummy where there is no hash. */
export const verifyPassword = async (
  hash: string | null,
  password: string,
  kind: DatabaseKind,
  origin: 'initial' | 'chosen' = 'chosen',
): Promise<boolean> => (await argon2Verify(hash ?? (await dummyHash(kind, origin)), password)) && hash !== null;

export type WeakPassword = 'short' | 'long' | 'login' | 'common' | 'same';

const common = new Set(['password1234', '123456789012', 'qwertyuiop12', 'passwordpassword', 'akaridesk123']);

/** What is wrong with a password that a person chose, or null: 12 to 128 characters, not the ID, not the old one. */
export const refusePassword = (password: string, login: string): Exclude<WeakPassword, 'same'> | null => {
  const length = [...password].length;
  const lower = password.toLowerCase();
  if (length < 12) return 'short';
  if (length > 128) return 'long';
  if (login.length >= 3 && lower.includes(login.toLowerCase())) return 'login';
  if (common.has(lower) || new Set(password).size < 4) return 'common';
  return null;
};
