// The only wiring: a database and its effects become something that can be called, listened to and closed.
import { createHash, randomBytes } from 'node:crypto';
import { faultOf } from '../db/fault.ts';
import type { Database } from '../db/open.ts';
import * as settings from '../db/settings.ts';
import { writeCheckpoint } from './audit.ts';
import type { Client, Effects, Files } from './command.ts';
import type { CallName, Input, Reply } from './contract/index.ts';
import { dailyChores } from './daily/index.ts';
import { type DailyReport, isDailyDue, runDaily } from './daily/run-daily.ts';
import { watchDay } from './daily/watch-day.ts';
import { type AnyReply, type Door, dispatch } from './dispatch.ts';
import { systemEffects } from './effects.ts';
import { openPrintFiles } from './files/print-files.ts';
import { openUploads, type UploadAnswer } from './files/uploads.ts';
import { jobTopic } from './jobs/job.ts';
import { openJobs, type StartProcess } from './jobs/job-desk.ts';
import { lookAfterJobs } from './jobs/job-look.ts';
import { forkProcess } from './jobs/node-process.ts';
import { reportTo } from './log.ts';
import { openSender } from './mail/sender.ts';
import { mendedTopic } from './mail/topic.ts';
import { watchMail } from './mail/watch-mail.ts';
import { dataFolder } from './opening/home.ts';
import { type KeyStore, noKeyStore } from './opening/key-store.ts';
import { policyOf } from './rules/policy.ts';
import { openFaultNotes } from './screen-fault.ts';
import { type Later, systemLater, watchSearches } from './search-rest.ts';
import { watchSeen } from './session-seen.ts';
import { type Listener, openTopics } from './topics.ts';

export type FileOffer = { readonly name: string; readonly bytes: Uint8Array };
/** One window, one page or one command line: its secret carries at most one staff session. */
export type Desk = {
  readonly call: <Name extends CallName>(name: Name, input: Input<Name>) => Promise<Reply<Name>>;
  /** The same for names and inputs that come from outside and are not known yet. */
  readonly callAny: (name: string, input: unknown) => Promise<AnyReply>;
  readonly listen: (topic: string, listener: Listener) => () => void;
  /** A file that one of this desk's calls offered; given once. */
  readonly takeFile: (token: string) => FileOffer | null;
  /** Keeps a file for which one of this desk's calls gave a token. */
  readonly receiveFile: (token: string, bytes: AsyncIterable<Uint8Array>) => Promise<UploadAnswer>;
  /** The same in parts. */
  readonly receivePart: (token: string, bytes: Uint8Array, isLast: boolean) => Promise<UploadAnswer>;
};
export type Core = {
  readonly db: Database;
  readonly connect: (host: Client['host'], secret: string) => Desk;
  /** Jobs are at work here. */
  readonly isWorking: () => boolean;
  /** Resolves when no job is at work here any more. */
  readonly idle: () => Promise<void>;
  /** Takes up what a console that is gone has left; resolves when its processes are started. */
  readonly lookAfterJobs: () => Promise<void>;
  /** What is still to be done on this day. */
  readonly daily: (actor: string) => Promise<DailyReport>;
  readonly close: () => Promise<void>;
};
export type CoreOptions = {
  readonly effects?: Effects;
  readonly later?: Later;
  /** Where unexpected errors are written; the reference is what the agent reads out. */
  readonly log?: (entry: { ref: string; call: string; error: unknown }) => void;
  /** Where uploads lie; without it the data folder, and nobody sweeps there. */
  readonly folder?: string;
  /** How the host starts a process of ours; without it as Node does. */
  readonly startProcess?: StartProcess;
  /** A console looks after the jobs of others that are gone; a single command does not. */
  readonly looksAfterJobs?: boolean;
  /** Where the mail server's password may rest. */
  readonly keys?: KeyStore;
  /** A test's standing clock, for the processes of jobs. */
  readonly jobClock?: () => string | null;
};

const checkpointMilliseconds = 60_000;
const fileLimit = 8;
const sweepMilliseconds = 3_600_000;
/** Agents are answered beside it. */
const connectionsOfConsole = 2;
/** Right after a crash its lease still runs. */
const lookMilliseconds = 30_000;

/** Sessions are found by this, so that the database never holds what a thief could present. */
export const tokenHash = (secret: string): string => createHash('sha256').update(secret).digest('hex');

const keepFiles = (): Files & { take: (client: Client, token: string) => FileOffer | null } => {
  const kept = new Map<string, FileOffer & { owner: string }>();
  return {
    offer: (client, file) => {
      const token = randomBytes(16).toString('hex');
      kept.set(token, { ...file, owner: client.tokenHash });
      for (const old of [...kept.keys()].slice(0, -fileLimit)) kept.delete(old);
      return token;
    },
    take: (client, token) => {
      const file = kept.get(token);
      if (!file || file.owner !== client.tokenHash) return null;
      kept.delete(token);
      return { name: file.name, bytes: file.bytes };
    },
  };
};

