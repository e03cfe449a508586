import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import * as credentials from '../../db/credentials.ts';
import { verifyAudit } from '../../main/audit.ts';
import { addCustomer, rightPassword, type TestCustomer } from '../setup/customer.ts';
import { type Engine, engines, openTestDesk, requestId, staffPassword, type TestDesk } from '../setup/desk.ts';

const program = fileURLToPath(new URL('./killed-process.ts', import.meta.url));
const seed = Number(process.env.AKARI_SEED ?? 20261123);
const killsInTest = 6;
const isSoak = process.env.AKARI_SOAK === '1';
const patience = isSoak ? 3_600_000 : 180_000;
const secret = 'the killed console';

type Act = 'unlock' | 'attempt';
type End = { killedAt: string | null; answer: { ok?: boolean; answer?: string } | null };

type Instant = number | 'commit';

const run = async (
  desk: TestDesk,
  act: Act,
  killAt: Instant,
  customer: TestCustomer,
  password: string,
): Promise<End> => {
  const args = [program, desk.url, act, String(killAt), String(customer.accountId), customer.loginId, password, secret];
  const child = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'inherit'] });
  const out: Buffer[] = [];
  child.stdout.on('data', (chunk: Buffer) => out.push(chunk));
  const [code, signal] = await once(child, 'close');
  const text = Buffer.concat(out).toString('utf8').trim();
  if (signal !== 'SIGKILL' && code !== 0)
    throw new Error(`the ${act} to be killed at ${killAt} ended by itself: ${code}`);
  return signal === 'SIGKILL' ? { killedAt: text, answer: null } : { killedAt: null, answer: JSON.parse(text) };
};

/** A customer whose limit an agent is about to lift, in a contact with two proven facts. */
const prepare = async (engine: Engine, failures: number): Promise<{ desk: TestDesk; customer: TestCustomer }> => {
  const desk = await openTestDesk(engine);
  const customer = await addCustomer(desk.db.write);
  const lockedUntil = failures >= 10 ? '2099-01-01T00:00:00.000Z' : null;
  await desk.db
    .write('credential')
    .where({ id: customer.credentialId })
    .update({ failures, locked_until: lockedUntil });
  const agent = desk.core.connect('cli', secret);
  await agent.call('staff.signIn', { login: 'agent', password: staffPassword });
  await agent.call('contact.open', { topic: 'account', accountId: customer.accountId, requestId: requestId() });
  const facts = [
    ['customer-no', customer.customerNo],
    ['supply-point', customer.supplyPointNo],
  ] as const;
  for (const [fact, said] of facts) await agent.call('contact.check', { fact, said, requestId: requestId() });
  // The killed process runs by the real clock, which must not find this desk gone idle.
  if (engine === 'sqlite') await desk.setNow(new Date().toISOString());
  const real = new Date().toISOString();
  await desk.db.write('staff_session').update({ last_seen_at: real });
  await desk.db.write('contact').update({ last_active_at: real });
  return { desk, customer };
};

/** Mulberry32: the same seed kills at the same statements. */
const seeded = (state: number) => (): number => {
  state = (state + 0x6d2b79f5) | 0;
  let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
  mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
  return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296;
};

const phaseOf = (sql: string): string =>
  /^begin/i.test(sql) ? 'before' : /^commit/i.test(sql) ? 'commit' : /audit/.test(sql) ? 'audit' : 'work';

describe.each(engines)('a console killed on %s', (engine) => {
  it(
    'while it lifts a limit leaves it lifted once or not at all, and the same request finishes it',
    async () => {
      const hits: Record<string, number> = {};
      const random = seeded(seed);
      const drawn = Array.from({ length: killsInTest - 4 }, () => 4 + Math.floor(random() * 14));
      const planned: Instant[] = isSoak
        ? [...Array.from({ length: 60 }, (_, index) => index + 1), 'commit']
        : // The first three: the look for other programs' changes, the beginning, the chain's head.
          [1, 2, 3, ...drawn, 'commit'];
      const tryAt = async (at: Instant): Promise<boolean> => {
        const { desk, customer } = await prepare(engine, 10);
        const end = await run(desk, 'unlock', at, customer, '');
        if (end.killedAt !== null) {
          const phase = phaseOf(end.killedAt);
          hits[phase] = (hits[phase] ?? 0) + 1;
        }
        const before = await credentials.currentOf(desk.db.read, customer.accountId);
        const lifted = await desk.db
          .read('account_event')
          .where({ account_id: customer.accountId, kind: 'limit-lifted' });
        expect({ at, events: lifted.length }).toEqual({ at, events: before?.failures === 0 ? 1 : 0 });
        expect((await verifyAudit(desk.db.read)).finding).toBeNull();

        const again = await run(desk, 'unlock', 0, customer, '');
        expect({ at, again: again.answer?.ok }).toEqual({ at, again: true });
        expect((await credentials.currentOf(desk.db.read, customer.accountId))?.failures).toBe(0);
        expect(
          await desk.db.read('account_event').where({ account_id: customer.accountId, kind: 'limit-lifted' }),
        ).toHaveLength(1);
        expect(await desk.db.read('outbox').where({ account_id: customer.accountId })).toHaveLength(1);
        expect((await verifyAudit(desk.db.read)).finding).toBeNull();
        await desk.close();
        return end.killedAt !== null;
      };
      for (const at of planned)
        if (!(await tryAt(at)) && !isSoak) throw new Error(`no statement ${at} to be killed at`);
      console.info(`kills while lifting on ${engine}: seed ${seed}, ${JSON.stringify(hits)}`);
      for (const phase of ['before', 'audit', 'work', 'commit'])
        expect(hits[phase], `kills in phase ${phase}`).toBeGreaterThan(0);
    },
    patience,
  );

  it(
    'while the portal compares a password never gives a guess for free',
    async () => {
      const hits: Record<string, number> = {};
      for (const at of isSoak ? Array.from({ length: 40 }, (_, index) => index + 1) : [2, 5, 8, 11, 14, 17]) {
        const { desk, customer } = await prepare(engine, 3);
        const end = await run(desk, 'attempt', at, customer, rightPassword);
        const credential = await credentials.currentOf(desk.db.read, customer.accountId);
        const counted =
          credential?.failures === 3 ? 'not-counted' : credential?.failures === 4 ? 'counted' : 'accepted';
        if (end.killedAt !== null) hits[counted] = (hits[counted] ?? 0) + 1;
        // Cut off before it was counted, after it was counted, or after it was accepted: nothing else can be.
        expect([3, 4, 0]).toContain(credential?.failures);
        expect((await verifyAudit(desk.db.read)).finding).toBeNull();
        expect((await desk.portal.attempt(customer.loginId, rightPassword)).answer).toBe('accepted');
        await desk.close();
      }
      console.info(`kills in a portal attempt on ${engine}: ${JSON.stringify(hits)}`);
      for (const phase of ['not-counted', 'counted']) expect(hits[phase], `kills in phase ${phase}`).toBeGreaterThan(0);
    },
    patience,
  );
});
