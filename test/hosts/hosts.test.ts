import { spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { MessageChannel } from 'node:worker_threads';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { contract } from '../../main/contract/index.ts';
import { answerOnPort, openWire, type Port, type PortDesk } from '../../main/port-host.ts';
import { engines, type StaffLogin, staffPassword, type TestDesk } from '../setup/desk.ts';
import { type Host, overHttp, type Played, play } from './afternoon.ts';

const overPort = async ({ core }: TestDesk): Promise<Host> => {
  const { port1, port2 } = new MessageChannel();
  answerOnPort(port1 as unknown as Port, core);
  const wire = openWire();
  wire.attach(port2 as unknown as Port);
  const desks = new Map<StaffLogin, PortDesk>();
  return {
    ask: async ({ as, name, input }) => {
      const desk = desks.get(as) ?? wire.connect(randomBytes(8).toString('hex'), () => {});
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

describe.each(engines)('an afternoon at the desk on %s', (engine) => {
  const played = new Map<string, Played[]>();
  beforeAll(async () => {
    await Promise.all(Object.entries(hosts).map(async ([name, open]) => played.set(name, await play(engine, open))));
  }, 240_000);
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
