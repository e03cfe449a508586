// What a mail that came back says: of which of our mails, and how it ended (RFC 3464, read by mailparser).
import { type ParsedMail, simpleParser } from 'mailparser';
import { speaksOfMailbox } from '../rules/mail-state.ts';

/** `failed`: it never will arrive. `delayed`: it is still tried. `other`: an answer of a machine or a person. */
export type Bounce = {
  readonly is: 'failed' | 'delayed' | 'other';
  readonly code: number | null;
  readonly status: string | null;
  /** What it says is said of the mailbox, so that the address may be dead. */
  readonly isOfMailbox: boolean;
  /** To whom it came, which may be a return path of ours. */
  readonly cameTo: readonly string[];
  /** Of the mail that it gives back. */
  readonly messageIds: readonly string[];
};

type Fields = ReadonlyMap<string, string>;

/** Groups of header lines, folded ones put together. */
const groupsOf = (text: string): Fields[] =>
  text.split(/\r?\n[ \t]*\r?\n/).map((group) => {
    const lines = group.replace(/\r?\n[ \t]+/g, ' ').split(/\r?\n/);
    return new Map(
      lines.flatMap((line) => {
        const [, name, value] = /^([\w-]+):\s*(.*)$/.exec(line) ?? [];
        return name === undefined || value === undefined ? [] : [[name.toLowerCase(), value.trim()] as const];
      }),
    );
  });

const partsOf = (mail: ParsedMail, type: RegExp): string[] =>
  mail.attachments.flatMap(({ contentType, content }) => (type.test(contentType) ? [content.toString('utf8')] : []));

/** "Other undefined status" says nothing; the code beside it may. */
const saying = (status: string | undefined): string | null => {
  const found = /\b([245]\.\d{1,3}\.\d{1,3})\b/.exec(status ?? '')?.[1] ?? null;
  return found === null || /\.0\.0$/.test(found) ? null : found;
};
const codeOf = (text: string | undefined): number | null => {
  const found = /\b([45]\d\d)[ -]/.exec(text ?? '')?.[1];
  return found === undefined ? null : Number(found);
};

const addressHeaders = ['to', 'delivered-to', 'x-original-to', 'envelope-to'];

const cameTo = (mail: ParsedMail): string[] =>
  mail.headerLines
    .filter(({ key }) => addressHeaders.includes(key))
    .flatMap(({ line }) => line.replace(/^[^:]*:/, '').match(/[^\s<>,;"]+@[^\s<>,;"]+/g) ?? []);

const returned = (mail: ParsedMail): string[] =>
  partsOf(mail, /^(message\/rfc822|text\/rfc822-headers|message\/global)/).flatMap(
    (text) => /^message-id:\s*(<[^<>\s]+>)/im.exec(text)?.[1] ?? [],
  );

/** Holidays, and lists: what they write may hold any number. */
const replyHeaders = ['x-autoreply', 'x-autorespond', 'x-autoresponder', 'x-auto-response'];
const isReply = (mail: ParsedMail): boolean => {
  const said = (name: string): string => String(mail.headers.get(name) ?? '');
  return (
    /auto-replied/i.test(said('auto-submitted')) ||
    /auto_reply|bulk|junk|list/i.test(said('precedence')) ||
    replyHeaders.some((name) => mail.headers.has(name) && !/^no$/i.test(said(name)))
  );
};
const isOfServer = (mail: ParsedMail): boolean =>
  /^(mailer-daemon|postmaster)(@|$)/i.test(mail.from?.value[0]?.address ?? '');

/** The code, and the status on the same line: "550 5.1.1 unknown", "550-5.1.1", "550 no mailbox here (#5.1.1)". */
const answerIn = (text: string): { code: number | null; status: string | null } => {
  for (const line of text.split(/\r?\n/)) {
    const [, code, beside, behind] =
      /\b([45]\d\d)(?:[ -]#?([45]\.\d{1,3}\.\d{1,3})\b|[ -].*\(#([45]\.\d{1,3}\.\d{1,3})\))/.exec(line) ?? [];
    if (code !== undefined) return { code: Number(code), status: saying(beside ?? behind) };
  }
  return { code: codeOf(text), status: null };
};

export const readBounce = async (raw: Buffer): Promise<Bounce> => {
  const mail = await simpleParser(raw, { keepDeliveryStatus: true, skipHtmlToText: true, skipTextToHtml: true });
  const found = { cameTo: cameTo(mail), messageIds: returned(mail) };
  const [report] = partsOf(mail, /^message\/(global-)?delivery-status/);
  if (report !== undefined) {
    const recipient = groupsOf(report).find((fields) => fields.has('action'));
    const action = recipient?.get('action')?.toLowerCase();
    const diagnostic = recipient?.get('diagnostic-code');
    const is = action === 'failed' ? 'failed' : action === 'delayed' ? 'delayed' : 'other';
    const status = saying(recipient?.get('status')) ?? saying(diagnostic);
    const isOfMailbox = status !== null || speaksOfMailbox(diagnostic ?? '');
    return { is, code: codeOf(diagnostic), status, isOfMailbox, ...found };
  }
  // No report: what some servers write in its place is a text with the answer in it. Holidays are answered likewise.
  const { code, status } = answerIn(mail.text ?? '');
  // A number alone is an answer only where a server wrote it, and never a reason to write there no more.
  const isAnswer = code !== null && (status !== null || isOfServer(mail));
  const is = isAnswer && !isReply(mail) ? 'failed' : 'other';
  return { is, code, status, isOfMailbox: status !== null, ...found };
};
