import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, statSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { armor, Decrypter, generateIdentity, identityToRecipient } from 'age-encryption';
import { afterAll, describe, expect, it } from 'vitest';
import type { CredentialCard } from '../../main/print/card-text.ts';
import { type FileStep, writeDurably } from '../../main/print/durable-file.ts';
import { layouts } from '../../main/print/layout.ts';
import { encryptPassphrase, isPrintHouseKey } from '../../main/print/passphrase-file.ts';
import { type PrintBatch, writePrintFiles } from '../../main/print/print-file.ts';
import { scratchFolder } from '../setup/scratch-folder.ts';
import { cardOf, dates, faceOf, facts, knownPassword, sender } from './cards.ts';
import { openPdf, textOf } from './reading.ts';

const scratch = scratchFolder('akari-print-');
afterAll(() => scratch.remove());
const passphrase = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ';
let folders = 0;
const newFolder = (): string => {
  folders += 1;
  const path = join(scratch.path, String(folders));
  mkdirSync(path);
  return path;
};
const faces = [faceOf(), faceOf({ postcode: '0600000', address: '札幌市中央区見本町1-1' })];
const cards = (count: number): CredentialCard[] =>
  Array.from({ length: count }, (_, index) => cardOf(index + 1, faces[index % 2]));
const batchOf = (folder: string, more: Partial<PrintBatch> = {}): PrintBatch => ({
  layout: layouts['v-fold'],
  sender,
  ...dates,
  passphrase,
  folder,
  name: 'akari-7',
  cards: cards(5),
  cardsPerPart: 2,
  plannedPostingOn: '2026-11-27',
  ...more,
});
const sha256 = (path: string): string => createHash('sha256').update(readFileSync(path)).digest('hex');

