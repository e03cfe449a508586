// A mass mailing that has begun is not out of reach: it goes in rounds, each by the settings of its moment.
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import * as accounts from '../../db/accounts.ts';
import { mailSendingOf, setMailSending, writeText } from '../../db/mail-settings.ts';
import type { Database } from '../../db/open.ts';
import { systemEffects } from '../../main/effects.ts';
import { openSender, type Sender, type SenderOptions } from '../../main/mail/sender.ts';
import { noKeyStore } from '../../main/opening/key-store.ts';
import { initialTexts } from '../../main/rules/mail-text.ts';
import { addBill } from '../door/bills.ts';
import { addCustomer, type TestCustomer } from '../setup/customer.ts';
import { addStaff, engines, freshDatabase, noon, type TestDatabase } from '../setup/desk.ts';
import { queue, sendingTo, setUpSending } from './sending.ts';
import { startSmtp, type TestSmtp } from './smtp-server.ts';

describe.each(engines)('a mass mailing on %s', (engine) => {
  let smtp: TestSmtp;
  let at: TestDatabase;
  let db: Database;
  let customer: TestCustomer & { mailAddressId: number };
  let sender: Sender | undefined;
  const { signal } = new AbortController();
  beforeAll(async () => {
    smtp = await startSmtp('keep');
    at = await freshDatabase(engine);
    db = await at.open();
    await addStaff(db.write);
    const holder = await addCustomer(db.write, { mails: [{ address: `mass-${engine}@example.jp` }] });
    const mailAddressId = (await accounts.mailAddressesOf(db.read, holder.accountId))[0]?.id ?? 0;
    customer = { ...holder, mailAddressId };
  });
  beforeEach(() => db.write('outbox').delete());
  afterEach(() => sender?.close());
  afterAll(async () => {
    await db?.close();
    await at?.remove();
    await smtp?.close();
  });
  const open = (more: Partial<SenderOptions>): Sender => {
    const common = { db, keys: noKeyStore, effects: systemEffects, actor: 'system:mail', changed: () => {} };
    sender = openSender({ ...common, ...more });
    return sender;
  };
  const mend = async (more: Parameters<typeof sendingTo>[1]): Promise<void> => {
    const version = (await mailSendingOf(db.write))?.version ?? 0;
    await setMailSending(db.write, sendingTo(smtp.port(), more), version, noon);
  };
  /** One a minute, so that all but the first still wait; the first round is over when somebody has done as is said. */
  const mendedMeanwhile = async (doing: () => Promise<unknown>) => {
    await setUpSending(db.write, smtp.port(), { perMinute: 1 });
    for (let n = 0; n < 5; n += 1) await queue(db.write, customer);
    const first = new AbortController();
    let rounds = 0;
    const round = (): AbortSignal => {
      rounds += 1;
      return rounds === 1 ? first.signal : new AbortController().signal;
    };
    const once = new AbortController();
    once.signal.addEventListener('abort', () => void doing().then(() => first.abort()));
    return open({ round, changed: () => once.abort() }).send(signal);
  };

  it('goes on with the wording that was mended while it ran', async () => {
    const before = smtp.mails().length;
    const kind = 'limit-lifted';
    const mended = { ...initialTexts[kind], subject: 'Mended' };
    const { counts } = await mendedMeanwhile(async () => {
      await writeText(db.write, { kind, ...mended, version: 0, changedBy: 1 }, noon);
      await mend({ perMinute: null });
    });
    expect(counts).toEqual({ accepted: 5 });
    const subjects = smtp
      .mails()
      .slice(before)
      .map((text) => /^Subject: Mended\r?$/m.test(text));
    expect(subjects).toEqual([false, true, true, true, true]);
  });

  it('stops when the server is taken away from it, and what is left waits as if nobody had taken it', async () => {
    const report = await mendedMeanwhile(() => mend({ server: null }));
    expect(report).toMatchObject({ counts: { accepted: 1 }, fault: 'server-missing' });
    const left = await db.read('outbox').where({ state: 'waiting', attempts: 0, due_at: noon });
    expect(left).toHaveLength(4);
  });

  it('is planned piece by piece, between which goes out what a person waits for', async () => {
    await setUpSending(db.write, smtp.port(), { noticesFrom: '2026-11-01' });
    const billId = await addBill(db.write, customer);
    const { id: _, notice_due_on, noticed_at, ...bill } = await db.read('bill').where({ id: billId }).first();
    const bills = Array.from({ length: 500 }, (__, n) => ({ ...bill, bill_no: `75${n}`, issued_on: '2026-11-15' }));
    await db.write.batchInsert('bill', bills, 50);
    await queue(db.write, customer);
    const left: Promise<number>[] = [];
    const unseen = async () => (await db.read('bill').whereNull('notice_due_on').whereNull('noticed_at')).length;
    const round = (): AbortSignal => {
      left.push(unseen());
      return new AbortController().signal;
    };
    expect(await open({ round }).send(signal)).toMatchObject({ counts: { accepted: 1 }, fault: null });
    expect(await Promise.all(left)).toEqual([101, 0]);
    expect(await unseen()).toBe(0);
  });
});
