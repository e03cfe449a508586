// Files on their way in, over HTTP and over the bridge: only to whoever was given a token, and never more than was said.
import { mkdirSync, readdirSync, statSync } from 'node:fs';
import { request } from 'node:http';
import { join } from 'node:path';
import { MessageChannel } from 'node:worker_threads';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { answerOnPort, openWire, type Port } from '../../main/hosts/port-host.ts';
import { type Server, serve } from '../../main/serve.ts';
import { fileText, type ImportDesk, openImportDesk } from '../jobs/desk.ts';
import { staffPassword } from '../setup/desk.ts';

type Answer = { status: number; body: { ok?: boolean; file?: string; error?: string } };
const content = Buffer.from(fileText('accounts', []).repeat(2000));

describe('a file handed over', () => {
  let desk: ImportDesk;
  let server: Server;
  beforeAll(async () => {
    desk = await openImportDesk('sqlite');
    mkdirSync(join(desk.folder, 'uploads'), { recursive: true });
    server = await serve(desk.core, { pageFolder: '/nowhere' });
  });
  afterAll(async () => {
    await server.close();
    await desk.close();
  });

  type Sent = { body?: Buffer | string; headers?: Record<string, string>; cutAt?: number };
  const ask = (method: string, path: string, { body, headers = {}, cutAt }: Sent): Promise<Answer> =>
    new Promise((resolve, reject) => {
      const { port } = new URL(server.origin);
      const asked = request({ host: '127.0.0.1', port, method, path, headers }, (reply) => {
        let text = '';
        reply.on('data', (chunk: Buffer) => {
          text += chunk.toString('utf8');
        });
        reply.on('end', () => resolve({ status: reply.statusCode ?? 0, body: JSON.parse(text || '{}') }));
      });
      asked.on('error', reject);
      if (cutAt === undefined) return asked.end(body);
      asked.write((body as Buffer).subarray(0, cutAt), () => asked.destroy());
    });
  const json = { 'content-type': 'application/json' };
  const keyFor = async (login: string): Promise<string> => {
    const token = server.invite().split('#token=')[1];
    const { body } = await ask('POST', '/exchange', { body: JSON.stringify({ token }), headers: json });
    const key = (body as { key?: string }).key ?? '';
    const signIn = {
      body: JSON.stringify({ login, password: staffPassword }),
      headers: { ...json, authorization: `Bearer ${key}` },
    };
    await ask('POST', '/call/staff.signIn', signIn);
    return key;
  };
  const offer = async (key: string, size = content.length): Promise<string> => {
    const body = JSON.stringify({ fileName: 'a.csv', size });
    const answer = await ask('POST', '/call/import.offer', {
      body,
      headers: { ...json, authorization: `Bearer ${key}` },
    });
    return (answer.body as unknown as { value: { file: string } }).value.file;
  };
  const put = (token: string, key: string | null, body: Buffer, more: Record<string, string> = {}) =>
    ask('PUT', `/files/${token}`, {
      body,
      headers: {
        'content-type': 'application/octet-stream',
        ...(key ? { authorization: `Bearer ${key}` } : {}),
        ...more,
      },
    });
  const lying = (): string[] => readdirSync(join(desk.folder, 'uploads'));

  it('is kept whole under a name of our own, readable by its owner only, once for each token', async () => {
    const key = await keyFor('admin');
    const token = await offer(key);
    const { status, body } = await put(token, key, content);
    expect(status).toBe(200);
    expect(body.file).toMatch(/^[0-9a-f]{32}$/);
    const { mode, size } = statSync(join(desk.folder, 'uploads', body.file ?? ''));
    expect({ mode: mode & 0o777, size }).toEqual({ mode: 0o600, size: content.length });
    expect(await put(token, key, content)).toMatchObject({ status: 404, body: { error: 'no-file' } });
  });

  it('is taken from nobody else: without a key, with another one’s, from another page, with a guessed token', async () => {
    const key = await keyFor('admin');
    const other = await keyFor('admin2');
    const token = await offer(key);
    const before = lying();
    expect((await put(token, null, content)).status).toBe(401);
    expect((await put(token, other, content)).status).toBe(404);
    expect((await put('0'.repeat(32), key, content)).status).toBe(404);
    expect((await put(token, key, content, { origin: 'https://example.com' })).status).toBe(403);
    expect((await put(token, key, content, { host: 'evil.example' })).status).toBe(403);
    expect((await put('..%2f..%2fetc%2fpasswd', key, content)).status).toBe(404);
    expect(lying()).toEqual(before);
    expect((await put(token, key, content)).status).toBe(200);
  });

  it('larger or smaller than was said, or cut off, leaves nothing behind', async () => {
    const key = await keyFor('admin');
    const before = lying();
    expect(await put(await offer(key, 1000), key, content)).toMatchObject({
      status: 413,
      body: { error: 'too-large' },
    });
    expect(await put(await offer(key), key, content.subarray(0, 1000))).toMatchObject({ status: 400 });
    const headers = {
      'content-type': 'application/octet-stream',
      'content-length': String(content.length),
      authorization: `Bearer ${key}`,
    };
    await expect(ask('PUT', `/files/${await offer(key)}`, { body: content, headers, cutAt: 70_000 })).rejects.toThrow();
    await expect.poll(lying).toEqual(before);
  });

  it('is offered to administrators alone', async () => {
    const key = await keyFor('agent');
    const headers = { ...json, authorization: `Bearer ${key}` };
    const body = JSON.stringify({ fileName: 'a.csv', size: 10 });
    expect(await ask('POST', '/call/import.offer', { body, headers })).toMatchObject({ status: 403 });
  });

  it('over the bridge comes in parts, in their order and no more than was said', async () => {
    const { port1, port2 } = new MessageChannel();
    answerOnPort(port1 as unknown as Port, desk.core);
    const wire = openWire();
    wire.attach(port2 as unknown as Port);
    const [admin, other] = ['one window', 'another window'].map((secret) => wire.connect(secret, () => {}));
    if (!admin || !other) throw new Error('no window');
    await admin.call('staff.signIn', { login: 'admin', password: staffPassword });
    const offered = async (size: number): Promise<string> => {
      const reply = await admin.call('import.offer', { fileName: 'b.csv', size });
      return (reply as { value: { file: string } }).value.file;
    };
    const part = (bytes: string) => new Uint8Array(Buffer.from(bytes));
    const token = await offered(6);
    expect(await other.part(token, part('abc'), false)).toEqual({ ok: false, error: 'no-file' });
    expect(await admin.part(token, part('abc'), false)).toEqual({ ok: true, file: null });
    expect(await other.part(token, part('xyz'), true)).toEqual({ ok: false, error: 'no-file' });
    const whole = await admin.part(token, part('def'), true);
    expect(whole).toMatchObject({ ok: true, file: expect.stringMatching(/^[0-9a-f]{32}$/) });
    expect(await admin.part(token, part('more'), true)).toEqual({ ok: false, error: 'no-file' });
    const small = await offered(2);
    expect(await admin.part(small, part('abc'), false)).toEqual({ ok: false, error: 'too-large' });
    const short = await offered(4);
    expect(await admin.part(short, part('abc'), true)).toEqual({ ok: false, error: 'cut-off' });
    port1.close();
    port2.close();
  });
});