describe('the print file of a batch', () => {
  it('is written in parts with manifest and sums beside them, readable by their owner alone', async () => {
    const folder = newFolder();
    const printed = await writePrintFiles(batchOf(folder));
    expect(readdirSync(folder).sort()).toEqual([
      'akari-7-SHA256SUMS',
      'akari-7-manifest.csv',
      'akari-7-part-001.pdf',
      'akari-7-part-002.pdf',
      'akari-7-part-003.pdf',
    ]);
    expect(printed.parts.map(({ part, cards: count }) => [part, count])).toEqual([
      [1, 2],
      [2, 2],
      [3, 1],
    ]);
    for (const { name, sha256: sum, bytes } of [...printed.parts, printed.manifest, printed.sums]) {
      expect(sha256(join(folder, name))).toBe(sum);
      expect(statSync(join(folder, name)).size).toBe(bytes);
      expect(statSync(join(folder, name)).mode & 0o077).toBe(0);
    }
    expect(readFileSync(join(folder, 'akari-7-SHA256SUMS'), 'utf8').trim().split('\n')).toEqual(
      [...printed.parts, printed.manifest].map(({ name, sha256: sum }) => `${sum}  ${name}`),
    );
    expect(readFileSync(join(folder, 'akari-7-manifest.csv'), 'utf8').split('\r\n')).toEqual([
      'serial,part,page,barcode,layout,planned_posting_on,part_cards',
      '000000000001,1,1,yes,v-fold-2,2026-11-27,2',
      '000000000002,1,3,representative-postcode,v-fold-2,2026-11-27,2',
      '000000000003,2,1,yes,v-fold-2,2026-11-27,2',
      '000000000004,2,3,representative-postcode,v-fold-2,2026-11-27,2',
      '000000000005,3,1,yes,v-fold-2,2026-11-27,1',
      '',
    ]);
  });

  it('opens with the passphrase alone, and holds every card then', async () => {
    const folder = newFolder();
    await writePrintFiles(batchOf(folder));
    const bytes = readFileSync(join(folder, 'akari-7-part-002.pdf'));
    await expect(openPdf(bytes)).rejects.toThrow(/password/i);
    await expect(openPdf(bytes, passphrase.toLowerCase())).rejects.toThrow(/password/i);
    const document = await openPdf(bytes, passphrase);
    expect(document.numPages).toBe(4);
    expect(await textOf(await document.getPage(1))).toContain('No.000000000003');
    expect(await textOf(await document.getPage(2))).toContain(knownPassword(3));
    expect(await textOf(await document.getPage(4))).toContain(knownPassword(4));
  });

  it('shows no name, postcode or secret in manifest, sums, file names or the raw bytes of a part', async () => {
    const folder = newFolder();
    const all = cards(3);
    await writePrintFiles(batchOf(folder, { cards: all }));
    const names = readdirSync(folder);
    const seen = names.map((name) => name + readFileSync(join(folder, name)).toString('latin1')).join('\n');
    for (const secret of [knownPassword(1), knownPassword(2), passphrase, 'bdfhm34789'])
      expect(seen).not.toContain(secret);
    const beside = names
      .filter((name) => !name.endsWith('.pdf'))
      .map((name) => readFileSync(join(folder, name), 'utf8'))
      .join('\n');
    for (const personal of [facts.name, '2630023', '千葉']) expect(beside).not.toContain(personal);
    for (const { password } of all) expect([...password]).toEqual(Array(14).fill(0));
  });

  it('takes cards as they come, so that a batch need not be in memory', async () => {
    const folder = newFolder();
    let alive = 0;
    async function* coming() {
      for (let index = 1; index <= 120; index++) {
        const card = cardOf(index);
        alive = Math.max(alive, index);
        yield card;
        expect(card.password.every((byte) => byte === 0)).toBe(true);
      }
    }
    const { parts } = await writePrintFiles(batchOf(folder, { cards: coming(), cardsPerPart: 100 }));
    expect(parts.map(({ cards: count }) => count)).toEqual([100, 20]);
    expect(alive).toBe(120);
  });

  it('of no cards is a manifest without rows', async () => {
    const folder = newFolder();
    const { parts } = await writePrintFiles(batchOf(folder, { cards: [] }));
    expect(parts).toEqual([]);
    expect(readdirSync(folder)).toHaveLength(2);
  });

  it('cut short is found by its sum', async () => {
    const folder = newFolder();
    const { parts } = await writePrintFiles(batchOf(folder));
    const part = parts[0];
    if (!part) throw new Error('no part');
    truncateSync(join(folder, part.name), part.bytes - 1);
    expect(sha256(join(folder, part.name))).not.toBe(part.sha256);
  });

  it('cut off at any step leaves no file with its name that is not whole', async () => {
    const steps: string[] = [];
    await writePrintFiles(batchOf(newFolder(), { watch: (step, path) => steps.push(`${step} ${path}`) }));
    expect(steps.slice(0, 5).map((step) => step.split(' ')[0])).toEqual([
      'open',
      'write',
      'sync',
      'rename',
      'sync-folder',
    ]);
    const whole = new Map<string, number>();
    for (let cut = 0; cut < steps.length; cut++) {
      const folder = newFolder();
      let done = 0;
      const watch = (_step: FileStep) => {
        if (done === cut) throw new Error('the power is gone');
        done += 1;
      };
      await expect(writePrintFiles(batchOf(folder, { watch }))).rejects.toThrow('the power is gone');
      const names = readdirSync(folder);
      expect(names.filter((name) => name.endsWith('.unfinished'))).toEqual([]);
      // Each file takes five steps; the fourth gives it its name.
      expect(names).toHaveLength(Math.floor((cut + 1) / 5));
      for (const name of names.filter((one) => one.endsWith('.pdf'))) {
        const document = await openPdf(readFileSync(join(folder, name)), passphrase);
        whole.set(name, document.numPages);
      }
      expect(names.some((name) => name.endsWith('SHA256SUMS')) ? names.length : 5).toBe(5);
    }
    expect(Object.fromEntries(whole)).toEqual({
      'akari-7-part-001.pdf': 4,
      'akari-7-part-002.pdf': 4,
      'akari-7-part-003.pdf': 2,
    });
  });

  it('never writes over a file, and takes away what an earlier crash left unfinished', async () => {
    const folder = newFolder();
    writeFileSync(join(folder, '.a.txt.unfinished'), 'left over');
    await writeDurably(join(folder, 'a.txt'), [Buffer.from('one')]);
    await expect(writeDurably(join(folder, 'a.txt'), [Buffer.from('two')])).rejects.toThrow(/is there already/);
    expect(readFileSync(join(folder, 'a.txt'), 'utf8')).toBe('one');
    expect(readdirSync(folder)).toEqual(['a.txt']);
  });

  it('is refused with a name that could lead out of its folder', async () => {
    await expect(writePrintFiles(batchOf(newFolder(), { name: '../elsewhere' }))).rejects.toThrow(/letters/);
    expect(existsSync(join(scratch.path, 'elsewhere-manifest.csv'))).toBe(false);
  });

  it('stops where the disk takes no more, rather than waiting for ever', async () => {
    await expect(writePrintFiles(batchOf(join(scratch.path, 'no-such-folder')))).rejects.toThrow(/ENOENT/);
    await expect(
      writePrintFiles(
        batchOf(newFolder(), {
          cards: cards(400),
          cardsPerPart: 400,
          watch: (step) => {
            if (step === 'write') throw Object.assign(new Error('no space left'), { code: 'ENOSPC' });
          },
        }),
      ),
    ).rejects.toThrow('no space left');
  });
});

describe('the passphrase for the print house', () => {
  it('is opened by its key and by no other', async () => {
    const [ours, theirs] = [await generateIdentity(), await generateIdentity()];
    const file = await encryptPassphrase(passphrase, await identityToRecipient(ours));
    expect(file).toMatch(/^-----BEGIN AGE ENCRYPTED FILE-----\n/);
    expect(file).not.toContain(passphrase);
    const open = async (identity: string) => {
      const decrypter = new Decrypter();
      decrypter.addIdentity(identity);
      return decrypter.decrypt(armor.decode(file), 'text');
    };
    expect(await open(ours)).toBe(passphrase);
    await expect(open(theirs)).rejects.toThrow();
  });

  it('is never encrypted to what is no public key', async () => {
    const identity = await generateIdentity();
    expect(isPrintHouseKey(await identityToRecipient(identity))).toBe(true);
    for (const key of ['', 'age1', identity, `${await identityToRecipient(identity)}x`, 'あ', 'a'.repeat(5000)]) {
      expect(isPrintHouseKey(key)).toBe(false);
      await expect(encryptPassphrase(passphrase, key)).rejects.toThrow();
    }
  });
});
