import { createHash } from 'node:crypto';
import { canonicalJson } from '../audit.ts';

/** What a decision binds to: the act, what it would do, and the state of the account it was asked for. */
export const digestOf = (act: string, accountId: number | null, content: string, version: number): string =>
  createHash('sha256')
    .update(canonicalJson([act, accountId, content, version]))
    .digest('hex');
