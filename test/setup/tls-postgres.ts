// A PostgreSQL that speaks TLS with one of the certificates in `fixtures/tls`, and asks for passwords.
import { chmodSync, chownSync, copyFileSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { TLSSocket } from 'node:tls';
import { Client } from 'pg';
import { type RunningPostgres, startPostgres } from './postgres.ts';
import { scratchFolder } from './scratch-folder.ts';

export const certificatePath = (name: string): string => join(import.meta.dirname, `../fixtures/tls/${name}.pem`);
export const certificate = (name: string): string => readFileSync(certificatePath(name), 'utf8');

export type TlsPostgres = {
  readonly port: number;
  /** Of its superuser, over its socket in the clear. */
  readonly ownerUrl: string;
  /** Shows another certificate from the next connection on; null: none at all. */
  readonly show: (name: string | null) => Promise<void>;
  /** Everything that a console needs, once the schema is there. */
  readonly grant: (role: string) => Promise<void>;
  readonly stop: () => Promise<void>;
};

export const remotePassword = 'p%40ss w%rd/日本 long';

/** The name in the certificate that a new connection meets; null where it is not protected. */
const shown = async (port: number): Promise<string | null> => {
  const client = new Client({
    connectionString: `postgres://postgres@127.0.0.1:${port}/postgres`,
    ssl: { rejectUnauthorized: false },
  });
  try {
    await client.connect();
    const { stream } = (client as unknown as { connection: { stream: TLSSocket } }).connection;
    return String(stream.getPeerCertificate().subject.CN);
  } catch (error) {
    if (/does not support SSL/.test(String(error))) return null;
    throw error;
  } finally {
    await client.end().catch(() => {});
  }
};

/** `akari` may sign in by password and TLS or not; `guest` has no entry in pg_hba.conf. */
export const startTlsPostgres = async (): Promise<TlsPostgres> => {
  const folder = scratchFolder('akari-tls-');
  const dataDir = join(folder.path, 'data');
  const server: RunningPostgres = await startPostgres({ dataDir });
  const ask = async (...statements: string[]): Promise<void> => {
    const client = new Client({ connectionString: server.url });
    await client.connect();
    try {
      for (const statement of statements) await client.query(statement);
    } finally {
      await client.end();
    }
  };
  const reload = () => ask('select pg_reload_conf()');
  const show = async (name: string | null): Promise<void> => {
    if (name !== null)
      for (const [from, to] of [
        [certificatePath(name), 'server.crt'],
        [certificatePath(name).replace('.pem', '.key'), 'server.key'],
      ] as const) {
        copyFileSync(from, join(dataDir, to));
        chmodSync(join(dataDir, to), 0o600);
        if (process.getuid?.() === 0) chownSync(join(dataDir, to), statSync(dataDir).uid, statSync(dataDir).gid);
      }
    await ask(`alter system set ssl = ${name === null ? 'off' : 'on'}`);
    await reload();
    // A reload is not waited for: what new connections are shown is looked at.
    while ((await shown(server.port)) !== name);
  };
  await ask(
    `create role akari login password '${remotePassword.replaceAll("'", "''")}'`,
    "create role guest login password 'guest'",
    "create role nobody login password 'nobody nobody'",
  );
  writeFileSync(
    join(dataDir, 'pg_hba.conf'),
    [
      'host all postgres 127.0.0.1/32 trust',
      'host all akari 127.0.0.1/32 scram-sha-256',
      'host all nobody 127.0.0.1/32 scram-sha-256',
      '',
    ].join('\n'),
  );
  await show('server');
  return {
    port: server.port,
    ownerUrl: server.url,
    show,
    grant: (role) =>
      ask(
        `grant all on all tables in schema public to ${role}`,
        `grant all on all sequences in schema public to ${role}`,
      ),
    stop: async () => {
      await server.stop();
      folder.remove();
    },
  };
};
