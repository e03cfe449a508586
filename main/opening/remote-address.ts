// A remote database as the form has it, and as an address.
import { createHash, X509Certificate } from 'node:crypto';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { tlsModeOf } from '../../db/postgres-tls.ts';
import type { Output, Parsed } from '../contract/index.ts';

export type RemoteForm = Parsed<'start.openRemote'>;
type Kept = NonNullable<Output<'start.status'>['remote']>;

/** A name or an IP address: what else stands in an address would be read as something else. */
const wellFormed = /^([A-Za-z0-9]([A-Za-z0-9.-]*[A-Za-z0-9])?\.?|\[?[0-9A-Fa-f:.]*:[0-9A-Fa-f:.]*\]?)$/;

export const isHost = (host: string): boolean => wellFormed.test(host);

export const isCertificate = (pem: string): boolean => {
  try {
    return new X509Certificate(pem).ca;
  } catch {
    return false;
  }
};

/** The page hands over what the certificate says and never where it lies. */
const keepCertificate = (folder: string, pem: string): string => {
  const into = join(folder, 'certificates');
  mkdirSync(into, { recursive: true, mode: 0o700 });
  const path = join(into, `${createHash('sha256').update(pem).digest('hex').slice(0, 24)}.pem`);
  writeFileSync(path, pem, { mode: 0o600 });
  return path;
};

/** What stands in a kept file of ours, or of whoever named one on the command line; null where it is no certificate. */
const keptCertificate = (path: string | null): string | null => {
  if (path === null) return null;
  try {
    const pem = readFileSync(path, 'utf8');
    return isCertificate(pem) ? pem : null;
  } catch {
    return null;
  }
};

/** The authority that is asked; where none is, the form neither shows the field nor means what still stands in it. */
export const authorityOf = ({ tls, ca }: RemoteForm): string | null => (tls.startsWith('verify') ? ca : null);

/** Without the password, which is put in at the last moment. */
export const remoteUrl = (folder: string, form: RemoteForm): string => {
  const { host, port, database, user, tls } = form;
  const ca = authorityOf(form);
  const name = host.includes(':') && !host.startsWith('[') ? `[${host}]` : host;
  const url = new URL(`postgres://${encodeURIComponent(user)}@${name}:${port}/${encodeURIComponent(database)}`);
  url.searchParams.set('sslmode', tls);
  if (ca !== null) url.searchParams.set('sslrootcert', keepCertificate(folder, ca));
  return url.href;
};

export const withPassword = (url: string, password: string | null): string => {
  if (password === null) return url;
  const full = new URL(url);
  full.password = encodeURIComponent(password);
  return full.href;
};

/** What the form begins with where a remote database was open before. */
export const remoteParts = (url: string): Kept | null => {
  if (!/^postgres(ql)?:/.test(url) || !URL.canParse(url)) return null;
  const address = new URL(url);
  const { hostname, port, pathname, username, searchParams } = address;
  return {
    host: hostname,
    port: Number(port || 5432),
    database: decodeURIComponent(pathname.slice(1)),
    user: decodeURIComponent(username),
    // As it is opened, in one of the ways that the form shows.
    tls: tlsModeOf(address) ?? 'verify-full',
    ca: keptCertificate(searchParams.get('sslrootcert')),
  };
};
