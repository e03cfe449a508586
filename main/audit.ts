// The audit: what one entry is, how it is hashed, and the one way in which an audited transaction runs.
import { createHash } from 'node:crypto';
import type { Knex } from 'knex';
import * as audit from '../db/audit.ts';
import { databaseNow } from '../db/clock.ts';
import type { Database } from '../db/open.ts';
import type { Instant } from './rules/calendar.ts';

/** Ids, counts, flags and codes only: an entry carries no personal data, no free text and no digest of either. */
export type AuditValue = number | boolean | string | null | readonly (number | string)[];
export type AuditBody = Readonly<Record<string, AuditValue>>;

const code = /^[A-Za-z0-9.:_-]{0,64}$/;
const isCode = (value: unknown): boolean =>
  value === null ||
  typeof value === 'number' ||
  typeof value === 'boolean' ||
  (typeof value === 'string' && code.test(value));

/** Keys in order, so that the same facts give the same bytes on every machine. */
export const canonicalJson = (value: unknown): string => {
  if (Array.isArray(value)) return `[${value.map(canonicalJson).join(',')}]`;
  if (value === null || typeof value !== 'object') return JSON.stringify(value ?? null);
  const fields = Object.entries(value)
    .filter(([, field]) => field !== undefined)
    .sort(([a], [b]) => (a < b ? -1 : 1));
  return `{${fields.map(([key, field]) => `${JSON.stringify(key)}:${canonicalJson(field)}`).join(',')}}`;
};

export const bodyText = (body: AuditBody): string => {
  for (const [key, value] of Object.entries(body))
    if (!(Array.isArray(value) ? value.every(isCode) : isCode(value)))
      throw new Error(`audit field ${key} is not an id, a count or a code`);
  return canonicalJson(body);
};

/** SHA-256 over each part behind its length in bytes, so that no two entries share a preimage. */
export const entryHash = (entry: Omit<audit.AuditRow, 'hash'>): string => {
  const hash = createHash('sha256');
  for (const part of [
    entry.prev,
    String(entry.chain),
    String(entry.seq),
    entry.at,
    entry.actor,
    entry.call,
    entry.body,
  ]) {
    const bytes = Buffer.from(part, 'utf8');
    hash.update(`${bytes.length}:`).update(bytes);
  }
  return hash.digest('hex');
};

export type AuditedBy = { readonly chainOf: number; readonly actor: string; readonly call: string };
export type Audited<T> = {
  readonly value: T;
  /** Null: nothing happened that needs an entry. */
  readonly body: AuditBody | null;
  /** Who it turned out to be, where that was not known before. */
  readonly actor?: string;
  /** Undo everything the work wrote, and write no entry. */
  readonly isUndone?: boolean;
};

class Undo<T> {
  readonly value: T;
  constructor(value: T) {
    this.value = value;
  }
}

/**
 * One transaction, one entry: the chain's head is taken first, the entry written last.
 * @param by `chainOf` is a session's or job's id; its chain is that modulo 64
 */
export const inAuditedTransaction = async <T>(
  db: Database,
  by: AuditedBy,
  work: (tx: Knex.Transaction, now: Instant) => Promise<Audited<T>>,
): Promise<T> => {
  try {
    return await db.write.transaction(async (tx) => {
      const head = await audit.takeHead(tx, by.chainOf % 64);
      const now = await databaseNow(tx);
      const { value, body, actor, isUndone } = await work(tx, now);
      if (isUndone) throw new Undo(value);
      if (!body) {
        await audit.returnHead(tx, head);
        return value;
      }
      const entry = {
        chain: head.chain,
        seq: head.seq + 1,
        at: now,
        actor: actor ?? by.actor,
        call: by.call,
        body: bodyText(body),
        prev: head.hash,
      };
      await audit.append(tx, { ...entry, hash: entryHash(entry) });
      return value;
    });
  } catch (error) {
    if (error instanceof Undo) return error.value as T;
    throw error;
  }
};

/**
 * Ties all chains together in an entry of chain 0. Its hash, kept outside, finds any entry before it cut or rewritten.
 */
