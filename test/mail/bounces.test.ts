// Mail that comes back: reports as servers write them, texts of servers that write none, and answers of people on holiday.
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import * as accounts from '../../db/accounts.ts';
import type { Database } from '../../db/open.ts';
import { knownSecret } from '../../db/settings.ts';
import { verifyAudit } from '../../main/audit.ts';
import { returnPath } from '../../main/mail/return-path.ts';
import { takeBounces } from '../../main/mail/take-bounces.ts';
import { addCustomer } from '../setup/customer.ts';
import { engines, freshDatabase, noon, type TestDatabase } from '../setup/desk.ts';
import { scratchFolder } from '../setup/scratch-folder.ts';
import { queue } from './sending.ts';

type Report = { to: string; action?: string; status?: string; diagnostic?: string; messageId?: string };

const report = ({
  to,
  action = 'failed',
  status = '5.1.1',
  diagnostic = '550 5.1.1 unknown',
  messageId,
}: Report): string =>
  [
    'From: MAILER-DAEMON@mx.example.net',
    `To: <${to}>`,
    'Subject: Undelivered Mail Returned to Sender',
    'MIME-Version: 1.0',
    'Content-Type: multipart/report; report-type=delivery-status; boundary="b1"',
    '',
    '--b1',
    'Content-Type: text/plain',
    '',
    'Sorry.',
    '--b1',
    'Content-Type: message/delivery-status',
    '',
    'Reporting-MTA: dns; mx.example.net',
    '',
    'Final-Recipient: rfc822; somebody@example.jp',
    `Action: ${action}`,
    `Status: ${status}`,
    `Diagnostic-Code: smtp;`,
    `  ${diagnostic}`,
    '',
    '--b1',
    'Content-Type: text/rfc822-headers',
    '',
    `Message-ID: ${messageId ?? '<somebody-elses@example.net>'}`,
    '--b1--',
    '',
  ].join('\r\n');
const plain = (to: string, text: string, more = '', from = 'postmaster@mx.example.net'): string =>
  `From: ${from}\r\nTo: ${to}\r\n${more}Subject: failure\r\n\r\n${text}\r\n`;

