// Mail by SMTP: a pool of connections, TLS that proves who the server is, and each answer as the rules read it.
import { readFileSync } from 'node:fs';
import { createTransport } from 'nodemailer';
import type { MailSending, MailServer } from '../../db/mail-settings.ts';
import { type Attempt, type MailReason, speaksOfMailbox } from '../rules/mail-state.ts';
import { type Carrier, headersOf } from './carrier.ts';
import { openPace, type Wait, waitTimer } from './pace.ts';

const secondsToConnect = 20;
const secondsOfSilence = 60;
/** A server that keeps a mail under way for longer has not answered; well below the lease. */
const secondsForOne = 180;

/** What an error of the transport says; never its text, in which servers repeat addresses. */
type TransportError = { code?: string; responseCode?: number; response?: string; command?: string };

const reasons: Readonly<Record<string, MailReason>> = {
  ETIMEDOUT: 'timed-out',
  EABORT: 'timed-out',
  ETLS: 'tls',
  EAUTH: 'sign-in',
  ENOAUTH: 'sign-in',
  EDNS: 'no-connection',
};

const isHandshake = ({ code = '' }: { code?: string }, text: string): boolean =>
  code === 'ETLS' || /certificate|self-signed|altname|TLS|SSL|STARTTLS/i.test(text);

export const statusOf = (response: string | undefined): string | null =>
  /^\d{3}[ -]([245]\.\d{1,3}\.\d{1,3})\b/.exec(response ?? '')?.[1] ?? null;

export const attemptOf = (error: unknown): Attempt => {
  const { code = '', responseCode = null, response, command = '' } = error as TransportError;
  const status = statusOf(response);
  // The sender's address is ours: its refusal is no word on who should have got the mail.
  const isAtRecipient = code === 'EENVELOPE' && command === 'RCPT TO';
  const isOfRecipient = isAtRecipient || code === 'EMESSAGE';
  const isOfMailbox = isAtRecipient && (status !== null || speaksOfMailbox(response ?? ''));
  if ((code === 'EENVELOPE' || code === 'EMESSAGE') && responseCode !== null)
    return { isAccepted: false, reason: 'answered', code: responseCode, status, isOfRecipient, isOfMailbox };
  const text = error instanceof Error ? error.message : '';
  const known = reasons[code] ?? (isHandshake({ code }, text) ? 'tls' : null);
  const isBeforeConnection = /ECONNREFUSED|EHOSTUNREACH|ENETUNREACH|ENOTFOUND|EAI_AGAIN/.test(text);
  const reason = known ?? (isBeforeConnection ? 'no-connection' : 'dropped');
  return { isAccepted: false, reason, code: responseCode, status, isOfRecipient: false, isOfMailbox: false };
};

/** AKARI_SMTP_CA_FILE names the authority of a server whose certificate no public one has signed. */
const authority = (environment: NodeJS.ProcessEnv): { ca?: string } => {
  const file = environment.AKARI_SMTP_CA_FILE;
  return file ? { ca: readFileSync(file, 'utf8') } : {};
};

export const serverOptions = (
  { host, port, security, user }: MailServer,
  password: string | null,
  environment: NodeJS.ProcessEnv = process.env,
) => ({
  host,
  port,
  secure: security === 'tls',
  requireTLS: security === 'starttls',
  ignoreTLS: security === 'none',
  tls: { minVersion: 'TLSv1.2' as const, rejectUnauthorized: true, ...authority(environment) },
  ...(user === null ? {} : { auth: { user, pass: password ?? '' } }),
  connectionTimeout: secondsToConnect * 1000,
  greetingTimeout: secondsToConnect * 1000,
  socketTimeout: secondsOfSilence * 1000,
});

export type SmtpOptions = {
  readonly sending: MailSending;
  readonly server: MailServer;
  readonly password: string | null;
  readonly connections: number;
  /** Shorter in tests of silent servers. */
  readonly silenceMilliseconds?: number;
  /** A test of slow senders waits for nothing. */
  readonly wait?: Wait;
};

export const openSmtpCarrier = ({
  sending,
  server,
  password,
  connections,
  silenceMilliseconds,
  wait = waitTimer,
}: SmtpOptions): Carrier => {
  const transport = createTransport({
    ...serverOptions(server, password),
    ...(silenceMilliseconds === undefined ? {} : { socketTimeout: silenceMilliseconds }),
    pool: true,
    maxConnections: connections,
    maxMessages: 1000,
    // What became of a mail is the outbox's to decide.
    maxRequeues: 0,
    // The pool's own rate limit is not used: what a mail waits there would count as time under way.
  });
  return {
    connections,
    turn: openPace(sending.perMinute, wait),
    carry: async (mail) => {
      try {
        const info = await transport.sendMail({
          ...headersOf(mail),
          signal: AbortSignal.timeout(secondsForOne * 1000),
        });
        const code = Number(info.response.slice(0, 3));
        return { isAccepted: true, code: Number.isNaN(code) ? null : code, status: statusOf(info.response) };
      } catch (error) {
        return attemptOf(error);
      }
    },
    close: () => transport.close(),
  };
};
