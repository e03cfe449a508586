import { spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { MessageChannel } from 'node:worker_threads';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import * as accounts from '../../db/accounts.ts';
import { contract } from '../../main/contract/index.ts';
import { answerOnPort, askOverPort, type Port } from '../../main/port-host.ts';
import { serve } from '../../main/serve.ts';
import { addCustomer, type TestCustomer } from '../setup/customer.ts';
import { type Engine, engines, openTestDesk, type StaffLogin, staffPassword, type TestDesk } from '../setup/desk.ts';
import { type Step, story } from './story.ts';

type Host = { readonly ask: (step: Step) => Promise<unknown>; readonly stop: () => Promise<void> };

const overHttp = async ({ core }: TestDesk): Promise<Host> => {
  const server = await serve(core, { pageFolder: '/nowhere' });
  const post = async (path: string, body: unknown, key?: string): Promise<unknown> => {
    const headers = { 'content-type': 'application/json', ...(key ? { authorization: `Bearer ${key}` } : {}) };
    return (await fetch(server.origin + path, { method: 'POST', headers, body: JSON.stringify(body) })).json();
  };
  const keys = new Map<StaffLogin, string>();
  const signIn = async (login: StaffLogin): Promise<string> => {
    const token = server.invite().split('#token=')[1];
    const { key } = (await post('/exchange', { token })) as { key: string };
    await post('/call/staff.signIn', { login, password: staffPassword }, key);
    keys.set(login, key);
    return key;
  };
  return {
    ask: async ({ as, name, input }) => post(`/call/${name}`, input, keys.get(as) ?? (await signIn(as))),
    stop: () => server.close(),
  };
};

const overPort = async ({ core }: TestDesk): Promise<Host> => {
  const { port1, port2 } = new MessageChannel();
  answerOnPort(port1 as unknown as Port, core);
  const wire = askOverPort(port2 as unknown as Port, () => {});
  const desks = new Map<StaffLogin, ReturnType<typeof wire.connect>>();
  return {
    ask: async ({ as, name, input }) => {
      const desk = desks.get(as) ?? wire.connect(randomBytes(8).toString('hex'));
      if (!desks.has(as)) await desk.call('staff.signIn', { login: as, password: staffPassword });
      desks.set(as, desk);
      return desk.call(name, input);
    },
    stop: async () => {
      port1.close();
      port2.close();
    },
  };
};

const overCommandLine = async ({ url }: TestDesk): Promise<Host> => ({
  ask: async ({ as, name, input }) => {
    const args = ['main/cli.ts', '--db', url, 'call', name, JSON.stringify(input), '--as', as];
    const child = spawn(process.execPath, args, { env: { ...process.env, AKARI_HOME: process.env.TMPDIR } });
    const out: Buffer[] = [];
    const err: Buffer[] = [];
    child.stdout.on('data', (chunk: Buffer) => out.push(chunk));
    child.stderr.on('data', (chunk: Buffer) => err.push(chunk));
    child.stdin.end(`${staffPassword}\n`);
    await once(child, 'close');
    const text = Buffer.concat(out).toString('utf8');
    try {
      return JSON.parse(text);
    } catch {
      return { noAnswer: text, said: Buffer.concat(err).toString('utf8') };
    }
  },
  stop: async () => {},
});

const hosts = { HTTP: overHttp, 'a message port': overPort, 'the command line': overCommandLine };

/** What no two runs share: the time, and what is drawn at random or hashed over either. */
const timeless = (value: unknown): unknown =>
  JSON.parse(
    JSON.stringify(value, (key, field) => {
      if (typeof field === 'string' && /^\d{4}-\d\d-\d\dT[\d:.]+Z$/.test(field)) return 'an instant';
      if (['hash', 'head', 'file', 'label'].includes(key)) return `a ${key}`;
      // Sessions differ: the command line begins one for every call.
      if (['entries', 'chain', 'chains', 'seq', 'count', 'session'].includes(key) && !Array.isArray(field))
        return 'a count';
      return field;
    }),
  );

const withoutAuditRows = (step: Step, reply: unknown): unknown =>
  step.name === 'audit.list' || step.name === 'audit.choices' ? { ok: (reply as { ok: boolean }).ok } : timeless(reply);

const play = async (
  engine: Engine,
  open: (desk: TestDesk) => Promise<Host>,
): Promise<{ step: Step; reply: unknown }[]> => {
  const desk = await openTestDesk(engine);
  const customer: TestCustomer = await addCustomer(desk.db.write, {
    customerNo: '1234567890',
    supplyPointNo: '0100000000000000000042',
    contractNo: '5000000042',
    loginId: 'Hanako',
    mails: [{ address: 'hanako@example.jp' }],
  });
  const [phone] = await accounts.phonesOf(desk.db.read, customer.customerId);
  // The command line runs by the real clock, so the limit ends long after any test.
  await desk.db
    .write('credential')
    .where({ id: customer.credentialId })
    .update({ failures: 10, locked_until: '2099-01-01T00:00:00.000Z', last_failure_at: '2026-01-01T00:00:00.000Z' });
  const host = await open(desk);
  const replies = [];
  for (const step of story(customer, phone?.id ?? 0))
    replies.push({ step, reply: withoutAuditRows(step, await host.ask(step)) });
  await host.stop();
  await desk.close();
  return replies;
};

describe.each(engines)('an afternoon at the desk on %s', (engine) => {
  const played = new Map<string, { step: Step; reply: unknown }[]>();
  beforeAll(async () => {
    await Promise.all(Object.entries(hosts).map(async ([name, open]) => played.set(name, await play(engine, open))));
  }, 120_000);
  afterAll(() => played.clear());

  it('makes every call of the contract', () => {
    const made = new Set((played.get('HTTP') ?? []).map(({ step }) => step.name));
    expect([...made].sort()).toEqual(Object.keys(contract).sort());
  });

  it('goes well: no call is broken, and the limit is lifted once the caller is verified', () => {
    const replies = played.get('HTTP') ?? [];
    expect(replies.filter(({ reply }) => (reply as { error?: string }).error === 'broken')).toEqual([]);
    const unlocks = replies.filter(({ step }) => step.name === 'account.unlock').map(({ reply }) => reply);
    expect(unlocks).toMatchObject([
      { ok: false, error: 'no-contact' },
      { ok: true, value: { noticesQueued: 1 } },
      { ok: false, error: 'already-lifted' },
    ]);
  });

  it.each(['a message port', 'the command line'])('is answered the same through %s as through HTTP', (name) => {
    const expected = played.get('HTTP') ?? [];
    const found = played.get(name) ?? [];
    for (const [index, { step, reply }] of expected.entries())
      expect({ name: step.name, reply: found[index]?.reply }).toEqual({ name: step.name, reply });
  });
});
