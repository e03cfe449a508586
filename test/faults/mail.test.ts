// Mail over a server that accepts, defers, refuses, falls silent, hangs up before and after the final dot, and is killed,
// while the sender itself is killed: nothing is lost, and nothing doubled but what was under way.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { afterEach, describe, expect, it } from 'vitest';
import type { Database } from '../../db/open.ts';
import { verifyAudit } from '../../main/audit.ts';
import type { DeliveryReport } from '../../main/mail/deliver.ts';
import { addMinutes } from '../../main/rules/calendar.ts';
import { deliver, setUpSending } from '../mail/sending.ts';
import { startSmtp, type TestSmtp } from '../mail/smtp-server.ts';
import { addCustomer } from '../setup/customer.ts';
import { engines, freshDatabase, noon, type TestDatabase } from '../setup/desk.ts';
import { seed, seeded } from './seeded.ts';

const program = fileURLToPath(new URL('./mail-process.ts', import.meta.url));
const isSoak = process.env.AKARI_SOAK === '1';
const [mails, kills] = isSoak ? [1000, 30] : [200, 6];
const connections = 5;
/** On each connection one is under way, and of the three before it nobody may have noted yet that they were taken. */
const mostUnderWay = 4 * connections;
const phases = ['claimed', 'sending', 'under-way', 'answered', 'taken', 'settled'] as const;
type Phase = (typeof phases)[number];

/** What the server does, or what keeps a mail from leaving, by the recipient's name. */
const wishes = ['defer', 'nobody', 'silent', 'before', 'after', 'full', 'unconfirmed', 'lapsed'] as const;
const wishOf = (n: number): string => (n % 12 === 0 ? (wishes[(n / 12) % wishes.length] ?? 'plain') : 'plain');

