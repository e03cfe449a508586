// An administrator takes in the customer system's files: looks, tries, imports, cancels, goes on, mends what was refused.
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import Encoding from 'encoding-japanese';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openDatabase } from '../../db/open.ts';
import { verifyAudit } from '../../main/audit.ts';
import { openCore } from '../../main/core.ts';
import { accountFields, contractFields, csvLine } from '../customer-files.ts';
import { fileText } from '../jobs/desk.ts';
import { screenshot } from '../setup/chromium.ts';
import { addStaff, freshDatabase, staffPassword, type TestDatabase } from '../setup/desk.ts';
import { scratchFolder } from '../setup/scratch-folder.ts';
import { type Console, looks, openConsole, signIn, stumbles, words } from './console.ts';
import { press } from './steps.ts';

const isSoak = process.env.AKARI_SOAK === '1';
const many = isSoak ? 100_000 : 8000;
const few = 300;
const patience = isSoak ? 900_000 : 60_000;
/** Rows that the customer system got wrong, by their place in the file. */
const wrong = [700, 900, 1200];

describe.each(looks)('an administrator imports the customer system’s files in %s, %s', (language, theme, engine) => {
  const t = words[language];
  const folder = scratchFolder('akari-import-story-');
  let database: TestDatabase;
  let desk: Console;
  let admin: Page;
  beforeAll(async () => {
    database = await freshDatabase(engine);
    const db = await openDatabase(database.url);
    await addStaff(db.write);
    desk = await openConsole(openCore(db, { folder: folder.path }));
    admin = await desk.page({ language, theme });
    await signIn(admin, 'admin', language, staffPassword);
  }, 90_000);
  afterAll(async () => {
    await desk?.close();
    await database?.remove();
    folder.remove();
  });

  const show = async (name: string) => {
    await screenshot(admin, `import-${name}-${language}-${theme}`, { fullPage: true });
    expect({ name, stumbles: await stumbles(admin) }).toEqual({ name, stumbles: [] });
  };
  const written = (name: string, content: string | Uint8Array): string => {
    const path = join(folder.path, name);
    writeFileSync(path, content);
    return path;
  };
  const choose = (path: string) => admin.locator('input[type=file]').setInputFiles(path);
  /** A sentence, whatever stands in its gaps. */
  const filled = (text: string): RegExp =>
    new RegExp(
      text
        .split(/{{.*?}}/)
        .map((part) => part.replace(/[.*+?()]/g, '\\$&'))
        .join('.+'),
    );
  const says = (text: string | RegExp, timeout = 40_000) => admin.getByText(text).first().waitFor({ timeout });
  /** What stands under a count's name. */
  const count = async (name: keyof typeof t.importCount): Promise<number> => {
    const cell = admin.locator('dl > div').filter({ has: admin.getByText(t.importCount[name], { exact: true }) });
    return Number((await cell.locator('dd').first().textContent())?.replace(/\D/g, ''));
  };
  const lines = fileText(
    'accounts',
    Array.from({ length: many }, (_, row) => ({
      ...accountFields(row),
      ...(wrong.includes(row) ? { name: '', postal_code: '06000' } : {}),
    })),
  );
  const customers = async (): Promise<number> => (await desk.core.db.read('customer').pluck('id')).length;

  it('finds nothing imported yet, and is told what a file is that is none', async () => {
    await admin.getByRole('navigation').getByRole('link', { name: t.frame.imports }).click();
    await says(t.imports.none);
    await show('empty');
    await choose(written('report.csv', '%PDF-1.7 not a table'));
    await says(t.importFault['not-csv'].replace('{{what}}', 'PDF'));
    await choose(written('empty.csv', ''));
    await says(t.refusal['empty-file']);
    await choose(written('header.csv', fileText('accounts', [])));
    await says(t.importFault['no-rows']);
    await show('fault');
  });

  it('reads a file in Windows-31J with headings of its own, tries it and imports it', async () => {
    const header = [
      '番号,種別,ログインID,氏名,フリガナ,電話番号1,電話番号2,メールアドレス',
      '郵便番号,住所,建物名,状態,登録日,更新日,備考',
    ].join(',');
    const rows = [0, 1, 2, 3, 4].map((row) => `${csvLine({ ...accountFields(row), name: '髙﨑　①子' })},＝ー～`);
    const text = [header, ...rows, ''].join('\r\n');
    const bytes = Encoding.convert(Encoding.stringToCode(text), { from: 'UNICODE', to: 'SJIS' });
    await choose(written('顧客一覧.csv', new Uint8Array(bytes)));
    await says('髙﨑　①子');
    expect(await admin.getByLabel(t.imports.encoding, { exact: true }).inputValue()).toBe('windows-31j');
    await says(t.imports.chooseColumns);
    expect(await admin.getByRole('button', { name: t.imports.import, exact: true }).isDisabled()).toBe(true);
    await show('columns');
    const field = t.importField.customer_no;
    await admin.getByLabel(t.imports.columnOf.replace('{{field}}', field)).selectOption('0');
    await admin.getByLabel(t.imports.requestPostcards).check();
    await press(admin, t.imports.try);
    await says(t.importEnd.dry.done);
    await says(t.imports.postcardsForetold.replace('{{n, number}}', '5'));
    expect(await count('newCount')).toBe(5);
    expect(await customers()).toBe(0);
    await show('tried');
    await press(admin, t.imports.import);
    await says(t.importEnd.import.done);
    await says(t.imports.postcardsAsked.replace('{{n, number}}', '5'));
    expect(await customers()).toBe(5);
    expect(await desk.core.db.read('card_request').pluck('cause')).toEqual(Array(5).fill('new-account'));
    // As if it had been a file of all customers: what comes now goes in piece by piece, beside people at work.
    await desk.core.db.write('import_run').update({ byte_count: 1_000_000_000 });
  }, 60_000);

  it(
    'watches a large one go in, cancels it, and is told that what is in stays',
    async () => {
      await choose(written('accounts.csv', lines));
      await says('accounts.csv');
      await press(admin, t.imports.import);
      await expect.poll(() => customers(), { timeout: 40_000 }).toBeGreaterThan(5);
      if (isSoak) await says(filled(t.imports.rowsLeft));
      // A look at the whole screen takes longer than a small file.
      if (isSoak) await show('progress');
      else await screenshot(admin, `import-progress-${language}-${theme}`);
      await press(admin, t.imports.cancel);
      const dialog = admin.getByRole('dialog');
      await dialog.getByText(t.imports.cancelSentence).waitFor();
      await dialog.getByRole('button', { name: t.imports.cancelConfirm, exact: true }).click();
      await says(t.importEnd.import.cancelled);
      await show('cancelled');
      const kept = await customers();
      expect(kept).toBeGreaterThan(5);
      expect(kept).toBeLessThan(many);
    },
    patience,
  );

  it(
    'repeats it to its end, without doubles',
    async () => {
      const kept = await customers();
      await choose(join(folder.path, 'accounts.csv'));
      await admin.getByRole('button', { name: t.imports.import, exact: true }).waitFor();
      await press(admin, t.imports.import);
      await says(t.importEnd.import.done, patience);
      expect(await customers()).toBe(many - wrong.length);
      expect(await count('rejected')).toBe(wrong.length);
      expect(await count('newCount')).toBe(many - wrong.length - kept);
      await show('done');
    },
    patience,
  );

  it('fetches the list of refused rows, mends them and imports those', async () => {
    const name = t.imports.rejects.replace('{{n, number}}', String(wrong.length));
    const [download] = await Promise.all([
      admin.waitForEvent('download'),
      admin.getByRole('button', { name, exact: true }).click(),
    ]);
    const list = readFileSync(await download.path(), 'utf8');
    const refused = [...new Set([...list.matchAll(/^(\d+),/gm)].map(([, line]) => Number(line)))];
    expect(refused).toEqual(wrong.map((row) => row + 2));
    expect(list).toContain('missing');
    const mended = refused.map((line) => accountFields(line - 2));
    await choose(written('mended.csv', fileText('accounts', mended)));
    await says('mended.csv');
    await press(admin, t.imports.import);
    await admin.getByText(t.imports.importOf.replace('{{file}}', 'mended.csv')).waitFor();
    await says(t.importEnd.import.done);
    await expect.poll(() => customers(), { timeout: 20_000 }).toBe(many);
    expect(await verifyAudit(desk.core.db.read)).toMatchObject({ isWhole: true });
  }, 60_000);

  it(
    'takes in the contracts, whose file may leave a column out',
    async () => {
      const contracts = Array.from({ length: few }, (_, row) => contractFields(row));
      await choose(written('contracts.csv', fileText('contracts', contracts)));
      await says('contracts.csv');
      await show('contracts');
      await press(admin, t.imports.import);
      await admin.getByText(t.imports.importOf.replace('{{file}}', 'contracts.csv')).waitFor();
      await says(t.importEnd.import.done, patience);
      expect(await count('newCount')).toBe(few);
    },
    patience,
  );

  it('is warned of the same file, and finds every import in the history', async () => {
    await choose(join(folder.path, 'mended.csv'));
    await says(filled(t.imports.sameFile));
    expect(await admin.getByRole('table').last().getByRole('row').count()).toBe(6);
    await show('history');
  });
});