export const openCore = (db: Database, options: CoreOptions = {}): Core => {
  const report = reportTo(options.log);
  const topics = openTopics(db);
  const searches = watchSearches(db, options.later ?? systemLater, report);
  const files = keepFiles();

  let checkpoint: Promise<unknown> = Promise.resolve();
  let checkpointDue = 0;
  const wroteAudit = (): void => {
    if (Date.now() < checkpointDue) return;
    checkpointDue = Date.now() + checkpointMilliseconds;
    checkpoint = writeCheckpoint(db, 'system:checkpoint').catch((error) => report(error, 'audit.checkpoint'));
  };

  const folder = (): string => options.folder ?? dataFolder();
  const uploads = openUploads(folder);
  const jobs = openJobs({
    db,
    folder,
    startProcess: options.startProcess ?? forkProcess,
    clock: options.jobClock ?? (() => null),
    // An import may have found or settled what agents changed; a batch asks for its release and takes cards along.
    changed: (isOver) =>
      topics.publish(isOver ? [jobTopic, 'pendingChanges', 'approvals', 'batches', 'cards', 'purges'] : [jobTopic]),
  });
  const look = () => lookAfterJobs(db, folder(), jobs.run);
  let looking: Promise<void> = Promise.resolve();
  const lookAgain = (): void => {
    looking = looking.then(look).catch((error) => void (faultOf(error) ?? report(error, 'jobs.look')));
  };
  const looks = options.looksAfterJobs ? setInterval(lookAgain, lookMilliseconds).unref() : undefined;
  if (looks) lookAgain();
  const closing = new AbortController();
  const daily = (actor: string): Promise<DailyReport> =>
    runDaily(db, {
      chores: dailyChores,
      folder: folder(),
      actor,
      runJob: jobs.run,
      signal: closing.signal,
      note: (error) => report(error, 'daily'),
    });
  const stopDays = options.looksAfterJobs
    ? watchDay({
        look: async () => (await isDailyDue(db, dailyChores)) && daily('system:daily'),
        isClosing: () => closing.signal.aborted,
        note: (error) => report(error, 'daily'),
      })
    : undefined;
  const keys = options.keys ?? noKeyStore;
  const effects = options.effects ?? systemEffects;
  const mail = options.looksAfterJobs
    ? watchMail({
        sender: openSender({
          db,
          keys,
          effects,
          actor: 'system:mail',
          changed: topics.publish,
          mostConnections: connectionsOfConsole,
        }),
        signal: closing.signal,
        note: (error) => report(error, 'mail.deliver'),
      })
    : undefined;
  const sweepUploads = async () => uploads.sweep(policyOf(await settings.numbers(db.read)));
  const sweep = (): void => void sweepUploads().catch((error) => report(error, 'uploads.sweep'));
  const sweeping = options.folder === undefined ? undefined : setInterval(sweep, sweepMilliseconds).unref();
  if (sweeping) sweep();

  const door: Door = {
    db,
    effects,
    files,
    report,
    noteFault: openFaultNotes(report),
    changed: (told) => {
      topics.publish(told);
      // Of this console alone: on SQLite every write of another program would tell of it.
      if (told.includes(mendedTopic)) mail?.look();
    },
    searched: searches.searched,
    settleSearch: searches.settle,
    seen: watchSeen(db),
    wroteAudit,
    uploads,
    printFiles: openPrintFiles(db, folder),
    keys,
    runJob: jobs.run,
    askJob: jobs.ask,
  };

  return {
    db,
    lookAfterJobs: look,
    daily,
    connect: (host, secret) => {
      const client: Client = { host, tokenHash: tokenHash(secret) };
      const callAny: Desk['callAny'] = (name, input) => dispatch(door, client, name, input);
      return {
        callAny,
        call: callAny as Desk['call'],
        listen: topics.listen,
        takeFile: (token) => files.take(client, token),
        receiveFile: (token, bytes) => uploads.receive(client, token, bytes),
        receivePart: (token, bytes, isLast) => uploads.part(client, token, bytes, isLast),
      };
    },
    isWorking: jobs.isWorking,
    idle: jobs.idle,
    close: async () => {
      clearInterval(sweeping);
      clearInterval(looks);
      closing.abort();
      await stopDays?.();
      await mail?.stop();
      await looking;
      await jobs.close();
      await searches.stop();
      await checkpoint;
      await topics.close();
      await db.close();
    },
  };
};
