// How mail leaves, and what it says: the server (never its password), the sender, and each wording that was in force.
import type { Knex } from 'knex';
import { readKept, writeKept } from './print-settings.ts';

/** `none` is for a server on this machine alone. */
export type MailSecurity = 'starttls' | 'tls' | 'none';
export type MailServer = {
  readonly host: string;
  readonly port: number;
  readonly security: MailSecurity;
  /** Null: the server asks for none. */
  readonly user: string | null;
};
export type MailSending = {
  /** Null: nothing is sent; what is queued waits. */
  readonly server: MailServer | null;
  readonly senderName: string;
  /** Before the @ of the sender domain. */
  readonly senderLocal: string;
  /** Where a customer looks at bills after login. */
  readonly billUrl: string;
  /** The token of a question to confirm an address follows it. */
  readonly confirmUrl: string;
  readonly connections: number;
  /** What the server's owner allows; null: as fast as it takes them. */
  readonly perMinute: number | null;
  /** Bills that came out on this day or later are told of by themselves; null: none is. */
  readonly noticesFrom: string | null;
};
const key = 'mail-sending';

export const mailSendingOf = (tx: Knex) => readKept<MailSending>(tx, key);
export const setMailSending = (tx: Knex, value: MailSending, version: number, now: string): Promise<boolean> =>
  writeKept(tx, key, value, version, now);

export type KeptText = {
  readonly kind: string;
  readonly version: number;
  readonly subject: string;
  readonly body: string;
  readonly changedAt: string;
  readonly changedBy: number;
};
const columns = {
  kind: 't.kind',
  version: 't.version',
  subject: 't.subject',
  body: 't.body',
  changedAt: 't.changed_at',
  changedBy: 't.changed_by',
};

/** Of each kind that was ever changed, the wording in force. */
export const textsInForce = (tx: Knex): Promise<KeptText[]> =>
  tx('mail_template as t')
    .whereNotExists(tx('mail_template as n').whereRaw('n.kind = t.kind and n.version > t.version').select(tx.raw('1')))
    .select(columns);

export const textHistory = (tx: Knex, kind: string, limit: number): Promise<KeptText[]> =>
  tx('mail_template as t').where('t.kind', kind).orderBy('t.version', 'desc').limit(limit).select(columns);

/** False: somebody has written a newer one since `version`. */
export const writeText = async (
  tx: Knex,
  text: { kind: string; subject: string; body: string; version: number; changedBy: number },
  now: string,
): Promise<boolean> => {
  const newest = await tx('mail_template').where({ kind: text.kind }).max({ version: 'version' }).first();
  if (Number(newest?.version ?? 0) !== text.version) return false;
  const made = await tx('mail_template')
    .insert({
      kind: text.kind,
      version: text.version + 1,
      subject: text.subject,
      body: text.body,
      changed_at: now,
      changed_by: text.changedBy,
    })
    .onConflict(['kind', 'version'])
    .ignore()
    .returning('version');
  return made.length === 1;
};
