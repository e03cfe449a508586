// To which servers mail may be handed at all.
import type { MailServer } from '../../db/mail-settings.ts';
import type { Database } from '../../db/open.ts';

export type ServerFault = 'demo-outside' | 'not-encrypted';

export const isLoopback = (host: string): boolean => /^(localhost|127(\.\d{1,3}){3}|\[?::1\]?)$/i.test(host);

/** Null: mail may be handed to this server. */
export const refuseServer = (db: Pick<Database, 'kind'>, { host, security }: MailServer): ServerFault | null => {
  if (isLoopback(host)) return null;
  if (db.kind === 'demo') return 'demo-outside';
  return security === 'none' ? 'not-encrypted' : null;
};
