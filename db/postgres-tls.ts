// How a connection to PostgreSQL is protected, as its address says it.
import { readFileSync } from 'node:fs';
import { type ConnectionOptions, checkServerIdentity } from 'node:tls';
import { DatabaseError } from './fault.ts';

/**
 * `verify-full`: encrypted, and the server proves by certificate that it is the one named. `verify-ca`: any server whose
 * certificate that authority signed. `require`: encrypted, to whoever answers. `disable`: readable on the way.
 */
const tlsModes = ['verify-full', 'verify-ca', 'require', 'disable'] as const;
export type TlsMode = (typeof tlsModes)[number];

/** A socket or this machine itself: nobody listens between. */
const isLoopback = (host: string): boolean =>
  host === '' || host === 'localhost' || host.startsWith('/') || host === '[::1]' || /^127\.\d+\.\d+\.\d+$/.test(host);

const hostOf = (url: URL): string => url.searchParams.get('host') ?? decodeURIComponent(url.hostname);

/** How an address is protected, whatever it says and leaves out; null: it names a way that nobody knows. */
export const tlsModeOf = (url: URL): TlsMode | null => {
  const said = url.searchParams.get('sslmode');
  const hasCa = url.searchParams.has('sslrootcert');
  if (said === null) return isLoopback(hostOf(url)) && !hasCa ? 'disable' : 'verify-full';
  // libpq would go on in the clear where it must; a customer's data never does so unasked.
  if (said === 'prefer' || said === 'allow' || said === 'no-verify') return 'require';
  const mode = tlsModes.find((known) => known === said);
  // As libpq reads it: who names an authority wants it asked.
  return mode === 'require' && hasCa ? 'verify-ca' : (mode ?? null);
};

const readPem = (name: string, path: string): string => {
  try {
    return readFileSync(path, 'utf8');
  } catch (error) {
    throw new DatabaseError('certificate-untrusted', `the file in ${name} cannot be read`, { cause: error });
  }
};

export type PostgresAddress = {
  readonly connectionString: string;
  readonly ssl: ConnectionOptions | false;
  readonly mode: TlsMode;
};

/**
 * The address as the driver takes it. What `sslmode` and `sslrootcert` mean is decided here and not by the driver, whose
 * reading of `require` changes with its versions.
 * @throws DatabaseError
 */
export const postgresAddress = (url: string): PostgresAddress => {
  // What cannot be read here the driver might read otherwise, and go without protection to a host that nobody checked.
  if (!URL.canParse(url)) throw new DatabaseError('refused', 'the address of the database cannot be read');
  const kept = new URL(url);
  const host = hostOf(kept);
  const caPath = kept.searchParams.get('sslrootcert');
  const mode = tlsModeOf(kept);
  if (mode === null) throw new DatabaseError('refused', 'sslmode must be verify-full, verify-ca, require or disable');
  const [cert, key] = (['sslcert', 'sslkey'] as const).map((name) => kept.searchParams.get(name));
  // The driver would read what is left of them, and put its reading in the place of ours.
  for (const name of [...kept.searchParams.keys()]) if (name.startsWith('ssl')) kept.searchParams.delete(name);
  const connectionString = kept.href;
  if (mode === 'disable') return { connectionString, ssl: false, mode };
  return {
    connectionString,
    mode,
    ssl: {
      minVersion: 'TLSv1.2',
      ...(caPath === null ? {} : { ca: readPem('sslrootcert', caPath) }),
      ...(cert ? { cert: readPem('sslcert', cert) } : {}),
      ...(key ? { key: readPem('sslkey', key) } : {}),
      rejectUnauthorized: mode !== 'require',
      // Handed the name by us: for a bare IP address the driver names none, and Node would compare with "localhost".
      checkServerIdentity: (_name, certificate) =>
        mode === 'verify-full' ? checkServerIdentity(host.replace(/^\[|\]$/g, ''), certificate) : undefined,
    },
  };
};
