// What a command is handed and what it may answer.
import type { Knex } from 'knex';
import type { Database } from '../db/open.ts';
import type { Session } from '../db/sessions.ts';
import type { AuditBody } from './audit.ts';
import type { CallName, Contract, HostCall, Output, Parsed, Refusal } from './contract/index.ts';
import type { PrintFiles } from './files/print-files.ts';
import type { Uploads } from './files/uploads.ts';
import type { AskJob } from './jobs/job.ts';
import type { KeyStore } from './opening/key-store.ts';
import type { CalendarDate, Instant } from './rules/calendar.ts';
import type { Policy } from './rules/policy.ts';

/** Where a request came in, and the secret that ties its session to it. */
export type Client = { readonly host: 'http' | 'window' | 'cli'; readonly tokenHash: string };

/** Effects that tests script: everything else that varies comes from the database. */
export type Effects = {
  /** Bytes of a CSPRNG. */
  readonly random: (length: number) => Uint8Array;
};

type Common = {
  readonly db: Database;
  readonly client: Client;
  readonly policy: Policy;
  readonly effects: Effects;
  readonly files: Files;
  readonly uploads: Uploads;
  readonly printFiles: PrintFiles;
  /** Of this machine; a server's password may rest there. */
  readonly keys: KeyStore;
  /** Asks the process of a job that works here. Not inside a transaction: it answers in its own time. */
  readonly askJob: AskJob;
};
export type Files = {
  /** Keeps bytes to be fetched once by the same client; gives their token. */
  readonly offer: (client: Client, file: { name: string; bytes: Uint8Array }) => string;
};

export type Context = Common & {
  readonly tx: Knex;
  readonly now: Instant;
  readonly today: CalendarDate;
  /** `staff:7`, as events and audit name who did it. */
  readonly actor: string;
  /** Tells listeners, after the commit, that what they show of a topic has changed. */
  readonly touch: (topic: string) => void;
  /** Has a job worked on, after the commit. */
  readonly runJob: (jobId: number) => void;
};
/** The context of a call that a signed-in person makes. */
export type SignedIn = Context & { readonly session: Session };
/** The context of a call that anyone may make; the session may still be there. */
export type Anyone = Context & { readonly session: Session | null };

type Done<Name extends CallName> = { readonly ok: true; readonly value: Output<Name>; readonly audit: AuditBody };
type Refused<Name extends CallName> = Refusal<Name> & {
  /** What was written stays written, with this entry: the refusal is itself a fact (a wrong password counts). */
  readonly audit?: AuditBody;
};
export type Outcome<Name extends CallName> = Done<Name> | Refused<Name>;

export const done = <Value>(value: Value, audit: AuditBody = {}): { ok: true; value: Value; audit: AuditBody } => ({
  ok: true,
  value,
  audit,
});

type Refuse = {
  <const Code extends string>(error: Code): { ok: false; error: Code; detail: null };
  <const Code extends string, Detail>(error: Code, detail: Detail): { ok: false; error: Code; detail: Detail };
};
export const refuse: Refuse = (error: string, detail: unknown = null) => ({ ok: false, error, detail }) as never;

/** Work before the transaction, where a slow thing such as a password hash belongs. */
export type Preparing = Omit<Common, 'files'> & {
  readonly session: Session | null;
};

type ContextOf<Name extends CallName> = Contract[Name]['roles'] extends 'anyone' ? Anyone : SignedIn;
export type Run<Name extends CallName> = (ctx: ContextOf<Name>, input: Parsed<Name>) => Promise<Outcome<Name>>;
export type Prepared<Name extends CallName, Ready> = {
  readonly prepare: (ctx: Preparing, input: Parsed<Name>) => Promise<Ready>;
  /** A method, not a property: so the table may hold commands of any preparation. */
  run(ctx: ContextOf<Name>, input: Parsed<Name>, ready: Ready): Promise<Outcome<Name>>;
};
/** An audited read that need not be audited again while the same person only looks again at the same thing. */
export type Rereading<Name extends CallName> = {
  readonly isReread: (session: Session, input: Parsed<Name>, now: Instant) => boolean;
  /** It is what was searched for: the search before it is on the audit first. */
  readonly endsSearch?: true;
  run(ctx: ContextOf<Name>, input: Parsed<Name>): Promise<Outcome<Name>>;
};
/** What a search is on the audit with: kinds of keys and a count, never the term (rule 33). */
export type Found = { readonly keys: readonly string[]; readonly hits: number };
/** A read that is on the audit once it rests. */
export type Searching<Name extends CallName> = {
  readonly found: (value: Output<Name>) => Found;
  run(ctx: ContextOf<Name>, input: Parsed<Name>): Promise<Outcome<Name>>;
};
/** A command's preparation is its own business: the table only passes it on. */
export type Command<Name extends CallName> = Run<Name> | Prepared<Name, unknown> | Rereading<Name> | Searching<Name>;
export type Commands = { readonly [Name in Exclude<CallName, HostCall>]: Command<Name> };