export const writeCheckpoint = (db: Database, actor: string): Promise<{ head: string; at: Instant; entries: number }> =>
  db.write.transaction(async (tx) => {
    const own = await audit.takeHead(tx, 0);
    const at = await databaseNow(tx);
    const heads = (await audit.heads(tx)).map((head) => (head.chain === 0 ? own : head));
    const body = { chains: heads.flatMap(({ seq, hash }) => (seq ? [seq, hash] : [0, ''])) };
    const entry = {
      chain: 0,
      seq: own.seq + 1,
      at,
      actor,
      call: 'audit.checkpoint',
      body: bodyText(body),
      prev: own.hash,
    };
    const hash = entryHash(entry);
    await audit.append(tx, { ...entry, hash });
    return { head: hash, at, entries: heads.reduce((sum, head) => sum + head.seq, 1) };
  });

export type Finding = {
  kind: 'hash' | 'gap' | 'head' | 'checkpoint' | 'expected-head';
  chain: number | null;
  seq: number | null;
};
/** `head` is the last hash of chain 0, in which the checkpoints over all chains stand: to be expected of a later one. */
export type Verdict = { isWhole: boolean; entries: number; chains: number; head: string; finding: Finding | null };

/** Recomputes every entry and compares heads and checkpoints; stops at the first broken entry. */
export const verifyAudit = async (tx: Knex, expectedHead: string | null = null): Promise<Verdict> => {
  const heads = await audit.heads(tx);
  let entries = 0;
  let finding: Finding | null = null;
  let hasExpected = expectedHead === null;
  // What checkpoints say of a chain, to be compared while that chain is walked; chain 0 is walked first.
  const promised = new Map<string, { chain: number; seq: number; hash: string }>();

  for (const head of heads) {
    if (finding) break;
    let prev = '0'.repeat(64);
    let seq = 0;
    walk: for (;;) {
      const rows = await audit.page(tx, head.chain, seq, 2000);
      for (const row of rows) {
        if (row.seq !== seq + 1) finding = { kind: 'gap', chain: head.chain, seq: seq + 1 };
        else if (row.prev !== prev || entryHash(row) !== row.hash)
          finding = { kind: 'hash', chain: head.chain, seq: row.seq };
        if (finding) break walk;
        entries += 1;
        seq = row.seq;
        prev = row.hash;
        hasExpected ||= row.hash === expectedHead;
        if (row.chain === 0 && row.call === 'audit.checkpoint') {
          const said = promisedHeads(row);
          if (!said) {
            finding = { kind: 'checkpoint', chain: 0, seq };
            break walk;
          }
          for (const p of said) promised.set(`${p.chain}:${p.seq}`, p);
        }
        const promise = promised.get(`${head.chain}:${seq}`);
        if (promise) {
          if (promise.hash !== row.hash) {
            finding = { kind: 'checkpoint', chain: head.chain, seq };
            break walk;
          }
          promised.delete(`${head.chain}:${seq}`);
        }
      }
      if (rows.length === 0) break;
    }
    if (!finding && (seq !== head.seq || (seq > 0 && prev !== head.hash)))
      finding = { kind: 'head', chain: head.chain, seq };
  }
  const broken = promised.values().next().value;
  // A checkpoint's own chain is promised its entry before; those are met while walking. What is left was cut away.
  if (!finding && broken) finding = { kind: 'checkpoint', chain: broken.chain, seq: broken.seq };
  if (!finding && !hasExpected) finding = { kind: 'expected-head', chain: null, seq: null };
  return {
    isWhole: finding === null,
    entries,
    chains: heads.filter((head) => head.seq > 0).length,
    head: heads[0]?.hash ?? '',
    finding,
  };
};

/** Null where a checkpoint does not say what a checkpoint says: somebody else wrote it. */
const promisedHeads = (row: audit.AuditRow): audit.Head[] | null => {
  const chains = (JSON.parse(row.body) as { chains?: (number | string)[] } | null)?.chains;
  if (!Array.isArray(chains) || chains.length !== 128) return null;
  const found: audit.Head[] = [];
  // Chain 0's own place is the entry before the checkpoint, which was walked already and is held by `prev`.
  for (let chain = 1; chain < 64; chain += 1) {
    const seq = Number(chains[chain * 2]);
    if (seq > 0) found.push({ chain, seq, hash: String(chains[chain * 2 + 1]) });
  }
  return found;
};
