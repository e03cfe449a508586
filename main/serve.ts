// The loopback host: the same console in a browser. The only file that imports the HTTP server.
import { randomBytes, timingSafeEqual } from 'node:crypto';
import { existsSync } from 'node:fs';
import type { AddressInfo } from 'node:net';
import { Readable } from 'node:stream';
import { fileURLToPath } from 'node:url';
import helmet from '@fastify/helmet';
import files from '@fastify/static';
import Fastify, { type FastifyReply, type FastifyRequest } from 'fastify';
import type { Core, Desk } from './core.ts';
import { uploadLimit } from './files/uploads.ts';

export type Server = {
  /** With the one-time token in its fragment, which browsers do not send on. */
  readonly address: string;
  readonly origin: string;
  /** Makes another one-time token, for another window. */
  readonly invite: () => string;
  readonly close: () => Promise<void>;
};
export type ServeOptions = {
  readonly port?: number;
  /** Where the built page lies; without it only calls are answered. */
  readonly pageFolder?: string;
};

const bodyLimit = 256 * 1024;
const deskLimit = 200;
const tokenMinutes = 60;
// A large file takes longer than any call; headers have a shorter time of their own.
const requestMilliseconds = 15 * 60_000;
const eventLimit = 40;
const topicLimit = 16;
const topicLength = 64;

const statusOf: Record<string, number> = {
  'bad-input': 400,
  'not-signed-in': 401,
  'session-locked': 401,
  'not-allowed': 403,
  busy: 503,
  unreachable: 503,
  broken: 500,
};

const uploadStatus = { 'no-file': 404, 'too-large': 413, 'cut-off': 400, disk: 507 } as const;

const secret = (): string => randomBytes(32).toString('base64url');
const isSame = (a: string, b: string): boolean =>
  a.length === b.length && timingSafeEqual(Buffer.from(a), Buffer.from(b));

const builtPage = fileURLToPath(new URL('../out/renderer', import.meta.url));

/** The page may load its own files and talk to its own origin; nothing else. Mantine sets styles on elements. */
const pageHeaders = {
  contentSecurityPolicy: {
    useDefaults: false,
    directives: {
      defaultSrc: ["'self'"],
      styleSrc: ["'self'", "'unsafe-inline'"],
      imgSrc: ["'self'", 'data:'],
      fontSrc: ["'self'"],
      connectSrc: ["'self'"],
      objectSrc: ["'none'"],
      baseUri: ["'none'"],
      formAction: ["'none'"],
      frameAncestors: ["'none'"],
    },
  },
  crossOriginOpenerPolicy: { policy: 'same-origin' },
  referrerPolicy: { policy: 'no-referrer' },
  hsts: false,
} as const;

