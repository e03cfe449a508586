// The door: who, parse, transaction, run, audit, check the answer. It never throws.
import { createHash } from 'node:crypto';
import type { z } from 'zod';
import { faultOf, isDuplicate } from '../db/fault.ts';
import type { Database } from '../db/open.ts';
import * as sessions from '../db/sessions.ts';
import { standingOf } from '../db/standing.ts';
import { type AuditBody, type Audited, canonicalJson, inAuditedTransaction } from './audit.ts';
import { type Client, type Context, type Effects, type Files, type Found, refuse } from './command.ts';
import { commands } from './commands/index.ts';
import { type CallName, contract, type HostCall, isCallName } from './contract/index.ts';
import type { Row } from './contract/row.ts';
import type { PrintFiles } from './files/print-files.ts';
import type { Uploads } from './files/uploads.ts';
import type { AskJob } from './jobs/job.ts';
import type { Report } from './log.ts';
import type { KeyStore } from './opening/key-store.ts';
import { Busy } from './passwords.ts';
import { staffActor } from './rules/actor.ts';
import { addHours, tokyoDate } from './rules/calendar.ts';
import { isSessionLocked } from './rules/idle-lock.ts';
import { type Policy, policyOf } from './rules/policy.ts';
import type { NoteFault } from './screen-fault.ts';

export type AnyReply = { ok: true; value: unknown } | { ok: false; error: string; detail: unknown; ref?: string };
export type Door = {
  readonly db: Database;
  readonly effects: Effects;
  readonly files: Files;
  readonly report: Report;
  readonly noteFault: NoteFault;
  readonly changed: (topics: readonly string[]) => void;
  /** Called after an answered search, and before an account is opened (rule 33). */
  readonly searched: (client: Client, session: sessions.Session, found: Found, policy: Policy) => void;
  readonly settleSearch: (client: Client) => Promise<void>;
  readonly seen: (session: sessions.Session, now: string) => Promise<void>;
  readonly wroteAudit: () => void;
  readonly uploads: Uploads;
  readonly printFiles: PrintFiles;
  readonly keys: KeyStore;
  readonly runJob: (jobId: number) => void;
  readonly askJob: AskJob;
};

type AnyOutcome =
  | { ok: true; value: unknown; audit: AuditBody }
  | { ok: false; error: string; detail: unknown; audit?: AuditBody };
/** The table is typed row by row; here any row may come. */
type AnyRun = (context: unknown, input: unknown, ready?: unknown) => Promise<AnyOutcome>;
type AnyCommand = {
  prepare?: (context: unknown, input: unknown) => Promise<unknown>;
  isReread?: (session: sessions.Session, input: unknown, now: string) => boolean;
  found?: (value: unknown) => Found;
  endsSearch?: true;
  run: AnyRun;
};
const commandOf = (name: Exclude<CallName, HostCall>): AnyCommand => {
  const command = commands[name] as AnyRun | AnyCommand;
  return typeof command === 'function' ? { run: command } : command;
};
const refusal = (error: string, detail: unknown = null): AnyReply => ({ ok: false, error, detail });

const issuesOf = (error: z.ZodError): { path: string; code: string }[] =>
  error.issues.slice(0, 20).map((issue) => ({ path: issue.path.join('.'), code: issue.code ?? 'invalid' }));

/** Binds a request id to what was asked, without the fields that nothing may be kept of. */
const inputDigest = (row: Row, input: Record<string, unknown>): string => {
  const kept = Object.fromEntries(Object.entries(input).filter(([name]) => !row.secretInput?.includes(name)));
  return createHash('sha256').update(canonicalJson(kept)).digest('hex');
};

export const dispatch = async (door: Door, client: Client, name: string, rawInput: unknown): Promise<AnyReply> => {
  try {
    return await answer(door, client, name, rawInput);
  } catch (error) {
    if (error instanceof Busy) return refusal('busy');
    const fault = faultOf(error);
    if (fault === 'locked') return refusal('busy');
    if (fault) return refusal('unreachable', { fault });
    return { ok: false, error: 'broken', detail: null, ref: door.report(error, name) };
  }
};