describe.each(engines)('mail that came back on %s', (engine) => {
  let at: TestDatabase;
  let db: Database;
  const folder = scratchFolder('akari-bounces-');
  beforeAll(async () => {
    at = await freshDatabase(engine);
    db = await at.open();
  });
  afterAll(async () => {
    await db?.close();
    await at?.remove();
    folder.remove();
  });
  const take = (path: string) => takeBounces({ db, actor: 'system:mail' }, path);
  /** A mail that a server has taken. */
  const sent = async () => {
    const { accountId } = await addCustomer(db.write);
    const mailAddressId = (await accounts.mailAddressesOf(db.read, accountId))[0]?.id ?? 0;
    const messageId = await queue(db.write, { accountId, mailAddressId });
    await db
      .write('outbox')
      .where({ message_id: messageId })
      .update({ state: 'accepted', accepted_at: '2026-11-23T03:00:00.000Z' });
    const { id } = await db.read('outbox').where({ message_id: messageId }).first('id');
    const secret = (await knownSecret(db.read, 'return-path')) ?? '';
    const suppressedAt = async () => (await accounts.mailAddressesOf(db.read, accountId))[0]?.suppressedAt ?? null;
    const stateOf = async () => (await db.read('outbox').where({ id }).first('state')).state;
    return { accountId, messageId, id, to: returnPath(secret, id, 'csmail.example.jp'), suppressedAt, stateOf };
  };
  const file = (name: string, text: string): string => {
    const path = join(folder.path, `${engine}-${name}`);
    writeFileSync(path, text);
    return path;
  };

  it('for good suppresses its address; for now it does not; each is taken in once', async () => {
    const [dead, full, byId, late] = [await sent(), await sent(), await sent(), await sent()];
    const box = join(folder.path, `${engine}-eml`);
    mkdirSync(box);
    const write = (name: string, text: string) => writeFileSync(join(box, name), text);
    write('1.eml', report({ to: dead.to }));
    write('2.eml', report({ to: full.to, status: '5.2.2', diagnostic: '552 5.2.2 mailbox full' }));
    write('3.eml', report({ to: 'postmaster@csmail.example.jp', messageId: byId.messageId }));
    write('4.eml', report({ to: late.to, action: 'delayed', status: '4.4.1', diagnostic: '451 later' }));
    write('5.eml', report({ to: 'somebody@example.net' }));
    write('6.eml', 'no mail at all');
    expect(await take(box)).toMatchObject({
      counts: { suppressed: 2, bounced: 1, delayed: 1, unknown: 2, other: 0, repeated: 0 },
      unknown: ['5.eml', '6.eml'],
    });
    expect(await Promise.all([dead, full, byId, late].map((mail) => mail.stateOf()))).toEqual([
      'bounced',
      'bounced',
      'bounced',
      'accepted',
    ]);
    expect(await dead.suppressedAt()).not.toBeNull();
    expect(await byId.suppressedAt()).not.toBeNull();
    expect([await full.suppressedAt(), await late.suppressedAt()]).toEqual([null, null]);
    expect(await db.read('account_event').where({ account_id: dead.accountId }).orderBy('id').pluck('kind')).toEqual([
      'mail-failed',
      'mail-suppressed',
    ]);
    expect([readdirSync(join(box, 'done')), readdirSync(join(box, 'unknown'))]).toEqual([
      ['1.eml', '2.eml', '3.eml', '4.eml'],
      ['5.eml', '6.eml'],
    ]);
    expect((await take(box)).counts).toMatchObject({ suppressed: 0, bounced: 0, unknown: 0 });
    expect((await take(join(box, 'done', '1.eml'))).counts).toMatchObject({ repeated: 1, suppressed: 0 });
  });

  it('is taken in by two runs at once, and one that a person is to look at stays under a name of its own', async () => {
    const box = join(folder.path, `${engine}-twice`);
    mkdirSync(box);
    const mails = [await sent(), await sent(), await sent()];
    const write = (to: string) => {
      for (const [n, mail] of mails.entries()) writeFileSync(join(box, `${n}.eml`), report(mail));
      writeFileSync(join(box, 'x.eml'), report({ to }));
    };
    write('one@example.net');
    const [mine, theirs] = await Promise.all([take(box), take(box)]);
    expect(mine.counts.suppressed + theirs.counts.suppressed).toBe(3);
    write('two@example.net');
    expect((await take(box)).counts).toMatchObject({ repeated: 3, unknown: 1 });
    const kept = readdirSync(join(box, 'unknown')).map((name) => readFileSync(join(box, 'unknown', name), 'utf8'));
    expect(kept.map((text) => /one@|two@/.exec(text)?.[0])).toEqual(['one@', 'two@']);
  });

  it('is told by its return path where a server writes no report, but not by a path that somebody made up', async () => {
    const [text, holiday, forged] = [await sent(), await sent(), await sent()];
    const said = 'Your mail could not be delivered: 550 5.1.1 user unknown';
    expect((await take(file('text', plain(text.to, said)))).counts).toMatchObject({ suppressed: 1 });
    const reply = plain(holiday.to, 'I am away until 550 2027.', 'Auto-Submitted: auto-replied\r\n');
    expect((await take(file('holiday', reply))).counts).toMatchObject({ other: 1 });
    const madeUp = forged.to.replace(/\.[0-9a-f]{20}@/, '.00000000000000000000@');
    expect((await take(file('forged', report({ to: madeUp })))).counts).toMatchObject({ unknown: 1 });
    expect([await holiday.stateOf(), await forged.stateOf()]).toEqual(['accepted', 'accepted']);
    expect(await forged.suppressedAt()).toBeNull();
  });

  it('suppresses nothing for a number that only stands in a text, nor for a relay that will not have us', async () => {
    const cases: [counted: string, write: (to: string) => string][] = [
      ['bounced', (to) => plain(to, 'Your mail could not be delivered: 550 not here. Ask again by 5.1.1 or so.')],
      ['other', (to) => plain(to, 'My number is 550 1234.', '', 'hanako@example.jp')],
      ['other', (to) => plain(to, '550 5.1.1 away', 'Precedence: auto_reply\r\n')],
      ['other', (to) => plain(to, '550 5.1.1 away', 'X-Autoreply: yes\r\n')],
      ['bounced', (to) => report({ to, status: '5.0.0', diagnostic: '550 relaying denied' })],
      ['suppressed', (to) => report({ to, status: '5.0.0', diagnostic: '550 no such user' })],
      ['suppressed', (to) => plain(to, 'Remote host said: 550 sorry, no mailbox here by that name (#5.1.1)')],
    ];
    for (const [index, [counted, write]] of cases.entries()) {
      const mail = await sent();
      const { counts } = await take(file(`said-${index}`, write(mail.to)));
      expect([index, counts]).toMatchObject([index, { [counted]: 1 }]);
      expect([index, (await mail.suppressedAt()) !== null]).toEqual([index, counted === 'suppressed']);
    }
  });

  it('late changes nothing where the address was confirmed after that mail went out', async () => {
    const mail = await sent();
    const confirmed = (at: string) =>
      db.write('mail_address').where({ account_id: mail.accountId }).update({ confirmed_at: at });
    await confirmed('2026-11-23T03:00:00.001Z');
    expect((await take(file('late', report(mail)))).counts).toMatchObject({ bounced: 1, suppressed: 0 });
    expect([await mail.stateOf(), await mail.suppressedAt()]).toEqual(['bounced', null]);
    const before = await sent();
    await db.write('mail_address').where({ account_id: before.accountId }).update({ confirmed_at: noon });
    expect((await take(file('not-late', report(before)))).counts).toMatchObject({ suppressed: 1 });
  });

  it('is read from a Maildir and from an mbox', async () => {
    const [one, two, three] = [await sent(), await sent(), await sent()];
    const box = join(folder.path, `${engine}-maildir`);
    for (const name of ['new', 'cur', 'tmp']) mkdirSync(join(box, name), { recursive: true });
    writeFileSync(join(box, 'new', '1700.a'), report({ to: one.to }));
    expect((await take(box)).counts).toMatchObject({ suppressed: 1 });
    expect([readdirSync(join(box, 'new')), readdirSync(join(box, 'cur'))]).toEqual([[], ['1700.a:2,S']]);
    const mbox = [two, three]
      .map(({ to }) => `From MAILER-DAEMON Mon Nov 23 12:00:00 2026\n${report({ to })}\n`)
      .join('');
    const path = file('mbox', mbox);
    expect((await take(path)).counts).toMatchObject({ suppressed: 2, unknown: 0 });
    expect((await take(path)).counts).toMatchObject({ suppressed: 0, repeated: 2 });
    expect((await verifyAudit(db.read)).finding).toBeNull();
  });
});
