// A batch of cards in the desktop app, through the built programs: its process is forked by the window's, stands behind
// everything else, and is asked for its passphrase through that one.
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createSqlite, openDatabase } from '../../db/open.ts';
import { answerOf } from '../door/caller.ts';
import { sender } from '../jobs/batches.ts';
import { openPdf, textOf } from '../print/reading.ts';
import { addCustomer } from '../setup/customer.ts';
import { addStaff, requestId } from '../setup/desk.ts';
import { scratchFolder } from '../setup/scratch-folder.ts';
import { until } from '../setup/until.ts';
import type { App } from './app.ts';
import { openApp, signIn } from './desk-app.ts';

/** Of a process and each of its threads, as Linux has it: their place in the queue for the processor. */
const nicesOf = (pid: number): number[] =>
  readdirSync(`/proc/${pid}/task`).map((thread) => {
    const stat = readFileSync(`/proc/${pid}/task/${thread}/stat`, 'utf8');
    return Number(stat.slice(stat.lastIndexOf(')') + 2).split(' ')[16]);
  });
const jobProcessOf = (parent: number): number => {
  const isOurs = (pid: string): boolean => {
    try {
      const isChild = readFileSync(`/proc/${pid}/status`, 'utf8').includes(`PPid:\t${parent}\n`);
      return isChild && readFileSync(`/proc/${pid}/cmdline`, 'utf8').includes('job-process.js');
    } catch {
      return false;
    }
  };
  return Number(readdirSync('/proc').find((name) => /^\d+$/.test(name) && isOurs(name)) ?? 0);
};

describe('a batch in the desktop app', () => {
  let scratch: ReturnType<typeof scratchFolder>;
  let home: { path: string; url: string; close: () => Promise<void> };
  let app: App;
  beforeEach(async () => {
    scratch = scratchFolder('akari-desktop-batch-');
    const url = `sqlite:${join(scratch.path, 'real.sqlite')}`;
    // Only a database that is not a test's own has its jobs step back.
    await createSqlite(url, { kind: 'real', madeOn: '2026-11-23' });
    const db = await openDatabase(url);
    await addStaff(db.write);
    for (let n = 0; n < 3; n++) {
      const { accountId } = await addCustomer(db.write);
      const asked = { account_id: accountId, cause: 'forgotten-password', state: 'waiting' };
      await db.write('card_request').insert({ ...asked, asked_at: '2026-11-01T00:00:00.000Z' });
    }
    await db.close();
    home = { path: join(scratch.path, 'home'), url, close: async () => scratch.remove() };
    app = await openApp(home);
  });
  afterEach(async () => {
    await app.close();
    await home.close();
  });
  const read = async (batchId: number) => answerOf(await app.bridge.call('batch.open', { batchId }));
  const as = async (login: 'admin' | 'admin2'): Promise<void> => {
    await app.bridge.call('staff.signOut', {});
    answerOf(await signIn(app, login));
  };

  it('is generated behind everything else, its passphrase shown once, its file read back', async () => {
    answerOf(await signIn(app, 'admin'));
    const { call } = app.bridge;
    answerOf(await call('print.setSender', { sender, version: 0, requestId: requestId() }));
    const plannedPostingOn = new Date().toISOString().slice(0, 10);
    const made = answerOf(await call('batch.make', { plannedPostingOn, requestId: requestId() }));
    const { batchId } = made;
    await until('it is put together', async () => (await read(batchId)).openApprovals.length > 0);
    const approvalId = (await read(batchId)).openApprovals[0]?.approvalId ?? 0;
    await as('admin2');
    const { digest } = answerOf(await call('approval.open', { approvalId }));
    answerOf(await call('approval.decide', { approvalId, digest, outcome: 'grant', requestId: requestId() }));
    await as('admin');
    answerOf(await call('batch.generate', { batchId, requestId: requestId() }));
    await until('it waits', async () => (await read(batchId)).batch.job?.waitsFor === 'passphrase');

    if (process.platform === 'linux') {
      const pid = jobProcessOf(app.process.pid ?? 0);
      const nices = nicesOf(pid);
      expect(nices[0]).toBe(10);
      // The threads that hash, as many as there are cores or more, are last of all.
      expect(nices.filter((nice) => nice === 19).length).toBeGreaterThanOrEqual(4);
      expect(readFileSync(`/proc/${pid}/environ`, 'utf8')).toMatch(/UV_THREADPOOL_SIZE=\d+/);
    }

    const { groups } = answerOf(await call('batch.showPassphrase', { batchId }));
    const group = groups.at(-1) ?? '';
    answerOf(await call('batch.notePassphrase', { batchId, group, requestId: requestId() }));
    await until('it is generated', async () => (await read(batchId)).batch.state === 'generated');
    expect(await call('batch.file', { batchId, what: 'part' })).toMatchObject({ error: 'releaser-only' });
    await as('admin2');
    const { file } = answerOf(await call('batch.file', { batchId, what: 'part' }));
    const pdf = await openPdf(await app.bridge.file(file), groups.join(''));
    expect(pdf.numPages).toBe(6);
    expect(await textOf(await pdf.getPage(2))).toMatch(/No\.\d{12}[DFHJLMNQRTbdfhmnrt34789]{14}/);
  }, 120_000);
});
