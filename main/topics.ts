// Who is told that something changed. A topic and a version travel, never the thing itself: the listener reads again.
import type { Knex } from 'knex';
import pg from 'pg';
import { type Database, socketOptions } from '../db/open.ts';
import { postgresAddress } from '../db/postgres-tls.ts';

export type Listener = (topic: string, version: number) => void;
export type Topics = {
  readonly publish: (topics: readonly string[]) => void;
  readonly listen: (topic: string, listener: Listener) => () => void;
  readonly close: () => Promise<void>;
};

/** `*` means that another program wrote to the database: everything may have changed. */
export const everything = '*';
const pollMilliseconds = 1000;
const channel = 'akari';

/**
 * For another program that writes, such as the portal: consoles are told with its commit, or not at all. On SQLite they
 * see by themselves that the file has changed.
 */
export const tellConsoles = async (tx: Knex, accountId: number | null): Promise<void> => {
  if (accountId === null || tx.client.config.client !== 'pg') return;
  await tx.raw('select pg_notify(?, ?)', [channel, `account:${accountId}`]);
};

/** The same for any topics, by one statement however many they are. */
export const tellTopics = async (tx: Knex, topics: readonly string[]): Promise<void> => {
  if (topics.length === 0 || tx.client.config.client !== 'pg') return;
  await tx.raw('select pg_notify(?, topic) from unnest(?::text[]) as told(topic)', [channel, [...topics]]);
};

const local = (): { tell: (topic: string) => void; listen: Topics['listen'] } => {
  const listeners = new Map<string, Set<Listener>>();
  let version = 0;
  return {
    tell: (topic) => {
      version += 1;
      const told = topic === everything ? [...listeners.keys()] : [topic];
      for (const name of told) for (const listener of listeners.get(name) ?? []) listener(name, version);
    },
    listen: (topic, listener) => {
      const those = listeners.get(topic) ?? new Set();
      listeners.set(topic, those.add(listener));
      return () => {
        those.delete(listener);
        if (those.size === 0) listeners.delete(topic);
      };
    },
  };
};

/** On the writer, SQLite's `data_version` moves with what other programs commit; our own changes are told directly. */
const onSqlite = (db: Database): Topics => {
  const { tell, listen } = local();
  let seen: number | null = null;
  const poll = async (): Promise<void> => {
    const [row] = await db.write.raw('pragma data_version');
    if (seen !== null && row.data_version !== seen) tell(everything);
    seen = row.data_version;
  };
  // At once, so that what another program writes from now on is told.
  let polling = poll().catch(() => {});
  const timer = setInterval(() => {
    polling = poll().catch(() => {});
  }, pollMilliseconds);
  timer.unref();
  return {
    publish: (topics) => {
      for (const topic of topics) tell(topic);
    },
    listen,
    close: async () => {
      clearInterval(timer);
      await polling;
    },
  };
};

/** PostgreSQL carries the topics to every console; listening has a connection of its own, as a pooler must allow. */
const onPostgres = (db: Database): Topics => {
  const { tell, listen } = local();
  let client: pg.Client | null = null;
  let isClosed = false;
  const underWay = new Set<Promise<unknown>>();
  const { connectionString, ssl } = postgresAddress(db.url);
  const connect = async (): Promise<void> => {
    const next = new pg.Client({ connectionString, ssl, ...socketOptions, query_timeout: 15_000 });
    const retry = () => {
      client = null;
      if (!isClosed) setTimeout(() => void connect(), pollMilliseconds).unref();
    };
    next.on('error', () => {});
    next.once('end', retry);
    next.on('notification', ({ payload }) => payload && tell(payload));
    try {
      await next.connect();
      await next.query(`listen ${channel}`);
      client = next;
      if (isClosed) await next.end();
      // What was missed while nobody listened is unknown.
      else tell(everything);
    } catch {
      await next.end().catch(() => {});
    }
  };
  void connect();
  return {
    publish: (topics) => {
      const sent: Promise<unknown> = tellTopics(db.write, topics)
        .catch(() => {
          for (const topic of topics) tell(topic);
        })
        .finally(() => underWay.delete(sent));
      underWay.add(sent);
    },
    listen,
    close: async () => {
      isClosed = true;
      await Promise.all(underWay);
      await client?.end();
    },
  };
};

export const openTopics = (db: Database): Topics => (db.engine === 'sqlite' ? onSqlite(db) : onPostgres(db));
