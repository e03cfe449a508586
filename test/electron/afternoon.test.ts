import { beforeAll, describe, expect, it } from 'vitest';
import { type CallName, contract } from '../../main/contract/index.ts';
import { type Host, overHttp, type Played, play } from '../hosts/afternoon.ts';
import { engines, type StaffLogin, staffPassword, type TestDesk } from '../setup/desk.ts';
import { scratchFolder } from '../setup/scratch-folder.ts';
import { type App, launchApp } from './app.ts';

/** Everybody at a machine of their own: one window has one person. */
const overWindow = async ({ url }: TestDesk): Promise<Host> => {
  const apps = new Map<StaffLogin, App>();
  const sitDown = async (login: StaffLogin): Promise<App> => {
    const app = launchApp({ home: scratchFolder('akari-home-').path, db: url });
    apps.set(login, app);
    await app.shown;
    await app.bridge.call('staff.signIn', { login, password: staffPassword });
    return app;
  };
  return {
    ask: async ({ as, name, input }) => (apps.get(as) ?? (await sitDown(as))).bridge.call(name, input as never),
    stop: async () => void (await Promise.all([...apps.values()].map((app) => app.close()))),
  };
};

describe.each(engines)('an afternoon at the window on %s', (engine) => {
  let expected: Played[];
  let found: Played[];
  beforeAll(async () => {
    [expected, found] = await Promise.all([play(engine, overHttp), play(engine, overWindow)]);
  }, 120_000);

  it('makes every call of the contract through the built preload, main and core', () => {
    expect([...new Set(found.map(({ step }) => step.name))].sort()).toEqual(Object.keys(contract).sort());
    expect(found.filter(({ reply }) => (reply as { ok: boolean }).ok).length).toBeGreaterThan(20);
  });

  it('is answered the same through the window as through HTTP', () => {
    expect(found).toHaveLength(expected.length);
    // The window can open another database, and whoever plays this is signed in; its system can keep secrets.
    const answers = (name: CallName, reply: unknown) => {
      if (name === 'start.status') return expect.objectContaining({ ok: true });
      if (name === 'start.rest') return { ok: true, value: {} };
      if (name === 'desk.noteFault') return reply;
      if (contract[name].kind === 'host') return { ok: false, error: 'signed-in', detail: null };
      if (name === 'mail.keepPassword') return { ok: false, error: 'mail-no-user', detail: null };
      if (name === 'mail.settings')
        return JSON.parse(JSON.stringify(reply).replace('"hasKeyStore":false', '"hasKeyStore":true'));
      return reply;
    };
    for (const [index, { step, reply }] of expected.entries())
      expect({ name: step.name, reply: found[index]?.reply }).toEqual({
        name: step.name,
        reply: answers(step.name, reply),
      });
  });
});
