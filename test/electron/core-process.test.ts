import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openDatabase, sqlitePath } from '../../db/open.ts';
import { verifyAudit } from '../../main/audit.ts';
import { until } from '../setup/until.ts';
import type { App } from './app.ts';
import { type Home, openApp, openHome, signIn } from './desk-app.ts';

const unreachable = { ok: false, error: 'unreachable', detail: { fault: 'unreachable' } };

/** Gone, or dead and not yet collected by a parent that was killed. */
const isAlive = (pid: number): boolean => {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
};

describe("the core's process", () => {
  let home: Home;
  let app: App;
  beforeEach(async () => {
    home = await openHome();
    app = await openApp(home);
  });
  afterEach(async () => {
    await app.close();
    await home.close();
  });
  const corePid = () => app.order<number>('core');
  const answers = async () => (await app.bridge.call('desk.status', {})).ok;
  const killCore = async (): Promise<void> => {
    const pid = await corePid();
    process.kill(pid, 'SIGKILL');
    await until('the old core is gone', async () => (await corePid()) !== pid || !(await answers()));
  };

  it('when it dies, answers what was asked, says so once, and comes back with the same session', async () => {
    await signIn(app);
    const heard: number[] = [];
    app.bridge.listen('callBacks', (_topic, version) => heard.push(version));
    const pid = await corePid();
    // Stopped first, so that the questions are surely under way when it dies.
    process.kill(pid, 'SIGSTOP');
    const asked = [
      app.bridge.call('contact.current', {}),
      app.bridge.call('staff.signOut', {}),
      app.bridge.call('account.search', { text: 'さとう' }),
    ];
    const file = app.bridge.file('token').catch((error: Error) => error.message);
    await app.order('notes');
    process.kill(pid, 'SIGKILL');
    expect(await Promise.all(asked)).toEqual([unreachable, unreachable, unreachable]);
    expect(await file).toBe('no such file');

    await until('it is back', answers);
    expect(await corePid()).not.toBe(pid);
    expect(await app.notes('message box')).toMatchObject([[{ type: 'warning' }]]);
    expect(await app.notes('new BrowserWindow')).toHaveLength(1);
    expect(await app.bridge.call('desk.status', {})).toMatchObject({
      value: { session: 'open', me: { login: 'agent' } },
    });
    // What happened meanwhile is unknown: the page is told to read again.
    expect(heard).toEqual([0]);
    const posted = await app.order<{ kind: string; topic?: string }[]>('posted');
    expect(posted.filter(({ kind }) => kind === 'listen')).toHaveLength(2);
  });

  it('that dies again and again is left alone in the end, and every question is answered', async () => {
    for (let times = 1; times <= 3; times += 1) {
      await killCore();
      await until('it is back', answers);
    }
    await killCore();
    await until('the last word is said', async () => (await app.notes('message box')).length === 4);
    const boxes = (await app.notes('message box')) as [{ type: string; detail: string }][];
    expect(boxes.map(([{ type }]) => type)).toEqual(['warning', 'warning', 'warning', 'error']);
    expect(await app.notes('utilityProcess.fork')).toHaveLength(4);
    expect(await app.bridge.call('desk.status', {})).toEqual(unreachable);
    await app.order('emit', { on: 'powerMonitor', name: 'suspend', detail: {} });
    await app.close();
    expect(await app.ended).toMatchObject({ code: 0 });
  }, 60_000);

  it('closes the database before the program ends with its window', async () => {
    await signIn(app);
    const pid = await corePid();
    const log = `${sqlitePath(home.url)}-wal`;
    expect(existsSync(log)).toBe(true);
    await app.close();
    expect(await app.ended).toMatchObject({ code: 0, said: '' });
    expect(isAlive(pid)).toBe(false);
    // SQLite removes it once everything has been written back.
    expect(existsSync(log)).toBe(false);
    expect((await app.notes('app.quit')).length).toBe(2);
    expect(await app.notes('app.exit')).toEqual([[0]]);
  });

  it('ends by itself when the window is killed, and the next start opens clean', async () => {
    await signIn(app);
    const pid = await corePid();
    app.process.kill('SIGKILL');
    await app.ended;
    await until('the core has ended', () => !isAlive(pid));
    const again = await openApp(home);
    expect(await again.bridge.call('desk.status', {})).toMatchObject({ ok: true, value: { session: 'none' } });
    await again.close();
  });

  it('that is killed while it works leaves a database that opens and whose audit verifies', async () => {
    for (let times = 1; times <= 3; times += 1) {
      const pid = await corePid();
      const work = Array.from({ length: 12 }, () => signIn(app));
      await new Promise((resolve) => setTimeout(resolve, times * 15));
      process.kill(pid, 'SIGKILL');
      const replies = await Promise.all(work);
      for (const reply of replies) expect(reply.ok || reply.error === 'unreachable').toBe(true);
      await until('it is back', answers);
    }
    const db = await openDatabase(home.url);
    expect((await verifyAudit(db.read)).finding).toBeNull();
    expect(await db.read.raw('pragma integrity_check')).toEqual([{ integrity_check: 'ok' }]);
    await db.close();
    expect(readFileSync(join(home.path, 'akari.log'), 'utf8')).toBe('');
  }, 60_000);
});
