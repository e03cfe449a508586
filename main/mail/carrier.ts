// What takes a written mail away: a server, or in a demo the mailbox that the console shows.
import type { Attempt } from '../rules/mail-state.ts';
import type { WrittenMail } from './write-mail.ts';

export type Carrier = {
  /** Never throws: what went wrong is an answer as well. */
  readonly carry: (mail: WrittenMail) => Promise<Attempt>;
  /** Waits until another mail may be begun, or the signal: not more of them go out than whoever runs the server allows. */
  readonly turn: (signal: AbortSignal) => Promise<void>;
  readonly connections: number;
  readonly close: () => void;
};

/** The headers that every mail of ours bears; the same row gives the same bytes each time. */
export const headersOf = ({ messageId, createdAt, from, to, returnPath, text }: WrittenMail) => ({
  messageId,
  date: new Date(createdAt),
  from,
  to: { name: '', address: to },
  envelope: { from: returnPath, to: [to] },
  subject: text.subject,
  text: text.body,
  textEncoding: 'base64' as const,
  headers: { 'Auto-Submitted': 'auto-generated', 'X-Auto-Response-Suppress': 'All' },
  disableFileAccess: true,
  disableUrlAccess: true,
});
