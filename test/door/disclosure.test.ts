import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Desk } from '../../main/core.ts';
import { openPdf, textOf } from '../print/reading.ts';
import { addGone, unique } from '../purge/gone.ts';
import { asking } from '../purge/plans.ts';
import { addCustomer, type TestCustomer } from '../setup/customer.ts';
import { engines, openTestDesk, requestId, type TestDesk } from '../setup/desk.ts';
import { answerOf, codeOf } from './caller.ts';

describe.each(engines)('a request for disclosure on %s', (engine) => {
  let at: TestDesk;
  let admin: Desk;
  let gone: TestCustomer;
  let disclosureId = 0;
  beforeAll(async () => {
    at = await openTestDesk(engine);
    admin = await at.signIn('admin');
    gone = await addGone(at.db.write);
    await addCustomer(at.db.write, { name: '別人　無関係' });
    const supervisor = await at.signIn('supervisor');
    answerOf(await supervisor.call('account.open', { accountId: gone.accountId }));
    answerOf(await supervisor.call('customer.open', { customerId: gone.customerId }));
  });
  afterAll(() => at.close());
  const record = (more: object = {}) =>
    admin.call('disclosure.record', {
      customerNo: unique.customerNo,
      receivedOn: '2026-11-20',
      requestId: requestId(),
      ...more,
    });
  const list = async (state: 'open' | 'settled' = 'open') =>
    answerOf(await admin.call('disclosure.list', { state })).requests;

  it('stands in the register with its due date, is found when that is over, and keeps the customer from being purged', async () => {
    expect(codeOf(await record({ customerNo: '0000000000' }))).toBe('no-such-customer');
    expect(codeOf(await record({ receivedOn: '2026-11-24' }))).toBe('received-date');
    const recorded = answerOf(await record());
    expect(recorded.dueOn).toBe('2026-12-04');
    disclosureId = recorded.disclosureId;
    expect(codeOf(await record())).toBe('disclosure-open');
    expect(await list()).toMatchObject([{ disclosureId, customerName: unique.name, isOverdue: false, state: 'open' }]);
    await at.db.write('disclosure').update({ due_on: '2026-11-22' });
    expect(await list()).toMatchObject([{ isOverdue: true }]);
    const { due, kept } = answerOf(await admin.call('purge.overview', {}));
    expect({ due, kept: kept.find(({ reason }) => reason === 'disclosure') }).toEqual({
      due: 0,
      kept: { reason: 'disclosure', count: 1 },
    });
  });

  it('is answered with everything that is held on them and who has read it, and nothing of anybody else', async () => {
    const fetch = async (format: 'pdf' | 'csv'): Promise<Buffer> => {
      const { file } = answerOf(await admin.call('disclosure.file', { disclosureId, format }));
      return Buffer.from(admin.takeFile(file)?.bytes ?? []);
    };
    let csv = '';
    const asked = await asking(at.db, async () => {
      csv = (await fetch('csv')).toString('utf8');
    });
    // Gathered and drawn before the transaction, which keeps others from writing.
    expect(asked.map(({ sql }) => sql).join()).not.toContain('contact_phone');
    const bytes = await fetch('pdf');
    if (process.env.AKARI_KEEP) writeFileSync(join(process.env.AKARI_KEEP, 'disclosure.pdf'), bytes);
    const pdf = await openPdf(bytes);
    const pages = await Promise.all(Array.from({ length: pdf.numPages }, (_, page) => pdf.getPage(page + 1)));
    const text = (await Promise.all(pages.map(textOf))).join('');
    // A letter writes days and numbers as people read them.
    const letter: Partial<Record<keyof typeof unique, string>> = {
      birthOn: '1931年7月29日',
      postcode: '〒064-0821',
      confirmedPostcode: '〒061-8714',
      supplyPointNo: '01-0087-6504-3219-8765-0432',
    };
    for (const [name, word] of Object.entries(unique)) {
      expect(csv, word).toContain(word);
      expect(text, word).toContain((letter[name as keyof typeof unique] ?? word).replaceAll(/\s/g, ''));
    }
    for (const held of [csv, text]) {
      for (const word of [
        'アカウントの閲覧',
        'お客さまの閲覧',
        '開示請求の受付',
        '口座振替済',
        '変更前',
        '個人',
        '受信希望',
        'お客さま応対',
      ])
        expect(held).toContain(word);
      expect(held).toMatch(/工藤 ?正樹/);
      expect(held).not.toContain('無関係');
      expect(held).not.toContain('argon2');
    }
    const [entry] = await at.db.read('audit_entry').where({ call: 'disclosure.file' }).orderBy('seq').pluck('body');
    expect(JSON.parse(entry)).toMatchObject({ disclosure: disclosureId, customer: gone.customerId, format: 'csv' });
    const all = JSON.stringify(await at.db.read('audit_entry').select('body'));
    for (const word of [unique.customerNo, unique.name, unique.mail]) expect(all).not.toContain(word);
  });

  it('is settled once', async () => {
    const settle = () => admin.call('disclosure.settle', { disclosureId, outcome: 'answered', requestId: requestId() });
    answerOf(await settle());
    expect(codeOf(await settle())).toBe('disclosure-settled');
    expect(await list()).toEqual([]);
    expect(await list('settled')).toMatchObject([{ disclosureId, state: 'answered', settledBy: '三浦 千佳' }]);
    expect(answerOf(await admin.call('purge.overview', {})).due).toBe(1);
  });
});
