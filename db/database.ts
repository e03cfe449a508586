// What an open database is, and what may be said when one is opened or made.
import type { Knex } from 'knex';

export type DatabaseKind = 'demo' | 'test' | 'real';
/** 32 random bytes, or what a person chose to type: the latter goes through SQLCipher's own key derivation. */
export type DatabaseKey = { readonly raw: Uint8Array } | { readonly passphrase: string };

export type Database = {
  readonly engine: 'sqlite' | 'postgres';
  readonly kind: DatabaseKind;
  /** Tokyo date on which it was made; a demo's dates are relative to it. */
  readonly madeOn: string;
  /** What the frame shows: a file's name or host/database, never a password. */
  readonly label: string;
  /** A local one whose file nobody can read without its key; a remote one's disk is its server's own affair. */
  readonly isEncrypted: boolean;
  /** The one writer on SQLite; the pool on PostgreSQL. */
  readonly write: Knex;
  /** Read-only, so that a search never waits behind a writer. */
  readonly read: Knex;
  readonly url: string;
  /** What another process of this program needs beside the url to open it as well. Goes over ports only, never to a log. */
  readonly key: DatabaseKey | null;
  /** One unchanging view on a connection of its own, so that a long reading holds nobody up. */
  readonly snapshot: <T>(work: (tx: Knex) => Promise<T>) => Promise<T>;
  /** The same for a few short statements that must agree with each other, on the connections that are there for reading. */
  readonly atOneMoment: <T>(work: (tx: Knex) => Promise<T>) => Promise<T>;
  readonly close: () => Promise<void>;
};

/** Gives the instant as ISO-8601 UTC text with milliseconds. Only harnesses hand in one of their own. */
export type Clock = () => string;
export const systemClock: Clock = () => new Date().toISOString();

export type OpenOptions = {
  /**
   * Milliseconds after which a silent remote database counts as out of reach; 0 for imports and other work whose single
   * statements may last for minutes.
   */
  readonly patience?: number;
  /** Of a local encrypted database; a plain one is opened without it whatever is said here. */
  readonly key?: DatabaseKey | null;
};

export type NewDatabase = {
  readonly kind: DatabaseKind;
  readonly madeOn: string;
  readonly seed?: number;
  /** Local only: encrypted with it from its first byte on. */
  readonly key?: DatabaseKey | null;
  readonly fill?: (db: Knex) => Promise<void>;
};

/** knex would write to the console what it also throws; stdout belongs to answers. */
export const silent: Knex.Logger = { warn: () => {}, error: () => {}, debug: () => {}, deprecate: () => {} };
