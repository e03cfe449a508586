import { request } from 'node:http';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Server, serve } from '../../main/serve.ts';
import { addCustomer } from '../setup/customer.ts';
import { openTestDesk, requestId, staffPassword, type TestDesk } from '../setup/desk.ts';

type Answer = { status: number; headers: Record<string, string | string[] | undefined>; text: string };

describe('the console for a browser on this machine', () => {
  let desk: TestDesk;
  let server: Server;
  beforeAll(async () => {
    desk = await openTestDesk('sqlite');
    server = await serve(desk.core);
  });
  afterAll(async () => {
    await server.close();
    await desk.close();
  });

  /** Not fetch: it would not let a test lie about Host and Origin. */
  const ask = (
    method: string,
    path: string,
    options: { headers?: Record<string, string>; body?: string } = {},
  ): Promise<Answer> =>
    new Promise((resolve, reject) => {
      const { port } = new URL(server.origin);
      const asked = request(
        { host: '127.0.0.1', port, method, path, headers: { 'content-type': 'application/json', ...options.headers } },
        (reply) => {
          const chunks: Buffer[] = [];
          reply.on('data', (chunk: Buffer) => chunks.push(chunk));
          reply.on('end', () =>
            resolve({
              status: reply.statusCode ?? 0,
              headers: reply.headers,
              text: Buffer.concat(chunks).toString('utf8'),
            }),
          );
        },
      );
      asked.on('error', reject);
      asked.end(options.body);
    });
  const exchange = (token: string | undefined) => ask('POST', '/exchange', { body: JSON.stringify({ token }) });
  const invited = (): string => server.invite().split('#token=')[1] ?? '';
  const freshKey = async (): Promise<string> => JSON.parse((await exchange(invited())).text).key;
  const call = (name: string, input: unknown, key?: string) =>
    ask('POST', `/call/${name}`, {
      body: JSON.stringify(input),
      ...(key ? { headers: { authorization: `Bearer ${key}` } } : {}),
    });

  it('gives a key for its one-time token once, and to nobody without one', async () => {
    const token = invited();
    expect((await exchange(token)).status).toBe(200);
    expect((await exchange(token)).status).toBe(401);
    expect((await exchange('guessed')).status).toBe(401);
    expect((await exchange(undefined)).status).toBe(401);
  });

  it('answers no call, file or event without a key', async () => {
    for (const answer of [
      await call('desk.status', {}),
      await call('desk.status', {}, 'guessed'),
      await ask('GET', '/files/abc'),
      await ask('GET', '/events?topic=contact'),
    ])
      expect(answer).toMatchObject({ status: 401, text: JSON.stringify({ error: 'no-key' }) });
  });

  it.each([
    ['another local page', { origin: 'http://127.0.0.1:1' }],
    ['a page of the internet', { origin: 'https://example.com' }],
    ['a sandboxed page', { origin: 'null' }],
    ['a name that was bound to this machine', { host: 'evil.example:80' }],
    ['localhost by its other name', { host: 'localhost' }],
  ])('refuses %s', async (_who, headers) => {
    const key = await freshKey();
    const answer = await ask('POST', '/call/desk.status', {
      body: '{}',
      headers: { authorization: `Bearer ${key}`, ...headers },
    });
    expect(answer.status).toBe(403);
    expect(answer.text).not.toContain('sqlite');
  });

  it('sends its page with a policy under which nothing foreign runs, and sets no cookie', async () => {
    const page = await ask('GET', '/');
    expect(page.status).toBe(200);
    expect(page.text).toContain('<div id="root"');
    expect(page.headers['content-security-policy']).toContain("default-src 'self'");
    expect(page.headers['content-security-policy']).not.toMatch(/script-src|unsafe-eval|https:/);
    expect(page.headers['x-content-type-options']).toBe('nosniff');
    expect(page.headers['set-cookie']).toBeUndefined();
    expect(page.text).not.toMatch(/<script(?![^>]*src=)/);
  });

  it('does not lead out of the page folder', async () => {
    for (const path of ['/../package.json', '/%2e%2e/package.json', '/assets/..%2f..%2f..%2fpackage.json', '/.npmrc'])
      expect((await ask('GET', path)).text).not.toContain('akari-desk');
  });

  it('answers what it cannot read with a word, and never with its insides', async () => {
    const key = await freshKey();
    const headers = { authorization: `Bearer ${key}` };
    const unreadable = await ask('POST', '/call/desk.status', { body: '{"a":', headers });
    expect(unreadable.status).toBe(400);
    expect(JSON.parse(unreadable.text)).toEqual({
      ok: false,
      error: 'bad-input',
      detail: { issues: [{ path: '', code: 'unreadable' }] },
    });
    const huge = await ask('POST', '/call/desk.status', { body: JSON.stringify('x'.repeat(300_000)), headers });
    expect(huge.status).toBe(413);
    const proto = await call('desk.status', JSON.parse('{"__proto__":{"isAdmin":true}}'), key);
    expect(proto.status).toBeLessThan(500);
    expect(JSON.parse((await call('constructor', {}, key)).text)).toMatchObject({ error: 'bad-input' });
    expect(JSON.parse((await call('__proto__', {}, key)).text)).toMatchObject({ error: 'bad-input' });
  });

  it('keeps each page to its own sign-in, and gives an offered file once, to the page that asked', async () => {
    const [first, second] = [await freshKey(), await freshKey()];
    await call('staff.signIn', { login: 'auditor', password: staffPassword }, first);
    expect(JSON.parse((await call('audit.choices', {}, second)).text)).toMatchObject({ error: 'not-signed-in' });
    await call('staff.signIn', { login: 'auditor', password: staffPassword }, second);
    const { value } = JSON.parse((await call('audit.export', {}, first)).text);
    const fetchFile = (key: string) =>
      ask('GET', `/files/${value.file}`, { headers: { authorization: `Bearer ${key}` } });
    expect((await fetchFile(second)).status).toBe(404);
    const file = await fetchFile(first);
    expect(file.status).toBe(200);
    expect(file.text).toMatch(/^\uFEFFat,actor,name,call,body/);
    expect((await fetchFile(first)).status).toBe(404);
  });

  it('tells a page that listens what changed, and nothing of what it is', async () => {
    const customer = await addCustomer(desk.db.write);
    const key = await freshKey();
    await call('staff.signIn', { login: 'agent', password: staffPassword }, key);
    const stream = await fetch(`${server.origin}/events?topic=account:${customer.accountId}`, {
      headers: { authorization: `Bearer ${key}` },
    });
    const reader = stream.body?.pipeThrough(new TextDecoderStream()).getReader();
    await reader?.read();
    await call('contact.open', { topic: 'account', accountId: customer.accountId, requestId: requestId() }, key);
    let heard = '';
    while (!heard.includes('data:')) heard += (await reader?.read())?.value ?? '';
    const event = JSON.parse(/data: (.*)/.exec(heard)?.[1] ?? '{}');
    expect(Object.keys(event).sort()).toEqual(['topic', 'version']);
    expect(event.topic).toBe(`account:${customer.accountId}`);
    await reader?.cancel();
  });

  it('carries several topics over one stream, each under its own name', async () => {
    const { accountId } = await addCustomer(desk.db.write);
    const key = await freshKey();
    await call('staff.signIn', { login: 'agent', password: staffPassword }, key);
    const open = JSON.parse((await call('contact.current', {}, key)).text).value.contact;
    if (open) await call('contact.close', { category: 'other', requestId: requestId() }, key);
    const stream = await fetch(`${server.origin}/events?topics=contact,account:${accountId},callBacks`, {
      headers: { authorization: `Bearer ${key}` },
    });
    const reader = stream.body?.pipeThrough(new TextDecoderStream()).getReader();
    await reader?.read();
    await call('contact.open', { topic: 'account', accountId, requestId: requestId() }, key);
    let heard = '';
    const topics = () => [...heard.matchAll(/data: (.*)\n/g)].map(([, event = '{}']) => JSON.parse(event).topic);
    while (topics().length < 2) heard += (await reader?.read())?.value ?? '';
    expect(topics().sort()).toEqual([`account:${accountId}`, 'contact']);
    await reader?.cancel();
  });

  it.each([
    ['none', 'topics='],
    ['an empty one', 'topics=contact,'],
    ['more than a page has', `topics=${Array.from({ length: 17 }, (_, n) => `account:${n}`)}`],
    ['one that is too long', `topics=contact,${'a'.repeat(65)}`],
    ['two lists', 'topics=contact&topics=staff'],
  ])('refuses to listen to %s', async (_what, query) => {
    const answer = await ask('GET', `/events?${query}`, { headers: { authorization: `Bearer ${await freshKey()}` } });
    expect(answer.status).toBe(400);
  });
});
