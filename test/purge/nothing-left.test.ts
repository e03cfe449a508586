// After a purge nothing of the purged can be found: in SQLite's file and journal and the data folder byte by byte, in
// PostgreSQL row by row.
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { deflateSync, gzipSync } from 'node:zlib';
import Encoding from 'encoding-japanese';
import { describe, expect, it } from 'vitest';
import { sqlitePath } from '../../db/open.ts';
import * as data from '../../db/registered-data.ts';
import { changingKeys } from '../../db/search-keys.ts';
import type { Desk } from '../../main/core.ts';
import { answerOf } from '../door/caller.ts';
import { type ImportDesk, openImportDesk } from '../jobs/desk.ts';
import { addCustomer } from '../setup/customer.ts';
import { engines, requestId } from '../setup/desk.ts';
import { addGone, foldedForms, unique } from './gone.ts';
import { findings } from './holdings.ts';

const words = [
  ...Object.values(unique).filter((word) => word !== unique.postcode),
  ...foldedForms,
  '旧姓仲間外',
  'キュウセイナカマハズレ',
];

/** Every row of every table as text, with what stands in it. */
const rowsWith = async ({ db }: ImportDesk, sought: readonly string[]): Promise<string[]> => {
  const tables: string[] =
    db.engine === 'sqlite'
      ? await db.read('sqlite_schema').where({ type: 'table' }).whereNot('name', 'like', 'sqlite_%').pluck('name')
      : await db.read('pg_tables').where('schemaname', db.read.raw('current_schema()')).pluck('tablename');
  const found: string[] = [];
  for (const table of tables) {
    const text = JSON.stringify(await db.read(table));
    for (const word of sought) if (text.includes(word)) found.push(`${table}: ${word}`);
  }
  return found;
};

const purge = async (desk: ImportDesk, [asks, decides]: readonly [Desk, Desk]): Promise<void> => {
  const { approvalId } = answerOf(await asks.call('purge.ask', { reason: '月例の消去', requestId: requestId() }));
  const { digest } = answerOf(await decides.call('approval.open', { approvalId }));
  answerOf(await decides.call('approval.decide', { approvalId, digest, outcome: 'grant', requestId: requestId() }));
  await desk.core.idle();
};

describe.each(engines)('after a purge on %s', (engine) => {
  it('neither names, keys, suffixes, numbers nor notes of the purged are left anywhere', async () => {
    const desk = await openImportDesk(engine);
    const desks = [await desk.signIn('admin'), await desk.signIn('admin2')] as const;
    for (let index = 0; index < 30; index += 1) await addCustomer(desk.db.write);
    const { accountId, customerId } = await addGone(desk.db.write, { name: '旧姓仲間外　琥珀丸' });
    for (let index = 0; index < 30; index += 1) await addCustomer(desk.db.write);
    // Another name and address before: what they wrote over must not be left in a page either.
    await desk.db.write.transaction((tx) =>
      changingKeys(tx, [accountId], async () => {
        await tx('customer').where({ id: customerId }).update({ name_kana: 'キュウセイナカマハズレ　コハクマル' });
        await tx('account').where({ id: accountId }).update({ delivery_line: '北海道函館市旧姓仲間外町9-9' });
      }),
    );
    await desk.db.write.transaction((tx) =>
      changingKeys(tx, [accountId], async () => {
        await tx('customer').where({ id: customerId }).update({ name: unique.name, name_kana: unique.nameKana });
        await tx('account').where({ id: accountId }).update({ delivery_line: unique.line });
      }),
    );
    await data.bumpVersion(desk.db.write, accountId);
    // Something of the desk itself: its stored reply, its entry in the audit, its line on the timeline.
    const asked = { accountId, isHeld: true, reason: unique.note, requestId: requestId() };
    const supervisor = await desk.signIn('supervisor');
    answerOf(await supervisor.call('account.setHold', asked));
    answerOf(await supervisor.call('account.setHold', { ...asked, isHeld: false, requestId: requestId() }));
    expect(await desk.db.read('request')).not.toEqual([]);
    expect((await rowsWith(desk, words)).length).toBeGreaterThan(30);

    const place = engine === 'sqlite' ? dirname(sqlitePath(desk.url)) : desk.folder;
    if (engine === 'sqlite') {
      const before = findings(place, words);
      for (const word of [unique.name, unique.mail, '珀丸', '旧姓仲間外']) expect(before.join('\n')).toContain(word);
      // The search itself: it finds what is packed and written in other ways.
      const tried = join(place, 'tried');
      mkdirSync(tried);
      const text = Buffer.from(`x${unique.name}y`);
      const quoted = [...text].map((byte) => `=${byte.toString(16).toUpperCase()}`);
      const base64 = text.toString('base64');
      const ways: Record<string, string | Buffer> = {
        base64,
        'base64-in-lines': `${base64.slice(0, 11)}\r\n${base64.slice(11)}`,
        quoted: quoted.join(''),
        'quoted-in-lines': `${quoted.slice(0, 9).join('')}=\r\n${quoted.slice(9).join('')}`,
        pdf: Buffer.concat([Buffer.from('stream\n'), deflateSync(text), Buffer.from('\nendstream')]),
        gzip: gzipSync(text),
        'windows-31j': Buffer.from(Encoding.convert([...text], { to: 'SJIS', from: 'UTF8' })),
        address: encodeURIComponent(text.toString()),
        escapes: [...text.toString()].map((sign) => `\\u${sign.charCodeAt(0).toString(16).padStart(4, '0')}`).join(''),
        'utf-16': Buffer.from(text.toString(), 'utf16le'),
      };
      for (const [name, content] of Object.entries(ways)) writeFileSync(join(tried, name), content);
      expect(new Set(findings(tried, [unique.name]).map((line) => line.split(':')[0]))).toEqual(
        new Set(Object.keys(ways)),
      );
      rmSync(tried, { recursive: true });
    }

    await purge(desk, desks);
    expect(await desk.db.read('purge_item').pluck('state')).toEqual(['purged']);
    expect(await rowsWith(desk, words)).toEqual([]);
    expect(findings(desk.folder, words)).toEqual([]);
    expect(findings(place, words), 'while the database is open').toEqual([]);
    // Nobody else lost anything.
    expect(await desk.db.read('account').pluck('id')).toHaveLength(60);
    expect(await desk.db.read('name_term').where({ term: '佐藤' })).toHaveLength(1);
    expect(await desk.db.read('job').orderBy('id', 'desc').first('state', 'result')).toMatchObject({
      state: 'done',
      result: JSON.stringify({ run: 1, isJournalEmpty: true }),
    });
    await desk.close();
  }, 60_000);
});
