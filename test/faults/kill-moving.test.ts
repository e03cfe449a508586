// A console killed in the midst of a move, a joining or a change of name: each is one transaction, and the same request
// finishes it to just what an undisturbed one would have left.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { databaseNow } from '../../db/clock.ts';
import { verifyAudit } from '../../main/audit.ts';
import { addDays, tokyoDate } from '../../main/rules/calendar.ts';
import { answerOf, callBack, say } from '../door/caller.ts';
import { wrongClocks } from '../setup/clocks.ts';
import { addCustomer, type TestCustomer } from '../setup/customer.ts';
import { type Engine, engines, openTestDesk, requestId, staffPassword, type TestDesk } from '../setup/desk.ts';
import { seed, seeded } from './seeded.ts';

const program = fileURLToPath(new URL('./killed-process.ts', import.meta.url));
const secret = 'the killed console';
const isSoak = process.env.AKARI_SOAK === '1';
type Instant = number | 'commit';
type Call = { readonly name: string; readonly input: object };
type Ready = { readonly desk: TestDesk; readonly customers: readonly TestCustomer[]; readonly call: Call };

const run = async (desk: TestDesk, { name, input }: Call, killAt: Instant) => {
  const args = [program, desk.url, 'call', String(killAt), name, JSON.stringify(input), '', secret];
  const child = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'inherit'] });
  const out: Buffer[] = [];
  child.stdout.on('data', (chunk: Buffer) => out.push(chunk));
  const [, signal] = await once(child, 'close');
  const text = Buffer.concat(out).toString('utf8').trim();
  return signal === 'SIGKILL'
    ? { killedAt: text, isDone: false }
    : { killedAt: null, isDone: JSON.parse(text).ok === true };
};

/** The killed process runs by the real clock, which must not find this desk gone idle. */
const stayAwake = async (desk: TestDesk): Promise<void> => {
  const real = new Date().toISOString();
  if (desk.engine === 'sqlite') await desk.setNow(real);
  await desk.db.write('staff_session').update({ last_seen_at: real });
  await desk.db.write('contact').update({ last_active_at: real });
};

const onTheLine = async (engine: Engine) => {
  const desk = await openTestDesk(engine);
  const customer = await addCustomer(desk.db.write);
  const agent = desk.core.connect('cli', secret);
  answerOf(await agent.call('staff.signIn', { login: 'agent', password: staffPassword }));
  answerOf(
    await agent.call('contact.open', { topic: 'account', accountId: customer.accountId, requestId: requestId() }),
  );
  answerOf(await say(agent, 'customer-no', customer.customerNo));
  answerOf(await say(agent, 'supply-point', customer.supplyPointNo));
  await callBack(agent);
  return { desk, agent, customer };
};
const shared = ({ accountId }: TestCustomer) => ({ accountId, reason: 'お引越し', requestId: 'killed-request' });

const stories: Record<'move' | 'name' | 'join', (engine: Engine) => Promise<Ready>> = {
  move: async (engine) => {
    const { desk, customer } = await onTheLine(engine);
    await stayAwake(desk);
    const today = tokyoDate(await databaseNow(desk.db.read));
    const content = {
      contractId: customer.contractId,
      endsOn: addDays(today, 5),
      supplyPointNo: '0199000000000000000001',
      startsOn: addDays(today, 6),
      plan: '従量電灯B',
      postcode: '060-0042',
      line: '北海道札幌市中央区大通西5丁目8',
    };
    return {
      desk,
      customers: [customer],
      call: { name: 'moving.moveWithin', input: { ...shared(customer), ...content } },
    };
  },
  name: async (engine) => {
    const { desk, customer } = await onTheLine(engine);
    await stayAwake(desk);
    const input = { ...shared(customer), name: '鈴木　花子', nameKana: 'スズキ　ハナコ' };
    return { desk, customers: [customer], call: { name: 'moving.changeName', input } };
  },
  join: async (engine) => {
    const { desk, agent, customer } = await onTheLine(engine);
    const other = await addCustomer(desk.db.write, { customerId: customer.customerId });
    const asking = { otherAccountId: other.accountId, survivor: 'this' as const, isAskingApproval: true };
    const asked = answerOf(
      await agent.call('moving.joinAccounts', { ...shared(customer), ...asking, requestId: requestId() }),
    );
    // The one who decides does it at the console that is killed.
    answerOf(await agent.call('contact.close', { category: 'other', requestId: requestId() }));
    answerOf(await agent.call('staff.signOut', {}));
    answerOf(await agent.call('staff.signIn', { login: 'supervisor', password: staffPassword }));
    const approvalId = asked.approvalId ?? 0;
    const { digest } = answerOf(await agent.call('approval.open', { approvalId }));
    await stayAwake(desk);
    const input = { approvalId, digest, outcome: 'grant', requestId: 'killed-request' };
    return { desk, customers: [customer, other], call: { name: 'approval.decide', input } };
  },
};