const answer = async (door: Door, client: Client, name: string, rawInput: unknown): Promise<AnyReply> => {
  if (!isCallName(name)) return refusal('bad-input', { issues: [{ path: '', code: 'unknown-call' }] });
  const row: Row = contract[name];
  if (row.kind === 'host')
    return answerHostCall(row, rawInput, async (input) =>
      name === 'desk.noteFault' ? door.noteFault(client.tokenHash, input) : refuse('fixed-database'),
    );
  const { db, effects, files, uploads, printFiles, keys, askJob } = door;

  const { session, now, settings } = await standingOf(db.read, client.tokenHash);
  const policy = policyOf(settings);
  if (row.roles !== 'anyone' && !session) return refusal('not-signed-in');
  const isLocked = session !== null && isSessionLocked(session, now, policy);
  if (isLocked && !row.isOpenWhileLocked) return refusal('session-locked');
  if (row.roles !== 'anyone' && session && !row.roles.includes(session.role))
    return refusal('not-allowed', { roles: [...row.roles] });

  const parsed = row.input.safeParse(rawInput ?? {});
  if (!parsed.success) return refusal('bad-input', { issues: issuesOf(parsed.error) });
  const input = parsed.data as Record<string, unknown>;

  // What may be asked of a locked session must not wake it: only its password does.
  if (session && !isLocked) await door.seen(session, now);

  const command = commandOf(name as Exclude<CallName, HostCall>);
  const base = { db, client, policy, effects, uploads, printFiles, keys, askJob };
  const ready = await command.prepare?.({ ...base, session }, input);
  const isReread = session !== null && command.isReread?.(session, input, now) === true;
  const run = (context: Context): Promise<AnyOutcome> => command.run({ ...context, session }, input, ready);

  const topics: string[] = [];
  const jobs: number[] = [];
  const context = (tx: Context['tx'], at: string): Context => ({
    ...base,
    files,
    tx,
    now: at,
    today: tokyoDate(at),
    actor: session ? staffActor(session.staffId) : 'anyone',
    touch: (topic) => topics.push(topic),
    runJob: (jobId) => jobs.push(jobId),
  });

  if (row.kind === 'read' || isReread) {
    const outcome = await run(context(db.read, now));
    if (command.found && outcome.ok && session) door.searched(client, session, command.found(outcome.value), policy);
    return checked(row, outcome);
  }
  if (command.endsSearch) await door.settleSearch(client);
  const reply = await audited(door, { session, name, row, input, policy }, (tx, at) => run(context(tx, at)));
  door.wroteAudit();
  if (reply.ok) for (const jobId of jobs) door.runJob(jobId);
  if (topics.length > 0) door.changed([...new Set(topics)]);
  return reply;
};

/** What a host answers by itself: the same shapes in and out, and no database between. */
export const answerHostCall = async (
  row: Row,
  rawInput: unknown,
  run: (input: unknown) => Promise<{ ok: true; value: unknown } | { ok: false; error: string; detail: unknown }>,
): Promise<AnyReply> => {
  const parsed = row.input.safeParse(rawInput ?? {});
  if (!parsed.success) return refusal('bad-input', { issues: issuesOf(parsed.error) });
  const outcome = await run(parsed.data);
  return checked(row, outcome.ok ? { ...outcome, audit: {} } : outcome);
};

type Audit = {
  session: sessions.Session | null;
  name: CallName;
  row: Row;
  input: Record<string, unknown>;
  policy: Policy;
};

const audited = async (
  door: Door,
  { session, name, row, input, policy }: Audit,
  run: (tx: Context['tx'], now: string) => Promise<AnyOutcome>,
): Promise<AnyReply> => {
  const requestId = row.kind === 'write' && session && typeof input.requestId === 'string' ? input.requestId : null;
  const once = () =>
    inAuditedTransaction<AnyReply>(
      door.db,
      { chainOf: session?.sessionId ?? 0, actor: session ? staffActor(session.staffId) : 'anyone', call: name },
      async (tx, now): Promise<Audited<AnyReply>> => {
        const digest = requestId ? inputDigest(row, input) : '';
        if (session && requestId) {
          const before = await sessions.answerTo(tx, session.staffId, requestId);
          // The row may be older than the time it is kept for, and not yet swept away: then it still answers.
          if (before && (before.call !== name || before.inputSha256 !== digest))
            return { value: refusal('request-reused'), body: null };
          if (before) return { value: { ok: true, value: JSON.parse(before.output) }, body: null };
        }
        const outcome = await run(tx, now);
        const reply = checked(row, outcome);
        if (!outcome.ok)
          return {
            value: reply,
            body: outcome.audit ? { ...outcome.audit, refused: outcome.error } : null,
            isUndone: !outcome.audit,
          };
        if (session && requestId) {
          await sessions.forgetAnswers(tx, addHours(now, -policy.requestHours));
          const output = canonicalJson(outcome.value);
          await sessions.keepAnswer(tx, session.staffId, requestId, { call: name, inputSha256: digest, output }, now);
        }
        // Who signs in has no session before; the entry names them all the same.
        const actor =
          !session && typeof outcome.audit.staff === 'number' ? { actor: staffActor(outcome.audit.staff) } : {};
        return { value: reply, body: outcome.audit, ...actor };
      },
    );
  try {
    return await once();
  } catch (error) {
    // The same request, sent twice at once: the first one's answer is there now.
    if (requestId && isDuplicate(error)) return once();
    throw error;
  }
};

/** An answer that breaks its own contract is a bug and must not leave: it might carry what nobody may see. */
const checked = (row: Row, outcome: AnyOutcome): AnyReply => {
  if (outcome.ok) return { ok: true, value: row.output.parse(outcome.value) };
  const shape = row.refusals[outcome.error];
  if (!shape) throw new Error(`refusal ${outcome.error} is not in the contract`);
  return { ok: false, error: outcome.error, detail: shape.parse(outcome.detail) };
};
