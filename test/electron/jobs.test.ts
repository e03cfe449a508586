// Long work in the desktop app: the core asks the window's process for a process, and talks to it through that one.
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { fieldsOf } from '../../main/rules/import-columns.ts';
import { accountFields } from '../customer-files.ts';
import { answerOf } from '../door/caller.ts';
import { fileText } from '../jobs/desk.ts';
import { requestId } from '../setup/desk.ts';
import { until } from '../setup/until.ts';
import type { App } from './app.ts';
import { type Home, openApp, openHome, signIn } from './desk-app.ts';

describe('an import in the desktop app', () => {
  let home: Home;
  let app: App;
  beforeEach(async () => {
    home = await openHome();
    app = await openApp(home);
    await signIn(app, 'admin');
  });
  afterEach(async () => {
    await app.close();
    await home.close();
  });
  const bridge = () => app.bridge;
  const job = async () => answerOf(await bridge().call('import.list', {})).job;
  const begin = async (rows: number): Promise<number> => {
    const bytes = new Uint8Array(
      Buffer.from(
        fileText(
          'accounts',
          Array.from({ length: rows }, (_, row) => accountFields(row)),
        ),
      ),
    );
    const { file: token } = answerOf(await bridge().call('import.offer', { fileName: 'a.csv', size: bytes.length }));
    const half = bytes.length >> 1;
    expect(await bridge().part(token, bytes.subarray(0, half), false)).toEqual({ ok: true, file: null });
    const sent = await bridge().part(token, bytes.subarray(half), true);
    if (!sent.ok || sent.file === null) throw new Error('the file was not taken');
    const started = await bridge().call('import.start', {
      file: sent.file,
      kind: 'accounts',
      isDry: false,
      encoding: 'utf-8',
      delimiter: ',',
      columns: fieldsOf('accounts').map((field, column) => ({ field, column })),
      requestId: requestId(),
    });
    return answerOf(started).jobId;
  };

  it('is done by a process that the window’s process forked, with nothing of the database in its arguments', async () => {
    const heard: string[] = [];
    bridge().listen('jobs', (topic) => heard.push(topic));
    await begin(200);
    await until('the import has ended', async () => (await job())?.endedAt !== null);
    expect(await job()).toMatchObject({ state: 'done', rows: 200, counts: { newCount: 200 } });
    expect(heard.length).toBeGreaterThan(0);
    const forks = await app.notes('utilityProcess.fork');
    expect(forks.map(([path]) => String(path).split('/').at(-1))).toEqual(['core-process.js', 'job-process.js']);
    expect(JSON.stringify(forks)).not.toContain('sqlite');
    expect(readdirSync(join(home.path, 'uploads'))).toEqual([]);
  }, 60_000);

  it('lets go when the window closes, and goes on after the next start', async () => {
    const jobId = await begin(8000);
    await until('rows have gone in', async () => ((await job())?.rows ?? 0) > 0);
    await app.close();
    expect(await app.ended).toMatchObject({ code: 0 });
    app = await openApp(home);
    await signIn(app, 'admin');
    expect(await job()).toMatchObject({ state: 'interrupted', hasFile: true });
    answerOf(await bridge().call('import.continue', { jobId, requestId: requestId() }));
    await until('it has been taken up', async () => (await job())?.state === 'running');
  }, 60_000);

  it('takes no part from a foreign frame, none that is too large, and nothing that is not bytes', async () => {
    const { file: token } = answerOf(await bridge().call('import.offer', { fileName: 'a.csv', size: 5 }));
    const refused = { ok: false, error: 'no-file' };
    const send = (args: unknown[], frame?: object) =>
      app.order('invoke', { channel: 'part', args, ...(frame && { frame }) });
    expect(await send([token, new Uint8Array(5), true], { url: 'https://evil.example/', parent: null })).toEqual(
      refused,
    );
    expect(await send([token, new Uint8Array(3 * 1024 * 1024), true])).toEqual(refused);
    expect(await send([token, '/etc/passwd', true])).toEqual(refused);
    expect(await send([token, { path: '/etc/passwd' }, true])).toEqual(refused);
    expect(await send([token, new Uint8Array(5), true])).toMatchObject({ ok: true });
  });
});
