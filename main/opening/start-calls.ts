// The calls with which a page chooses its database. They are answered one after another: each may close what is open.
import { randomBytes } from 'node:crypto';
import { existsSync } from 'node:fs';
import { basename } from 'node:path';
import { diagnosisOf } from '../../db/diagnosis.ts';
import { faultOf } from '../../db/fault.ts';
import { createSqlite, type Database, isEncryptedFile, isPostgres, sqlitePath } from '../../db/open.ts';
import { done, refuse } from '../command.ts';
import type { Output, Parsed, Refusal, StartCall } from '../contract/index.ts';
import type { Desk } from '../core.ts';
import { tokyoDate } from '../rules/calendar.ts';
import { openChosen } from './choose-database.ts';
import { chosenUrl, demoUrl, lastUrl, rememberUrl } from './home.ts';
import { type KeyStore, noKeyStore } from './key-store.ts';
import { isLocalName, localDatabases, localUrl } from './local-databases.ts';
import { isSameGroup, recoveryGroups, writeKey } from './recovery-key.ts';
import { authorityOf, isCertificate, isHost, type RemoteForm, remoteParts, remoteUrl } from './remote-address.ts';
import type { Seat } from './seat.ts';

export type Asking = { readonly secret: string; readonly desk: Desk | null; readonly seat: Seat };
type Outcome<Name extends StartCall> = { readonly ok: true; readonly value: Output<Name> } | Refusal<Name>;
type AnyOutcome = { ok: true; value: unknown } | { ok: false; error: string; detail: unknown };
export type Start = {
  readonly answer: (name: StartCall, input: unknown, asking: Asking) => Promise<AnyOutcome>;
  /** Why nothing is open; null while something is. */
  readonly fault: () => string | null;
};
export type StartOptions = {
  readonly folder: string;
  readonly option: string | undefined;
  readonly keys: KeyStore;
  /** At the start only, by whoever sits at the terminal. */
  readonly ask?: () => Promise<string | null>;
  /** Without a database this host is of no use: the fault is thrown. */
  readonly mustOpen?: boolean;
  readonly take: (db: Database) => Promise<void>;
  readonly isAnyoneAtWork: (own: Desk | null) => Promise<boolean>;
  /** An import or a batch is under way, which closing the database would cut off. */
  readonly isWorking: () => boolean;
};

const labelOf = (url: string): string => {
  if (!isPostgres(url)) return basename(sqlitePath(url));
  if (!URL.canParse(url)) return 'postgres';
  const { hostname, pathname } = new URL(url);
  return hostname + pathname;
};

/** Why it does not open, in one word; a bug goes on as what it is. */
const faultWord = (url: string, error: unknown): string => {
  const word = isPostgres(url) ? diagnosisOf(error) : faultOf(error);
  if (!word) throw error;
  return word;
};

const asksFor: Readonly<Record<string, 'key' | 'password'>> = {
  'key-missing': 'key',
  'wrong-key': 'key',
  'wrong-password': 'password',
  'password-missing': 'password',
};

