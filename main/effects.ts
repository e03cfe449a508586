import { randomBytes } from 'node:crypto';
import type { Effects } from './command.ts';

/** The real ones; tests script their own. */
export const systemEffects: Effects = { random: (length) => randomBytes(length) };