export const serve = async (core: Pick<Core, 'connect'>, options: ServeOptions = {}): Promise<Server> => {
  const app = Fastify({ bodyLimit, logger: false, forceCloseConnections: true, requestTimeout: requestMilliseconds });
  const tokens = new Map<string, number>();
  const desks = new Map<string, Desk>();
  let origin = '';

  const invite = (): string => {
    const token = secret();
    tokens.set(token, Date.now() + tokenMinutes * 60_000);
    return `${origin}/#token=${token}`;
  };

  await app.register(helmet, pageHeaders);

  // Every port of 127.0.0.1 is one site to a browser: exact Host and Origin keep other local pages and rebinding out.
  app.addHook('onRequest', async (request, reply) => {
    const isOurHost = `http://${request.headers.host}` === origin;
    const from = request.headers.origin;
    if (!isOurHost || (from !== undefined && from !== origin)) return reply.code(403).send({ error: 'wrong-origin' });
  });

  const deskOf = (request: FastifyRequest, reply: FastifyReply): Desk | null => {
    const key = /^Bearer (\S+)$/.exec(request.headers.authorization ?? '')?.[1];
    const desk = key === undefined ? undefined : desks.get(key);
    if (!desk) void reply.code(401).send({ error: 'no-key' });
    return desk ?? null;
  };

  app.post('/exchange', async (request, reply) => {
    const given = (request.body as { token?: unknown } | null)?.token;
    const token = typeof given === 'string' ? [...tokens.keys()].find((known) => isSame(known, given)) : undefined;
    const expiresAt = token === undefined ? 0 : (tokens.get(token) ?? 0);
    if (token !== undefined) tokens.delete(token);
    if (expiresAt < Date.now()) return reply.code(401).send({ error: 'no-key' });
    const key = secret();
    desks.set(key, core.connect('http', key));
    for (const old of [...desks.keys()].slice(0, -deskLimit)) desks.delete(old);
    return { key };
  });

  app.post('/call/:name', async (request, reply) => {
    const desk = deskOf(request, reply);
    if (!desk) return reply;
    const { name } = request.params as { name: string };
    const answer = await desk.callAny(name, request.body ?? {});
    return reply
      .code(answer.ok ? 200 : (statusOf[answer.error] ?? 409))
      .header('cache-control', 'no-store')
      .send(answer);
  });

  app.get('/files/:token', async (request, reply) => {
    const desk = deskOf(request, reply);
    if (!desk) return reply;
    const file = desk.takeFile((request.params as { token: string }).token);
    if (!file) return reply.code(404).send({ error: 'no-file' });
    return reply
      .header('content-type', 'application/octet-stream')
      .header('content-disposition', `attachment; filename*=UTF-8''${encodeURIComponent(file.name)}`)
      .header('cache-control', 'no-store')
      .send(Buffer.from(file.bytes));
  });

  // Only this route reads such a body, and streams it: nothing of it is held in memory.
  app.addContentTypeParser('application/octet-stream', (_request, body, done) => done(null, body));
  app.put('/files/:token', { bodyLimit: uploadLimit }, async (request, reply) => {
    const desk = deskOf(request, reply);
    if (!desk) return reply;
    const { token } = request.params as { token: string };
    const bytes = request.body;
    const isStream = bytes instanceof Readable;
    const answer = isStream ? await desk.receiveFile(token, bytes) : ({ ok: false, error: 'cut-off' } as const);
    // What is still on its way belongs to a file that is not wanted.
    if (!answer.ok) reply.header('connection', 'close');
    return reply
      .code(answer.ok ? 200 : uploadStatus[answer.error])
      .header('cache-control', 'no-store')
      .send(answer);
  });

  let listening = 0;
  app.get('/events', async (request, reply) => {
    const desk = deskOf(request, reply);
    if (!desk) return reply;
    const { topic, topics } = request.query as { topic?: unknown; topics?: unknown };
    const asked = topics ?? topic;
    const wanted = typeof asked === 'string' ? [...new Set(asked.split(','))] : [];
    const isReadable = wanted.every(({ length }) => length > 0 && length <= topicLength);
    if (!isReadable || wanted.length === 0 || wanted.length > topicLimit)
      return reply.code(400).send({ error: 'bad-input' });
    if (listening >= eventLimit) return reply.code(503).send({ error: 'busy' });
    listening += 1;
    reply.hijack();
    reply.raw.writeHead(200, { 'content-type': 'text/event-stream', 'cache-control': 'no-store' });
    reply.raw.write(': open\n\n');
    const stops = wanted.map((name) =>
      desk.listen(name, (changed, version) =>
        reply.raw.write(`data: ${JSON.stringify({ topic: changed, version })}\n\n`),
      ),
    );
    const beat = setInterval(() => reply.raw.write(': still here\n\n'), 20_000);
    request.raw.once('close', () => {
      listening -= 1;
      clearInterval(beat);
      for (const stop of stops) stop();
    });
  });

  // Fastify's own errors quote the request; the page needs no more than a word.
  app.setErrorHandler((error: { statusCode?: number }, _request, reply) => {
    const status = error.statusCode ?? 500;
    const reason = status < 500 ? 'bad-input' : 'broken';
    const detail = reason === 'bad-input' ? { issues: [{ path: '', code: 'unreadable' }] } : null;
    return reply.code(status).send({ ok: false, error: reason, detail });
  });
  app.setNotFoundHandler((_request, reply) => reply.code(404).send({ error: 'not-found' }));

  const folder = options.pageFolder ?? builtPage;
  if (existsSync(folder)) await app.register(files, { root: folder, cacheControl: false });

  await app.listen({ host: '127.0.0.1', port: options.port ?? 0 });
  origin = `http://127.0.0.1:${(app.server.address() as AddressInfo).port}`;
  return { address: invite(), origin, invite, close: () => app.close() };
};