export const openStart = async (options: StartOptions): Promise<Start> => {
  const { folder, keys, take } = options;
  const drawn = new Map<string, { name: string; raw: Uint8Array }>();
  let url = chosenUrl(options.option, folder);
  let hasChosen = (options.option ?? process.env.AKARI_DB) !== undefined || lastUrl(folder) !== null;
  let openUrl: string | null = null;
  let failure: string | null = null;

  const hold = async (wanted: string, db: Database): Promise<{ label: string }> => {
    await take(db);
    [url, openUrl, failure] = [wanted, wanted, null];
    if (hasChosen) rememberUrl(folder, wanted);
    return { label: db.label };
  };
  const open = async (
    wanted: string,
    given: string | null,
  ): Promise<{ label: string } | { fault: string } | { refused: 'signed-in' }> => {
    try {
      const db = await openChosen(folder, wanted, { keys, given });
      // Opening takes seconds, in which somebody may have signed in at the database that is open.
      if (await options.isAnyoneAtWork(null)) {
        await db.close();
        return { refused: 'signed-in' };
      }
      hasChosen = true;
      return await hold(wanted, db);
    } catch (error) {
      return { fault: faultWord(wanted, error) };
    }
  };
  const choose = async (wanted: string, given: string | null) => {
    // What is open stays open; a password that is typed again still has to be the right one.
    if (wanted === openUrl && given === null) {
      hasChosen = true;
      rememberUrl(folder, wanted);
      return done({ label: labelOf(wanted) });
    }
    const opened = await open(wanted, given || null);
    if ('refused' in opened) return refuse(opened.refused);
    if (!('fault' in opened)) return done(opened);
    if (wanted === url && openUrl === null) failure = opened.fault;
    return refuse('cannot-open', opened);
  };

  const newName = (name: string) => {
    if (!isLocalName(name)) return refuse('name-format');
    return existsSync(sqlitePath(localUrl(folder, name))) ? refuse('name-taken') : null;
  };
  const makeLocal = async ({ name, lastGroup }: Parsed<'start.makeLocal'>, secret: string) => {
    const refused = newName(name);
    if (refused) return refused;
    const key = drawn.get(secret);
    if (lastGroup !== null) {
      if (key?.name !== name) return refuse('no-drawn-key');
      if (!isSameGroup(lastGroup, recoveryGroups(key.raw).at(-1) ?? '')) return refuse('wrong-group');
    }
    const at = localUrl(folder, name);
    const madeOn = tokyoDate(new Date().toISOString());
    const raw = lastGroup === null ? null : (key?.raw ?? null);
    try {
      await createSqlite(at, { kind: 'real', madeOn, key: raw && { raw } });
    } catch (error) {
      return refuse('cannot-open', { fault: faultWord(at, error) });
    }
    drawn.delete(secret);
    return choose(at, raw && writeKey({ raw }));
  };
  const addressOf = (form: RemoteForm) => {
    if (!isHost(form.host)) return refuse('host-format');
    const authority = authorityOf(form);
    if (authority !== null && !isCertificate(authority)) return refuse('certificate-format');
    return { url: remoteUrl(folder, form) };
  };
  const testRemote = async (form: RemoteForm) => {
    const address = addressOf(form);
    if ('error' in address) return address;
    try {
      // With the password that would be used: typed, else kept; a trial keeps none.
      const trial = { isThere: keys.isThere, get: keys.get, set: noKeyStore.set };
      const db = await openChosen(folder, address.url, { keys: trial, given: form.password || null });
      await db.close();
      return done({ label: db.label });
    } catch (error) {
      return refuse('cannot-open', { fault: faultWord(address.url, error) });
    }
  };

  const commands: {
    [Name in StartCall]: (input: Parsed<Name>, asking: Asking) => Promise<Outcome<Name>>;
  } = {
    'start.status': async () =>
      done({
        state: failure !== null ? 'failed' : hasChosen ? 'open' : 'choose',
        failure: failure === null ? null : { fault: failure, label: labelOf(url), asks: asksFor[failure] ?? null },
        locals: localDatabases(folder),
        remembersKeys: keys.isThere,
        remote: remoteParts(lastUrl(folder) ?? url),
      }),
    'start.rest': async ({ isResting }, { seat }) => {
      seat.rests(isResting);
      return done({});
    },
    'start.drawKey': async ({ name }, { secret }) => {
      const refused = newName(name);
      if (refused) return refused;
      const raw = randomBytes(32);
      drawn.set(secret, { name, raw });
      for (const old of [...drawn.keys()].slice(0, -8)) drawn.delete(old);
      return done({ name, groups: recoveryGroups(raw), drawnOn: tokyoDate(new Date().toISOString()) });
    },
    'start.makeLocal': (input, { secret }) => makeLocal(input, secret),
    'start.openLocal': async ({ name, key }) => {
      const at = localUrl(folder, name);
      if (!isLocalName(name) || isEncryptedFile(sqlitePath(at)) === null) return refuse('no-such-database');
      return choose(at, key);
    },
    'start.openDemo': () => choose(demoUrl(folder), null),
    'start.testRemote': testRemote,
    'start.openRemote': async (form) => {
      const address = addressOf(form);
      return 'error' in address ? address : choose(address.url, form.password);
    },
    'start.retry': async ({ secret }) => (failure === null ? refuse('nothing-chosen') : choose(url, secret)),
  };

  try {
    await hold(url, await openChosen(folder, url, { keys, ...(options.ask ? { ask: options.ask } : {}) }));
  } catch (error) {
    if (options.mustOpen) throw error;
    failure = faultWord(url, error);
  }

  let last: Promise<unknown> = Promise.resolve();
  return {
    fault: () => failure,
    answer: async (name, input, asking) => {
      const run = commands[name] as (input: unknown, asking: Asking) => Promise<AnyOutcome>;
      if (name === 'start.status' || name === 'start.rest') return run(input, asking);
      const turn = last.then(async (): Promise<AnyOutcome> => {
        if (await options.isAnyoneAtWork(asking.desk)) return refuse('signed-in');
        if (options.isWorking() && name !== 'start.drawKey' && name !== 'start.testRemote')
          return refuse('job-running');
        return run(input, asking);
      });
      last = turn.catch(() => {});
      return turn;
    },
  };
};
