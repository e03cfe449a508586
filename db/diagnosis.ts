// Why a remote database does not open, as narrowly as its driver lets it be told: for the person who fills in the form.
import { type DatabaseFault, faultOf } from './fault.ts';

/** Finer than a fault; each has its sentence under `fault.`, and in the terminal. */
export type Diagnosis =
  | DatabaseFault
  | 'host-not-found'
  | 'port-refused'
  | 'timeout'
  | 'wrong-password'
  | 'password-missing'
  | 'no-rights'
  | 'no-database';

// Codes of https://www.postgresql.org/docs/18/errcodes-appendix.html, and of the socket.
const words: readonly (readonly [code: string, word: Diagnosis])[] = [
  ['ENOTFOUND', 'host-not-found'],
  ['EAI_', 'host-not-found'],
  ['ECONNREFUSED', 'port-refused'],
  ['ETIMEDOUT', 'timeout'],
  ['EHOSTUNREACH', 'timeout'],
  ['ENETUNREACH', 'timeout'],
  ['28P01', 'wrong-password'],
  ['28000', 'no-rights'],
  ['42501', 'no-rights'],
  ['3D000', 'no-database'],
];

/** @returns null where the error is a bug of ours */
export const diagnosisOf = (error: unknown): Diagnosis | null => {
  for (let at: unknown = error; at instanceof Error; at = at.cause) {
    const code = 'code' in at && typeof at.code === 'string' ? at.code : '';
    const found = words.find(([prefix]) => code.startsWith(prefix));
    if (found) return found[1];
    // A server that wants a password and was sent none.
    if (/password must be a (non-empty )?string/.test(at.message)) return 'password-missing';
    // Something else answers there.
    if (/error establishing an SSL connection/.test(at.message)) return 'port-refused';
    if (/timeout expired|Timeout acquiring/.test(at.message)) return 'timeout';
  }
  const fault = faultOf(error);
  return fault === 'refused' ? 'no-rights' : fault;
};
