// Looks for words in everything that lies in a folder: as they are, as mail programs and other hosts would write them,
// and inside what is compressed.
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync, inflateSync } from 'node:zlib';
import Encoding from 'encoding-japanese';

const every = (folder: string): string[] =>
  readdirSync(folder, { withFileTypes: true, recursive: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name));

/** What stands in Base64 whatever comes before it: whole signs at each of the three places. */
const base64Forms = (bytes: Buffer): string[] =>
  [0, 1, 2].flatMap((shift) => {
    const text = Buffer.concat([Buffer.alloc(shift), bytes]).toString('base64');
    const from = shift === 0 ? 0 : shift + 1;
    const whole = Math.floor(((bytes.length + shift) * 8) / 6);
    const inner = text.slice(from, whole);
    return inner.length >= 6 ? [inner] : [];
  });
const quotedForm = (bytes: Buffer): string =>
  [...bytes]
    .map((byte) => (byte > 126 || byte === 61 ? `=${byte.toString(16).toUpperCase()}` : String.fromCharCode(byte)))
    .join('');
const utf16 = (word: string): Buffer => {
  const swapped = Buffer.from(word, 'utf16le');
  return swapped.swap16();
};

const windows31j = (word: string): Buffer =>
  Buffer.from(Encoding.convert(Encoding.stringToCode(word), { to: 'SJIS', from: 'UNICODE' }));
const escaped = (word: string): string =>
  [...word].map((sign) => (sign > '~' ? `\\u${sign.charCodeAt(0).toString(16).padStart(4, '0')}` : sign)).join('');

type Form = { readonly name: string; readonly bytes: Buffer };
const formsOf = (word: string): Form[] => {
  const bytes = Buffer.from(word, 'utf8');
  return [
    { name: 'as it is', bytes },
    { name: 'UTF-16', bytes: Buffer.from(word, 'utf16le') },
    // As a font's text is written in a PDF: in hexadecimal.
    { name: 'hexadecimal', bytes: Buffer.from(utf16(word).toString('hex'), 'latin1') },
    ...base64Forms(bytes).map((text) => ({ name: 'Base64', bytes: Buffer.from(text, 'latin1') })),
    { name: 'quoted-printable', bytes: Buffer.from(quotedForm(bytes), 'latin1') },
    { name: 'Windows-31J', bytes: windows31j(word) },
    { name: 'JSON escapes', bytes: Buffer.from(escaped(word), 'latin1') },
    { name: 'a web address', bytes: Buffer.from(encodeURIComponent(word), 'latin1') },
  ];
};

const attempt = (unpack: () => Buffer): Buffer[] => {
  try {
    return [unpack()];
  } catch {
    return [];
  }
};

/** Everything in a file that begins like a zlib stream and can be inflated; the file itself where it is gzipped. */
const inflated = (bytes: Buffer): Buffer[] => {
  const found = bytes[0] === 0x1f && bytes[1] === 0x8b ? attempt(() => gunzipSync(bytes, { finishFlush: 2 })) : [];
  for (let at = bytes.indexOf('stream'); at >= 0; at = bytes.indexOf('stream', at + 6)) {
    const from = bytes[at + 6] === 13 ? at + 8 : at + 7;
    found.push(...attempt(() => inflateSync(bytes.subarray(from), { finishFlush: 2 })));
  }
  return found;
};

/** As mail programs break their lines: where a word goes over two of them it is one all the same. */
const unbroken = (bytes: Buffer): Buffer[] => {
  const text = bytes.toString('latin1');
  return [/=\r?\n/g, /\r?\n[ \t]*/g].flatMap((ends) =>
    ends.test(text) ? [Buffer.from(text.replaceAll(ends, ''), 'latin1')] : [],
  );
};

/** `file: word (form)` for each that was found. */
export const findings = (folder: string, words: readonly string[]): string[] => {
  const forms = words.flatMap((word) => formsOf(word).map((form) => ({ word, ...form })));
  return every(folder).flatMap((path) => {
    const bytes = readFileSync(path);
    const all = [bytes, ...inflated(bytes)].flatMap((one) => [one, ...unbroken(one)]);
    return forms.flatMap(({ word, name, bytes: form }) =>
      all.some((one) => one.includes(form)) ? [`${path.slice(folder.length + 1)}: ${word} (${name})`] : [],
    );
  });
};
