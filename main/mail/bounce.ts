// What a mail that came back says: of which of our mails, and how it ended (RFC 3464, read by mailparser).
import { type ParsedMail, simpleParser } from 'mailparser';

/** `failed`: it never will arrive. `delayed`: it is still tried. `other`: an answer of a machine or a person. */
export type Bounce = {
  readonly is: 'failed' | 'delayed' | 'other';
  readonly code: number | null;
  readonly status: string | null;
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

const isReply = (mail: ParsedMail): boolean => /auto-replied/i.test(String(mail.headers.get('auto-submitted') ?? ''));

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
    return { is, code: codeOf(diagnostic), status, ...found };
  }
  // No report: what some servers write in its place is a text with the answer in it. Holidays are answered likewise.
  const text = mail.text ?? '';
  const code = codeOf(text);
  const is = code === null || isReply(mail) ? 'other' : 'failed';
  return { is, code, status: saying(text), ...found };
};
