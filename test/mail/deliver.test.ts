// Mail really goes out: to a real SMTP server, only to whom it may go, and what the server said stands in its row.
import { simpleParser } from 'mailparser';
import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import * as accounts from '../../db/accounts.ts';
import * as mailAddresses from '../../db/mail-addresses.ts';
import type { Database } from '../../db/open.ts';
import * as outbox from '../../db/outbox.ts';
import { noteTaken } from '../../db/outbox-taken.ts';
import { knownSecret } from '../../db/settings.ts';
import { verifyAudit } from '../../main/audit.ts';
import { deliverDue } from '../../main/mail/deliver.ts';
import { outboxIdOf } from '../../main/mail/return-path.ts';
import { readMailSetup } from '../../main/mail/setup.ts';
import { openSmtpCarrier } from '../../main/mail/smtp-carrier.ts';
import { openPortal } from '../../main/portal.ts';
import { tokyoInstant } from '../../main/rules/calendar.ts';
import { addBill } from '../door/bills.ts';
import { addCustomer, type CustomerOptions } from '../setup/customer.ts';
import { addStaff, engines, freshDatabase, noon, type TestDatabase } from '../setup/desk.ts';
import { deliver, queue, setUpSending } from './sending.ts';
import { startSmtp, type TestSmtp } from './smtp-server.ts';

const noticeOfBill = { kind: 'bill' as const, debitId: null, isBulk: true, resentBy: null, resendOf: null };

