import type { Knex } from 'knex';
import * as approvals from '../../db/approvals.ts';
import { canonicalJson } from '../audit.ts';
import { digestOf } from './digest.ts';

export type Asking = {
  readonly act: string;
  readonly accountId: number | null;
  /** What the decision is about; forgotten once it is decided. */
  readonly content: object;
  /** Of what it would change: another version since voids it. */
  readonly subjectVersion: number;
  readonly reason: string;
  readonly contactId: number | null;
  readonly askedBy: number;
};

/** Asks a second person. @returns the approval's id */
export const askApproval = (tx: Knex, { content, ...asking }: Asking, now: string): Promise<number> => {
  const kept = canonicalJson(content);
  const digest = digestOf(asking.act, asking.accountId, kept, asking.subjectVersion);
  return approvals.add(tx, { ...asking, content: kept, digest }, now);
};
