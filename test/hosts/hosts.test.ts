import { randomBytes } from 'node:crypto';
import { MessageChannel } from 'node:worker_threads';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { type CallName, contract } from '../../main/contract/index.ts';
import { answerOnPort, openWire, type Port, type PortDesk } from '../../main/hosts/port-host.ts';
import { inItsOwnProcess, inThisProcess } from '../setup/command-line.ts';
import { engines, type StaffLogin, staffPassword, type TestDesk } from '../setup/desk.ts';
import { scratchFolder } from '../setup/scratch-folder.ts';
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

/** A process of its own takes a second to start: a caller is verified and helped across processes, the rest in this one. */
const spawned: readonly CallName[] = ['contact.open', 'contact.attach', 'contact.current', 'account.unlock'];

const overCommandLine = async ({ url }: TestDesk): Promise<Host> => ({
  ask: async ({ as, name, input }) => {
    const run = spawned.includes(name) ? inItsOwnProcess : inThisProcess;
    const words = ['--db', url, 'call', name, JSON.stringify(input), '--as', as];
    const ended = await run(words, `${staffPassword}\n`);
    try {
      return JSON.parse(ended.out);
    } catch {
      return { noAnswer: ended };
    }
  },
  stop: async () => {},
});

const hosts = { HTTP: overHttp, 'a message port': overPort, 'the command line': overCommandLine };

const home = scratchFolder('akari-home-');
beforeAll(() => {
  vi.stubEnv('AKARI_HOME', home.path);
});
afterAll(() => home.remove());

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
