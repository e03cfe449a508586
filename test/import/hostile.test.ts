// Files that are meant to do harm, or were chosen by mistake: each ends in a word, and none takes the memory with it.
import { execFileSync } from 'node:child_process';
import { closeSync, ftruncateSync, openSync, readFileSync, writeFileSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import Encoding from 'encoding-japanese';
import { afterAll, afterEach, beforeEach, describe, expect, it } from 'vitest';
import { lookAt } from '../../main/import/look.ts';
import { accountFields, accountHeader, csvLine } from '../customer-files.ts';
import { openTestDatabase, type TestDatabase } from '../databases.ts';
import { scratchFolder } from '../setup/scratch-folder.ts';
import { done, inFolder, rejectsOf, run } from './importing.ts';

const program = fileURLToPath(new URL('./hostile-process.ts', import.meta.url));
const gigabyte = 1024 ** 3;
const row = (no: number, change: Record<string, string> = {}) => csvLine({ ...accountFields(no), ...change });
const toSjis = (text: string): Uint8Array =>
  new Uint8Array(Encoding.convert(Encoding.stringToCode(text), { from: 'UNICODE', to: 'SJIS' }));
const toWide = (text: string, isBig: boolean): Buffer => {
  const bytes = Buffer.from(text, 'utf16le');
  return isBig ? bytes.swap16() : bytes;
};

describe('a file of one gigabyte', () => {
  const folder = scratchFolder('akari-huge-');
  afterAll(() => folder.remove());
  // The rest of the file is a hole on the disk: as long as any other, and full of NULs.
  const huge = (start: string): { fault: string | null; line?: number; grown: number } => {
    const path = join(folder.path, 'huge.csv');
    const file = openSync(path, 'w');
    writeSync(file, start);
    ftruncateSync(file, gigabyte);
    closeSync(file);
    const { NODE_OPTIONS: _vitests, ...env } = process.env;
    return JSON.parse(execFileSync(process.execPath, ['--max-old-space-size=64', program, path], { env }).toString());
  };

  it.each([
    ['in one line', 'x', 1],
    ['in one quoted field', '"', 1],
    ['in one line below honest rows', `${accountHeader}\n${row(0)}\n`, 3],
  ])('%s is refused by its line, in bounded memory', (_what, start, line) => {
    const { grown, ...answer } = huge(start);
    expect(answer).toEqual({ fault: 'row-too-long', line });
    expect(grown).toBeLessThan(128 * 1024 * 1024);
  });
});

describe('a file', () => {
  let at: TestDatabase;
  beforeEach(async () => {
    at = await openTestDatabase('sqlite');
  });
  afterEach(() => at.close());
  const written = (content: string | Uint8Array): string => {
    const path = inFolder(at, 'file.csv');
    writeFileSync(path, content);
    return path;
  };
  const looked = async (content: string | Uint8Array) => {
    const look = await lookAt(written(content), {});
    return look.ok ? look.format : { error: look.error, ...look.detail };
  };
  const names = async (): Promise<string[]> => at.db.read('customer').orderBy('id').pluck('name');

  it.each([
    ['nothing in it', '', { error: 'empty-file' }],
    ['a header alone', `${accountHeader}\n`, { error: 'no-rows', line: 1 }],
    ['ten thousand columns', `${'x,'.repeat(9999)}x\n1\n`, { error: 'too-many-columns', line: 1 }],
    ['a PDF in it', '%PDF-1.7\n%\u00e2', { error: 'not-csv', what: 'PDF' }],
    ['a workbook in it', Buffer.from('504b0304140006000800', 'hex'), { error: 'not-csv', what: 'Excel' }],
    ['an old workbook in it', Buffer.from('d0cf11e0a1b11ae1', 'hex'), { error: 'not-csv', what: 'Excel' }],
    ['something packed in it', Buffer.from('1f8b0800', 'hex'), { error: 'not-csv', what: 'gzip' }],
    ['a quote that is never closed', `${accountHeader}\n"${row(0)}\n`, { error: 'open-quote', line: 2 }],
    ['bytes of no encoding', Buffer.from([0x61, 0x0a, 0xff, 0xfe, 0x0a]), { error: 'bad-encoding', line: 2 }],
  ])('with %s is named for what it is', async (_what, content, expected) => {
    expect(await looked(content as string)).toEqual(expected);
  });

  it('half in one encoding and half in another goes in up to the line where it changes', async () => {
    const head = [accountHeader, ...Array.from({ length: 3000 }, (_, no) => row(no)), ''].join('\n');
    const path = written(Buffer.concat([Buffer.from(head), toSjis(`${row(3000)}\n`)]));
    expect(await run(at, 'accounts', path)).toEqual({ ok: false, error: 'bad-encoding', detail: { line: 3002 } });
    expect((await names()).length).toBeGreaterThan(0);
  });

  it('with NULs keeps those rows out and takes in the others', async () => {
    const path = written([accountHeader, row(0, { name: 'a\0b' }), row(1), ''].join('\n'));
    expect(await done(at, 'accounts', path)).toMatchObject({ newCount: 1, rejected: 1 });
    expect(rejectsOf(at)).toEqual(['2,name,2,control-character,rejected']);
  });

  it('with gaiji of Windows names their line and column', async () => {
    const before = toSjis([accountHeader, row(0), row(1, { name: '外' })].join('\n'));
    const place = Buffer.from(before).lastIndexOf(Buffer.from(toSjis('外'))) + 2;
    const gaiji = Buffer.from([0xf0, 0x40]);
    const path = written(Buffer.concat([before.subarray(0, place), gaiji, before.subarray(place), Buffer.from('\n')]));
    expect(await done(at, 'accounts', path)).toMatchObject({ newCount: 1, rejected: 1 });
    expect(rejectsOf(at)).toEqual(['3,name,2,gaiji,rejected']);
  });

  it('with formulas is text to us, and its headings run in no spreadsheet that opens the list', async () => {
    const formula = '=HYPERLINK("http://evil.example";"x")';
    const headings = accountHeader.split(',');
    const header = headings.map((name) => (name === 'kind' ? `"${formula.replaceAll('"', '""')}"` : name)).join(',');
    const path = written([header, row(0, { name: '=1+1' }), row(1, { kind: '@alien' }), ''].join('\n'));
    const columns = Object.fromEntries(headings.map((name, place) => [name, place]));
    const { importFile } = await import('../../main/import/import.ts');
    const rejectsPath = inFolder(at, 'rejects.csv');
    await importFile(at.db, 'accounts', path, { actor: 'system:test', rejectsPath, columns });
    expect(await names()).toEqual(['=1+1']);
    const list = readFileSync(rejectsPath, 'utf8');
    // A heading that nobody knows may be a formula, or in a file without one somebody's name: its place stands for it.
    expect(list).not.toContain('HYPERLINK');
    expect(list).toMatch(/,"2"\r\n/);
    expect(list).not.toMatch(/(^|,)"?[=+@-]/m);
  });

  const odd = ['髙﨑　①子', '彌永　～－∥', 'ｱｲｳ　ﾊﾟｰﾊﾟ', '渡邊　纊褜'];
  const text = [accountHeader, ...odd.map((name, no) => row(no, { name })), ''].join('\r\n');
  it.each([
    ['UTF-8', Buffer.from(text), { encoding: 'utf-8', hasBom: false }],
    ['UTF-8 with BOM', Buffer.from(`\ufeff${text}`), { encoding: 'utf-8', hasBom: true }],
    ['UTF-16 LE', toWide(text, false), { encoding: 'utf-16le', hasBom: false }],
    ['UTF-16 LE with BOM', toWide(`\ufeff${text}`, false), { encoding: 'utf-16le', hasBom: true }],
    ['UTF-16 BE', toWide(text, true), { encoding: 'utf-16be', hasBom: false }],
    ['UTF-16 BE with BOM', toWide(`\ufeff${text}`, true), { encoding: 'utf-16be', hasBom: true }],
    ['Windows-31J', toSjis(text), { encoding: 'windows-31j', hasBom: false }],
  ])('in %s is known as such, and every name arrives as it was', async (_encoding, bytes, format) => {
    expect(await looked(bytes)).toEqual({ ...format, delimiter: ',' });
    expect(await done(at, 'accounts', written(bytes))).toMatchObject({ newCount: odd.length, rejected: 0 });
    expect(await names()).toEqual(odd);
  });

  it.each([',', '\t', ';'] as const)('with "%s" between its fields is read by it', async (delimiter) => {
    const lines = [accountHeader, row(0, { building: '' })].map((line) => line.replaceAll(',', delimiter));
    expect(await looked(`${lines.join('\n')}\n`)).toMatchObject({ delimiter });
    expect(await done(at, 'accounts', written(`${lines.join('\n')}\n`))).toMatchObject({ newCount: 1 });
  });

  it('in Windows-31J is read across the borders of its blocks', async () => {
    const count = 3000;
    const sent = Array.from({ length: count }, (_, no) => ({
      ...accountFields(no),
      name: `${'髙'.repeat(no % 7)}﨑子`,
    }));
    const path = written(toSjis([accountHeader, ...sent.map((fields) => csvLine(fields)), ''].join('\n')));
    expect(await done(at, 'accounts', path)).toMatchObject({ newCount: count, rejected: 0 });
    expect(await names()).toEqual(sent.map(({ name }) => name));
  });
});