describe.each(engines)('mail on %s', (engine) => {
  let at: TestDatabase;
  let db: Database;
  let smtp: TestSmtp;
  let now = noon;
  afterEach(async () => {
    await smtp?.close();
    await db?.close();
    await at?.remove();
  });
  const moveTo = async (next: string): Promise<void> => {
    now = next;
    await at.setNow(now);
  };

  const fill = async (): Promise<void> => {
    const { accountId } = await addCustomer(db.write, { mails: [] });
    const dated = { created_at: noon, account_id: accountId };
    const addresses = Array.from({ length: mails }, (_, n) => `${wishOf(n)}-${n}@example.jp`);
    await db.write.batchInsert(
      'mail_address',
      addresses.map((address) => ({
        ...dated,
        address,
        address_key: address,
        confirmed_at: address.startsWith('unconfirmed') ? null : noon,
      })),
      100,
    );
    const rows = await db.write('mail_address').select('id', 'address');
    await db.write.batchInsert(
      'outbox',
      rows.map(({ id, address }) => ({
        ...dated,
        message_id: `<${address}>`,
        kind: 'limit-lifted',
        mail_address_id: id,
        state: 'waiting',
        due_at: noon,
        lapses_at: address.startsWith('lapsed') ? noon : null,
      })),
      100,
    );
  };

  type End = { readonly killed: string | null; readonly report: DeliveryReport | null };
  const send = async (phase = '', nth = 0): Promise<End> => {
    const child = spawn(process.execPath, [program, at.url, now, phase, String(nth)], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    const out: Buffer[] = [];
    child.stdout.on('data', (chunk: Buffer) => out.push(chunk));
    const [code, signal] = await once(child, 'close');
    const text = Buffer.concat(out).toString('utf8').trim();
    if (signal === 'SIGKILL') return { killed: text, report: null };
    expect(code).toBe(0);
    return { killed: null, report: JSON.parse(text) };
  };
  const sending = (): Promise<string[]> => db.write('outbox').where({ state: 'sending' }).pluck('message_id');
  const underWay = (): Promise<unknown[]> => db.write('outbox').whereIn('state', ['waiting', 'sending', 'deferred']);
  const copies = (): Map<string, number> => {
    const counted = new Map<string, number>();
    for (const { what, messageId } of smtp.log())
      if (what === 'accepted' && messageId) counted.set(messageId, (counted.get(messageId) ?? 0) + 1);
    return counted;
  };
  /** But for those at which the server hung up behind the final dot. */
  const doubled = (): number =>
    [...copies()].reduce((sum, [id, count]) => sum + (id.startsWith('<after-') ? 0 : count - 1), 0);
  const isTaken = (count: number) => smtp.log().filter(({ what }) => what === 'accepted').length >= count;

  it(
    'reaches everybody whom it may reach, whatever dies',
    async () => {
      smtp = await startSmtp();
      at = await freshDatabase(engine);
      db = await at.open();
      await moveTo(noon);
      await setUpSending(db.write, smtp.port(), { connections });
      await fill();
      const random = seeded(seed);
      const hits: Record<string, number> = {};
      const atKills = new Set<string>();
      let doubles = 0;
      const planned: Phase[] = Array.from({ length: kills }, (_, n) => phases[n % phases.length] ?? 'sending');
      // Each life gets its share of the mails, so that there is something to die at until the last.
      const group = 55;
      const groups = planned.filter((phase) => phase === 'settled').length;
      const share = Math.floor((mails - groups * group) / (kills + 2));
      for (const phase of planned) {
        const most = phase === 'claimed' || phase === 'settled' ? 1 : share;
        const { killed } = await send(phase, 1 + Math.floor(random() * most));
        if (killed !== null) hits[killed] = (hits[killed] ?? 0) + 1;
        for (const id of await sending()) atKills.add(id);
        // The dead one's lease ends, and what was deferred is due again.
        await moveTo(addMinutes(now, 11));
        const found = doubled();
        expect(found - doubles).toBeLessThanOrEqual(mostUnderWay);
        doubles = found;
      }

      // The server dies as well, in the middle of what is left, and comes back.
      const dying = send();
      const taken = copies().size;
      const until = Date.now() + 30_000;
      while (!isTaken(taken + 3) && Date.now() < until) await new Promise((resume) => setTimeout(resume, 2));
      await smtp.kill();
      hits.server = 1;
      await dying;
      const dropped: string[] = await db
        .write('outbox')
        .whereNot({ state: 'accepted' })
        .where('attempts', '>', 0)
        .pluck('message_id');
      for (const id of dropped) atKills.add(id);
      await smtp.restart();
      for (let round = 0; (await underWay()).length > 0; round += 1) {
        expect(round, 'rounds until nothing is left').toBeLessThan(30);
        await moveTo(addMinutes(now, 30));
        await deliver(db, { silenceMilliseconds: 400 });
      }
      console.info(
        `mail on ${engine}: ${mails} mails, seed ${seed}, kills ${JSON.stringify(hits)}, ${doubles} doubles`,
      );
      for (const phase of [...phases, 'server']) expect(hits[phase], `kills in phase ${phase}`).toBeGreaterThan(0);

      const rows: { message_id: string; state: string; reason: string }[] = await db
        .read('outbox')
        .select('message_id', 'state', 'reason');
      const idsIn = (...states: string[]) =>
        rows.flatMap(({ message_id, state }) => (states.includes(state) ? [message_id] : [])).sort();
      const wished = (...names: string[]) =>
        rows.flatMap(({ message_id: id }) => (names.some((name) => id.startsWith(`<${name}-`)) ? [id] : [])).sort();
      // What the history says is what the server's log says.
      expect(idsIn('accepted')).toEqual([...copies().keys()].sort());
      expect(idsIn('accepted')).toEqual(wished('plain', 'defer', 'silent', 'before', 'after'));
      expect(idsIn('refused')).toEqual(wished('nobody', 'full'));
      expect(idsIn('suppressed', 'lapsed')).toEqual(wished('unconfirmed', 'lapsed'));
      const log = smtp.log();
      expect(log.filter(({ to }) => /^(unconfirmed|lapsed)/.test(to))).toEqual([]);
      for (const { what, to, messageId } of log) if (what === 'accepted') expect(messageId).toBe(`<${to}>`);
      for (const what of ['defer', 'nobody', 'full', 'silent', 'before', 'after'])
        expect(log.filter((line) => line.what === what).length, `mails that met ${what}`).toBeGreaterThan(0);
      // Twice only what was under way when somebody died, or hung up behind the final dot.
      for (const [id, count] of copies())
        if (count > 1) expect([id, atKills.has(id) || id.startsWith('<after-')]).toEqual([id, true]);
      expect((await verifyAudit(db.read)).finding).toBeNull();
    },
    isSoak ? 600_000 : 180_000,
  );
});