describe.each(engines)('mail on %s', (engine) => {
  let smtp: TestSmtp;
  let at: TestDatabase;
  let db: Database;
  beforeAll(async () => {
    smtp = await startSmtp('keep');
    at = await freshDatabase(engine);
    db = await at.open();
    await addStaff(db.write);
    await setUpSending(db.write, smtp.port());
  });
  beforeEach(async () => {
    await at.setNow(noon);
    await db.write('outbox').delete();
  });
  afterAll(async () => {
    await db?.close();
    await at?.remove();
    await smtp?.close();
  });
  const holder = async (address: string, more: CustomerOptions = {}) => {
    const customer = await addCustomer(db.write, { mails: [{ address }], ...more });
    const mailAddressId = (await accounts.mailAddressesOf(db.read, customer.accountId))[0]?.id ?? 0;
    return { ...customer, mailAddressId };
  };
  const stateOf = async (messageId: string) =>
    db.read('outbox').where({ message_id: messageId }).first('state', 'reason', 'answer_code', 'answer_status');
  const acceptedFor = (to: string) => smtp.log().filter((line) => line.what === 'accepted' && line.to === to);
  const mailTo = async (to: string) => {
    const raw = smtp.mails().findLast((text) => text.includes(`To: ${to}`)) ?? '';
    return { raw, mail: await simpleParser(raw) };
  };

  it('bears its row’s Message-ID, says who it is from, and comes back to an address that proves the row', async () => {
    const customer = await holder('hanako@example.jp', { name: '𠮷田　髙子' });
    const messageId = await queue(db.write, customer);
    expect((await deliver(db)).counts).toEqual({ accepted: 1 });
    expect(await stateOf(messageId)).toMatchObject({ state: 'accepted', answer_code: 250, answer_status: '2.0.0' });
    const { mail } = await mailTo('hanako@example.jp');
    expect(mail.messageId).toBe(messageId);
    expect(mail.from?.value[0]).toEqual({ name: 'あかり電力', address: 'info@mail.akari.example.jp' });
    expect(mail.headers.get('auto-submitted')).toBe('auto-generated');
    expect(mail.subject).toMatch(/ログイン制限の解除のお知らせ$/);
    expect(mail.text).toContain('𠮷田　髙子　さま');
    expect(mail.text).toContain('2026年11月23日 12時00分');
    const [line] = acceptedFor('hanako@example.jp');
    const { id } = await db.read('outbox').where({ message_id: messageId }).first('id');
    expect(outboxIdOf((await knownSecret(db.read, 'return-path')) ?? '', line?.from ?? '')).toBe(id);
    expect(outboxIdOf('another secret', line?.from ?? '')).toBeNull();
    expect(await db.read('audit_entry').where({ call: 'mail.deliver' }).pluck('body')).toContain('{"accepted":1}');
  });

  it('tells of a bill with or without its amount, as the customer chose; a protected one never with it', async () => {
    const wishes = [
      ['plain-bill@example.jp', 0, false],
      ['amount-bill@example.jp', 1, false],
      ['protected-bill@example.jp', 1, true],
    ] as const;
    for (const [address, wants_amounts, isProtected] of wishes) {
      const customer = await holder(address, { isProtected });
      await db.write('account').where({ id: customer.accountId }).update({ wants_amounts });
      const billNo = `71${customer.accountId}`;
      const billId = await addBill(db.write, customer, { head: { billNo } });
      const mail = { messageId: `<${billNo}@x>`, billId, ...noticeOfBill };
      await outbox.addBillMail(db.write, { ...mail, ...customer }, noon);
    }
    expect((await deliver(db)).counts).toEqual({ accepted: 3 });
    const textOf = async (address: string) => (await mailTo(address)).mail.text ?? '';
    for (const [address, wants, isProtected] of wishes) {
      const text = await textOf(address);
      expect(text).toContain('2026年10月分のご請求');
      expect(text).toContain('https://web.akari.example.jp/bills');
      expect(text.includes('8,000円')).toBe(wants === 1 && !isProtected);
    }
  });

  it('asks to confirm an address without a word about whose it may be', async () => {
    const customer = await holder('new@example.jp', { mails: [{ address: 'new@example.jp', isConfirmed: false }] });
    await mailAddresses.askAgain(db.write, customer.mailAddressId, noon);
    await queue(db.write, { ...customer, kind: 'confirm-address' });
    await queue(db.write, customer);
    expect((await deliver(db)).counts).toEqual({ accepted: 1, suppressed: 1 });
    const { mail } = await mailTo('new@example.jp');
    expect(mail.text).not.toMatch(/花子|佐藤|Customer/);
    expect(mail.text).toContain('2026年11月30日 12時00分までに');
    const token = /confirm#(\S+)/.exec(mail.text ?? '')?.[1] ?? '';
    expect(await openPortal(db).confirmAddress(token)).toMatchObject({ answer: 'confirmed' });
  });

  it('goes to nobody whom a rule leaves out', async () => {
    const out = async (address: string, change: (customer: Awaited<ReturnType<typeof holder>>) => Promise<unknown>) => {
      const customer = await holder(address);
      const billNo = `72${customer.accountId}`;
      const billId = await addBill(db.write, customer, { head: { billNo } });
      const bill = { messageId: `<${billNo}@x>`, billId, ...noticeOfBill };
      await outbox.addBillMail(db.write, { ...bill, ...customer }, noon);
      await change(customer);
      return `<${billNo}@x>`;
    };
    const update = (table: string, where: object, values: object) => db.write(table).where(where).update(values);
    const cases: [reason: string, messageId: string][] = [
      [
        'not-opted-in',
        await out('out1@example.jp', (c) => update('account', { id: c.accountId }, { wants_notices: 0 })),
      ],
      [
        'not-eligible',
        await out('out2@example.jp', (c) => update('contract', { id: c.contractId }, { is_mail_eligible: 0 })),
      ],
      [
        'address-unconfirmed',
        await out('out3@example.jp', (c) =>
          mailAddresses.suppress(db.write, c.mailAddressId, { reason: '5.1.1', sentAt: noon }, noon),
        ),
      ],
      [
        'address-removed',
        await out('out4@example.jp', (c) =>
          update('mail_address', { id: c.mailAddressId }, { removed_at: noon, position: null }),
        ),
      ],
      [
        'account-closed',
        await out('out5@example.jp', (c) =>
          update('account', { id: c.accountId }, { status: 'withdrawn', withdrawn_at: noon }),
        ),
      ],
      [
        'bill-cancelled',
        await out('out6@example.jp', (c) => update('bill', { customer_id: c.customerId }, { state: 'cancelled' })),
      ],
      ['address-undeliverable', await out('out..7@example.jp', async () => {})],
    ];
    const late = await holder('late@example.jp');
    const lapsed = await queue(db.write, { ...late, lapsesAt: noon });
    // A line end in a name would begin another line of the mail; in an address, another header.
    const injected = await holder('inject@example.jp', { name: '花子\r\nBcc: thief@example.com' });
    const unsafe = await queue(db.write, injected);
    const addressed = await holder('inject2@example.jp\r\nBcc: thief@example.com');
    const split = await queue(db.write, addressed);
    const ending = await holder('ending@example.jp', { endedOn: '2024-12-10' });
    const ends = await queue(db.write, { ...ending, kind: 'clock-ending', lapsesAt: tokyoInstant('2026-12-10', 24) });
    // Whoever has moved in again is not told that the account ends.
    await queue(db.write, { ...late, kind: 'clock-ending', lapsesAt: tokyoInstant('2026-12-10', 24) });
    const untold = await queue(db.write, { ...late, kind: 'address-changed', lapsesAt: noon });
    expect((await deliver(db)).counts).toEqual({ suppressed: 9, lapsed: 3, accepted: 1 });
    expect(await stateOf(ends)).toMatchObject({ state: 'accepted' });
    // An agent was told that the customer would hear of the change; that a limit was lifted is missed by nobody.
    const failed = await db.read('account_event').where({ account_id: late.accountId, kind: 'mail-failed' });
    expect(failed.map(({ facts }) => JSON.parse(facts))).toMatchObject([
      { mailKind: 'address-changed', state: 'lapsed' },
    ]);
    expect(await stateOf(untold)).toMatchObject({ state: 'lapsed' });
    for (const [reason, messageId] of cases)
      expect({ reason, ...(await stateOf(messageId)) }).toMatchObject({ reason, state: 'suppressed' });
    expect(await stateOf(lapsed)).toMatchObject({ state: 'lapsed' });
    expect(await stateOf(unsafe)).toMatchObject({ state: 'suppressed', reason: 'unsafe' });
    expect(await stateOf(split)).toMatchObject({ state: 'suppressed', reason: 'address-undeliverable' });
    expect(smtp.log().filter(({ to }) => /out\d|out\.\.|late|inject|thief/.test(to))).toEqual([]);
  });

  it('is refused for good, and a dead address gets nothing more until its owner confirms it', async () => {
    const customer = await holder('nobody1@example.jp');
    const full = await holder('full1@example.jp');
    const [gone, fullMail] = [await queue(db.write, customer), await queue(db.write, full)];
    expect((await deliver(db)).counts).toEqual({ refused: 2 });
    expect(await stateOf(gone)).toEqual({
      state: 'refused',
      reason: 'answered',
      answer_code: 550,
      answer_status: '5.1.1',
    });
    expect(await stateOf(fullMail)).toMatchObject({ state: 'refused', answer_code: 552, answer_status: '5.2.2' });
    const suppressedAt = async (id: number) => (await accounts.mailAddressesOf(db.read, id))[0]?.suppressedAt;
    expect(await suppressedAt(customer.accountId)).toBe(noon);
    expect(await suppressedAt(full.accountId)).toBeNull();
    const events = await db.read('account_event').where({ account_id: customer.accountId }).orderBy('id').pluck('kind');
    expect(events).toEqual(['mail-failed', 'mail-suppressed']);
    await queue(db.write, customer);
    // A question of before would be as lost; one that is asked anew may go there.
    await queue(db.write, { ...customer, kind: 'confirm-address' });
    await queue(db.write, { ...customer, kind: 'confirm-address' }, '2026-11-23T03:00:00.001Z');
    await at.setNow('2026-11-23T03:01:00.000Z');
    expect((await deliver(db)).counts).toEqual({ suppressed: 2, refused: 1 });
  });

  it('is refused by a relay that will not have us: no address pays for it, and the rest of the mail waits', async () => {
    const customers = [];
    for (let n = 0; n < 40; n += 1) customers.push(await holder(`${n % 2 ? 'relay' : 'unread'}-${n}@example.jp`));
    for (const customer of customers) await queue(db.write, customer);
    expect((await deliver(db)).stopped).toBe('answered');
    const states = Map.groupBy(await db.read('outbox').pluck('state'), (state) => state);
    expect([...states.keys()].sort()).toEqual(['refused', 'waiting']);
    expect(states.get('waiting')?.length).toBeGreaterThanOrEqual(20);
    const ids = customers.map(({ mailAddressId }) => mailAddressId);
    expect(await db.read('mail_address').whereIn('id', ids).whereNull('confirmed_at')).toEqual([]);
  });

  it('is deferred at growing intervals, and given up three days after the first no, however long it lay before', async () => {
    const customer = await holder(`defer-${engine}@example.jp`);
    const messageId = await queue(db.write, customer);
    expect((await deliver(db)).counts).toEqual({ deferred: 1 });
    expect(await db.read('outbox').first('state', 'due_at', 'answer_code', 'attempts')).toMatchObject({
      state: 'deferred',
      due_at: '2026-11-23T03:05:00.000Z',
      answer_code: 450,
      attempts: 1,
    });
    expect((await deliver(db)).counts).toEqual({});
    await at.setNow('2026-11-23T03:05:00.000Z');
    expect((await deliver(db)).counts).toEqual({ accepted: 1 });
    expect(acceptedFor(`defer-${engine}@example.jp`)).toMatchObject([{ messageId }]);
    await queue(db.write, await holder(`defer-late-${engine}@example.jp`));
    // Nobody sent over the holidays; the first contact after them is put off, as receivers do with strangers.
    await at.setNow('2026-11-28T03:00:00.000Z');
    expect((await deliver(db)).counts).toEqual({ deferred: 1 });
    await smtp.kill();
    await at.setNow('2026-12-01T02:59:59.999Z');
    expect((await deliver(db)).counts).toEqual({ deferred: 1 });
    await at.setNow('2026-12-02T03:00:00.000Z');
    expect((await deliver(db)).counts).toEqual({ 'given-up': 1 });
    await smtp.restart();
  });

  it('waits for a server that is out, untouched but for the one that found out', async () => {
    for (let n = 0; n < 30; n += 1) await queue(db.write, await holder(`out-${n}-${engine}@example.org`));
    await smtp.kill();
    const report = await deliver(db);
    expect(report.stopped).toBe('no-connection');
    const waiting = await db.read('outbox').where({ state: 'waiting', attempts: 0 });
    expect(waiting.length).toBeGreaterThanOrEqual(20);
    await smtp.restart();
    await at.setNow('2026-11-23T03:06:00.000Z');
    expect((await deliver(db)).counts).toEqual({ accepted: 30 });
  });

  it('sends nothing twice that a sender was told is taken before it died', async () => {
    const customer = await holder(`taken-${engine}@example.jp`);
    const messageId = await queue(db.write, customer);
    const dead = { owner: 'dead', leaseUntil: '2026-11-23T03:10:00.000Z', limit: 10 };
    const [row] = await db.write.transaction((tx) => outbox.claim(tx, dead, noon));
    const answer = { id: row?.id ?? 0, code: 250, status: '2.6.0' };
    await noteTaken(db.write, [{ ...answer, owner: 'somebody else', code: 251 }]);
    await noteTaken(db.write, [{ ...answer, owner: 'dead' }]);
    expect(await stateOf(messageId)).toMatchObject({ state: 'sending' });
    await at.setNow(dead.leaseUntil);
    expect((await deliver(db)).counts).toEqual({ accepted: 1 });
    expect(acceptedFor(`taken-${engine}@example.jp`)).toEqual([]);
    expect(await db.read('outbox').where({ message_id: messageId }).first()).toMatchObject({
      state: 'accepted',
      accepted_at: noon,
      answer_code: 250,
      answer_status: '2.6.0',
      attempts: 1,
    });
  });

  it('begins no more in a minute than are allowed, and takes no mail that waits for its turn for one that is lost', async () => {
    for (let n = 0; n < 4; n += 1) await queue(db.write, await holder(`slow-${n}-${engine}@example.jp`));
    const setup = await readMailSetup(db.write, true);
    if (typeof setup === 'string' || !setup.sending.server) throw new Error('mail is not set up');
    const sending = { ...setup.sending, perMinute: 2, connections: 1 };
    const waits: number[] = [];
    const wait = async (milliseconds: number) => void waits.push(milliseconds);
    const carrier = openSmtpCarrier({ sending, server: setup.sending.server, password: null, connections: 1, wait });
    const common = { db, carrier, setup: { ...setup, sending }, actor: 'system:mail', changed: () => {} };
    const { counts } = await deliverDue({ ...common, signal: new AbortController().signal });
    carrier.close();
    expect(counts).toEqual({ accepted: 4 });
    // Nobody really waited, so each next turn is half a minute further away.
    expect(waits.map((milliseconds) => Math.ceil(milliseconds / 30_000))).toEqual([1, 2, 3]);
  });

  it('is not sent from a machine that has slept over its lease, whose clock for spans stood still meanwhile', async () => {
    const address = `asleep-${engine}@example.jp`;
    for (let n = 0; n < 3; n += 1) await queue(db.write, await holder(`${n}-${address}`));
    const setup = await readMailSetup(db.write, true);
    if (typeof setup === 'string' || !setup.sending.server) throw new Error('mail is not set up');
    const { sending } = setup;
    const smtpCarrier = openSmtpCarrier({ sending, server: setup.sending.server, password: null, connections: 1 });
    let others: Promise<unknown> | null = null;
    // The lid closes while the first one waits for its turn: twenty minutes go by, in which another console sends all.
    const turn = async (): Promise<void> => {
      others ??= at.setNow('2026-11-23T03:20:00.000Z').then(async () => {
        const awake = await at.open();
        expect((await deliver(awake)).counts).toEqual({ accepted: 3 });
        await awake.close();
        const opened = Date.now() + 20 * 60_000;
        vi.spyOn(Date, 'now').mockReturnValue(opened);
      });
      await others;
    };
    const carrier = { ...smtpCarrier, turn };
    const common = { db, carrier, setup, actor: 'system:mail', changed: () => {} };
    const { counts } = await deliverDue({ ...common, signal: new AbortController().signal });
    vi.restoreAllMocks();
    smtpCarrier.close();
    expect(counts).toEqual({});
    expect(smtp.log().filter(({ what, to }) => what === 'accepted' && to.endsWith(address))).toHaveLength(3);
  });

  it('leaves the audit whole', async () => {
    expect((await verifyAudit(db.read)).finding).toBeNull();
  });
});