/** All that an act leaves, without what is drawn or counted by the clock. */
const leftBy = async ({ desk, customers }: Ready): Promise<unknown> => {
  const { read } = desk.db;
  const ids = customers.map(({ accountId }) => accountId);
  const of = (table: string, ...columns: string[]) =>
    read(table).whereIn('account_id', ids).orderBy('id').select(columns);
  return {
    accounts: await read('account')
      .whereIn('id', ids)
      .orderBy('id')
      .select('status', 'version', 'name_key', 'address_key'),
    customers: await read('customer').orderBy('id').select('name', 'name_kana', 'version'),
    contracts: await read('contract').orderBy('id').select('plan', 'ended_on', 'started_on', 'version'),
    links: await of('account_contract', 'from_on', 'to_on'),
    credentials: await of('credential', 'state'),
    events: await of('account_event', 'kind'),
    pending: await of('pending_change', 'field', 'state'),
    mails: await of('outbox', 'kind', 'state'),
    clocks: await read('account_clock').orderBy('account_id').select('open_through'),
    approvals: await of('approval', 'state'),
  };
};

const phaseOf = (sql: string): string =>
  /^begin/i.test(sql) ? 'before' : /^commit/i.test(sql) ? 'commit' : /audit/.test(sql) ? 'audit' : 'work';

describe.each(engines)('a console killed on %s', (engine) => {
  it.each(['move', 'name', 'join'] as const)(
    'in the midst of a %s leaves all of it or nothing, and the same request ends as an undisturbed one',
    async (story) => {
      const undisturbed = await stories[story](engine);
      expect((await run(undisturbed.desk, undisturbed.call, 0)).isDone).toBe(true);
      const whole = await leftBy(undisturbed);
      await undisturbed.desk.close();

      const random = seeded(seed + story.length);
      const drawn = Array.from({ length: 3 }, () => 5 + Math.floor(random() * 18));
      const planned: Instant[] = isSoak
        ? [...Array.from({ length: 29 }, (_, index) => index + 1), 'commit']
        : [2, 3, ...drawn, 'commit'];
      const hits: Record<string, number> = {};
      for (const at of planned) {
        const ready = await stories[story](engine);
        const before = await leftBy(ready);
        const { killedAt } = await run(ready.desk, ready.call, at);
        if (killedAt !== null) hits[phaseOf(killedAt)] = (hits[phaseOf(killedAt)] ?? 0) + 1;
        expect({ at, left: await leftBy(ready) }).toEqual({ at, left: killedAt === null ? whole : before });
        expect({ at, isDone: (await run(ready.desk, ready.call, 0)).isDone }).toEqual({ at, isDone: true });
        expect({ at, left: await leftBy(ready) }).toEqual({ at, left: whole });
        expect(await wrongClocks(ready.desk.db.read)).toEqual([]);
        expect((await verifyAudit(ready.desk.db.read)).finding).toBeNull();
        await ready.desk.close();
      }
      console.info(`kills in a ${story} on ${engine}: seed ${seed}, ${JSON.stringify(hits)}`);
      for (const phase of ['work', 'commit']) expect(hits[phase], `kills in phase ${phase}`).toBeGreaterThan(0);
    },
    300_000,
  );
});
