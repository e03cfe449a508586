// Mail that came back, taken in from a folder or file: each once, whatever is taken in twice.
import { existsSync } from 'node:fs';
import { mkdir, readdir, readFile, rename, stat } from 'node:fs/promises';
import { basename, join } from 'node:path';
import type { Database } from '../../db/open.ts';
import * as outbox from '../../db/outbox.ts';
import * as settings from '../../db/settings.ts';
import { inAuditedTransaction } from '../audit.ts';
import { isDeadAddress } from '../rules/mail-state.ts';
import { type Bounce, readBounce } from './bounce.ts';
import { outboxIdOf } from './return-path.ts';
import { noteFailure, suppressAddress } from './settle.ts';

/** A report gives back headers, or a text of ours: anything longer is something else. */
const greatestBytes = 5 * 1024 ** 2;

/**
 * `bounced`: it never arrived; `suppressed`: and nothing more goes there. `delayed`, `other`: nothing changes. `repeated`:
 * known before. `unknown`: of no mail of ours.
 */
export type BounceOutcome = 'bounced' | 'suppressed' | 'delayed' | 'other' | 'repeated' | 'unknown';
export type BounceReport = {
  readonly counts: Readonly<Record<BounceOutcome, number>>;
  /** Files, and the place in them, that a person has to look at. */
  readonly unknown: readonly string[];
  readonly topics: readonly string[];
};

type Taking = { readonly db: Database; readonly actor: string };

const rowOf = async ({ db }: Taking, { cameTo, messageIds }: Bounce): Promise<outbox.BouncedRow | null> => {
  const secret = await settings.secret(db.write, 'return-path');
  for (const address of cameTo) {
    const id = outboxIdOf(secret, address);
    const row = id === null ? null : await outbox.bouncedRow(db.write, { id });
    if (row) return row;
  }
  // A Message-ID is 128 random bits that only those who had the mail know.
  for (const messageId of messageIds) {
    const row = await outbox.bouncedRow(db.write, { messageId });
    if (row) return row;
  }
  return null;
};

type Taken = { readonly outcome: BounceOutcome; readonly accountIds: readonly number[] };

const takeBounce = async (taking: Taking, raw: Buffer): Promise<Taken> => {
  const { db, actor } = taking;
  const bounce = await readBounce(raw);
  const row = await rowOf(taking, bounce);
  if (!row) return { outcome: 'unknown', accountIds: [] };
  if (bounce.is !== 'failed') return { outcome: bounce.is, accountIds: [] };
  const { code, status } = bounce;
  return inAuditedTransaction<Taken>(db, { chainOf: row.id, actor, call: 'mail.bounce' }, async (tx, now) => {
    if (!(await outbox.bounce(tx, row.id, { code, status }, now)))
      return { value: { outcome: 'repeated', accountIds: [] }, body: null };
    await noteFailure(tx, row, { state: 'bounced', reason: 'answered', code, status }, actor, now);
    const isHard = isDeadAddress(bounce);
    const suppressed = isHard ? await suppressAddress(tx, row, { code, status }, actor, now) : [];
    const value: Taken = {
      outcome: suppressed.length > 0 ? 'suppressed' : 'bounced',
      accountIds: [row.accountId, ...suppressed],
    };
    return { value, body: { account: row.accountId, mail: row.id, code, status, hard: isHard } };
  });
};

/** An mbox has a line `From ` before each mail; a file without one is a mail. */
const mailsIn = (bytes: Buffer): Buffer[] => {
  if (!bytes.subarray(0, 5).equals(Buffer.from('From '))) return [bytes];
  const text = bytes.toString('latin1');
  return text
    .split(/^From [^\n]*\n/m)
    .slice(1)
    .map((mail) => Buffer.from(mail.replace(/^>(>*From )/gm, '$1'), 'latin1'));
};

type Place = { readonly path: string; readonly isKnown: () => Promise<void>; readonly isUnknown: () => Promise<void> };
const stays = async (): Promise<void> => {};

/** Null: another run has taken it meanwhile. */
const unlessGone = <T>(work: Promise<T>): Promise<T | null> =>
  work.catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return null;
    throw error;
  });

/** Exports begin their names anew: what lies there under the same one stays. */
const freePath = (folder: string, name: string): string => {
  let path = join(folder, name);
  for (let n = 2; existsSync(path); n += 1) path = join(folder, `${name}.${n}`);
  return path;
};

const placesIn = async (path: string): Promise<Place[]> => {
  if ((await stat(path)).isFile()) return [{ path, isKnown: stays, isUnknown: stays }];
  const move = (from: string, folder: string, name: string) => async (): Promise<void> => {
    await mkdir(join(path, folder), { recursive: true });
    await unlessGone(rename(from, freePath(join(path, folder), name)));
  };
  if (existsSync(join(path, 'new')) && existsSync(join(path, 'cur')))
    return (await readdir(join(path, 'new'))).sort().map((name) => {
      const file = join(path, 'new', name);
      // Seen, and for one that nobody knows flagged as well.
      return { path: file, isKnown: move(file, 'cur', `${name}:2,S`), isUnknown: move(file, 'cur', `${name}:2,FS`) };
    });
  const entries = await readdir(path, { withFileTypes: true });
  return entries
    .filter((entry) => entry.isFile() && !entry.name.startsWith('.'))
    .map(({ name }) => name)
    .sort()
    .map((name) => {
      const file = join(path, name);
      return { path: file, isKnown: move(file, 'done', name), isUnknown: move(file, 'unknown', name) };
    });
};

export const takeBounces = async (taking: Taking, path: string): Promise<BounceReport> => {
  const counts: Record<BounceOutcome, number> = {
    bounced: 0,
    suppressed: 0,
    delayed: 0,
    other: 0,
    repeated: 0,
    unknown: 0,
  };
  const unknown: string[] = [];
  const topics = new Set<string>();
  for (const place of await placesIn(path)) {
    const size = (await unlessGone(stat(place.path)))?.size;
    if (size === undefined) continue;
    const isTooLong = size > greatestBytes && place.isKnown !== stays;
    const bytes = isTooLong ? null : await unlessGone(readFile(place.path));
    if (!isTooLong && bytes === null) continue;
    const mails = bytes === null ? [] : mailsIn(bytes);
    let hasUnknown = isTooLong;
    for (const [index, raw] of mails.entries()) {
      const { outcome, accountIds } = await takeBounce(taking, raw);
      counts[outcome] += 1;
      for (const id of accountIds) topics.add(`account:${id}`);
      if (outcome !== 'unknown') continue;
      hasUnknown = true;
      unknown.push(mails.length > 1 ? `${basename(place.path)}#${index + 1}` : basename(place.path));
    }
    if (isTooLong) {
      counts.unknown += 1;
      unknown.push(basename(place.path));
    }
    await (hasUnknown ? place.isUnknown() : place.isKnown());
  }
  return { counts, unknown, topics: topics.size > 0 ? ['outbox', ...topics] : [] };
};
