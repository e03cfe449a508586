/**
 * Why a database cannot be used, as the console says it. `locked`: another program holds it; `older` and `empty`: a
 * PostgreSQL schema that `akari migrate` must bring forward or make; `not-ours`: a file or schema of something else;
 * `key-missing`: it is encrypted and nobody gave a key; `key-file`: the file in AKARI_KEY_FILE cannot be used.
 */
export type DatabaseFault =
  | 'missing'
  | 'locked'
  | 'read-only'
  | 'full'
  | 'newer'
  | 'older'
  | 'empty'
  | 'not-ours'
  | 'corrupt'
  | 'refused'
  | 'key-missing'
  | 'wrong-key'
  | 'key-file'
  | 'no-tls'
  | 'certificate-untrusted'
  | 'certificate-wrong-host'
  | 'certificate-expired'
  | 'unreachable';

export class DatabaseError extends Error {
  readonly fault: DatabaseFault;
  constructor(fault: DatabaseFault, message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = 'DatabaseError';
    this.fault = fault;
  }
}

const sqliteFaults: readonly (readonly [prefix: string, DatabaseFault])[] = [
  ['SQLITE_BUSY', 'locked'],
  ['SQLITE_LOCKED', 'locked'],
  ['SQLITE_READONLY', 'read-only'],
  ['SQLITE_FULL', 'full'],
  ['SQLITE_IOERR', 'full'],
  ['SQLITE_CANTOPEN', 'unreachable'],
  ['SQLITE_NOTADB', 'not-ours'],
  ['SQLITE_CORRUPT', 'corrupt'],
];

// Classes and codes of https://www.postgresql.org/docs/18/errcodes-appendix.html, and the socket errors of the driver.
const postgresFaults: readonly (readonly [prefix: string, DatabaseFault])[] = [
  ['53100', 'full'],
  ['25006', 'read-only'],
  ['55P03', 'locked'],
  // Two waited for each other, and this one was let go: nothing is written, and it can be tried again.
  ['40P01', 'locked'],
  ['3D000', 'missing'],
  ['28', 'refused'],
  ['42501', 'refused'],
  ['08', 'unreachable'],
  ['57P', 'unreachable'],
  ['53300', 'locked'],
  ['EACCES', 'refused'],
  ['ECONN', 'unreachable'],
  ['ENOTFOUND', 'unreachable'],
  ['ETIMEDOUT', 'unreachable'],
  ['EPIPE', 'unreachable'],
  ['EAI_AGAIN', 'unreachable'],
];

// Of Node's and OpenSSL's words for a certificate that does not hold.
const certificateFaults: readonly (readonly [prefix: string, DatabaseFault])[] = [
  ['CERT_HAS_EXPIRED', 'certificate-expired'],
  ['CERT_NOT_YET_VALID', 'certificate-expired'],
  ['ERR_TLS_CERT_ALTNAME_INVALID', 'certificate-wrong-host'],
  ['HOSTNAME_MISMATCH', 'certificate-wrong-host'],
  ['DEPTH_ZERO_SELF_SIGNED_CERT', 'certificate-untrusted'],
  ['SELF_SIGNED_CERT_IN_CHAIN', 'certificate-untrusted'],
  ['UNABLE_TO_', 'certificate-untrusted'],
  ['CERT_', 'certificate-untrusted'],
  ['INVALID_CA', 'certificate-untrusted'],
  ['ERR_OSSL_PEM', 'certificate-untrusted'],
];

/** The fault behind a driver's error, or null where the error is a bug of ours (a broken constraint, bad SQL). */
export const faultOf = (error: unknown): DatabaseFault | null => {
  if (error instanceof DatabaseError) return error.fault;
  if (!(error instanceof Error)) return null;
  const code = 'code' in error && typeof error.code === 'string' ? error.code : '';
  for (const [prefix, fault] of [...sqliteFaults, ...postgresFaults, ...certificateFaults])
    if (code.startsWith(prefix)) return fault;
  // Asked for a password, and there is none in the address.
  if (/^SASL: .*password must be a/.test(error.message)) return 'refused';
  if (/server does not support SSL connections/.test(error.message)) return 'no-tls';
  // pg and knex report a connection that died under them by message alone.
  if (
    /Connection terminated|error establishing an SSL connection|Query read timeout|^Error timeout expired$|Client has encountered a connection error|KnexTimeoutError/.test(
      `${error.name} ${error.message}`,
    )
  )
    return 'unreachable';
  return null;
};

/** Two requests wrote the same key at once; the second may look again. */
export const isDuplicate = (error: unknown): boolean => {
  const code = error instanceof Error && 'code' in error ? error.code : '';
  return code === '23505' || code === 'SQLITE_CONSTRAINT_UNIQUE' || code === 'SQLITE_CONSTRAINT_PRIMARYKEY';
};
