// The page's own files under an address of their own, so that it has an origin and no access to the disk.
import { readFile } from 'node:fs/promises';
import { extname, join, sep } from 'node:path';
import { protocol } from 'electron';

const scheme = 'akari';
const origin = `${scheme}://desk`;
export const pageAddress = `${origin}/index.html`;

/** Its hash is the page's own affair. */
export const isOurPage = (address: string): boolean => address.split('#', 1)[0] === pageAddress;

/** The loopback host sends the same; a test holds them together. Mantine sets styles on elements. */
const policy =
  "default-src 'self';style-src 'self' 'unsafe-inline';img-src 'self' data:;font-src 'self';connect-src 'self';" +
  "object-src 'none';base-uri 'none';form-action 'none';frame-ancestors 'none'";

/** Everything that the page is made of, by name: under nosniff a browser takes a script by no other sign. */
const kinds: Record<string, string> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.json': 'application/json; charset=utf-8',
  '.txt': 'text/plain; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.ttf': 'font/ttf',
  '.woff2': 'font/woff2',
};

/** Electron wants to know before it is ready. */
export const reservePageScheme = (): void =>
  protocol.registerSchemesAsPrivileged([
    { scheme, privileges: { standard: true, secure: true, supportFetchAPI: true } },
  ]);

/** The file that an address names, or null where it names none of the page's. */
const fileOf = (folder: string, address: string): string | null => {
  const { host, pathname } = new URL(address);
  let path: string;
  try {
    path = decodeURIComponent(pathname);
  } catch {
    return null;
  }
  // Windows takes a backslash for a slash and a colon for a drive or a stream.
  if (host !== 'desk' || /[\0\\:]/.test(path) || path.split('/').includes('..')) return null;
  const file = join(folder, path);
  return file.startsWith(folder + sep) ? file : null;
};

const answer = async (folder: string, { method, url }: Request): Promise<Response> => {
  const headers = {
    'content-security-policy': policy,
    'x-content-type-options': 'nosniff',
    'referrer-policy': 'no-referrer',
    'cross-origin-opener-policy': 'same-origin',
  };
  if (method !== 'GET' && method !== 'HEAD') return new Response(null, { status: 405, headers });
  const file = fileOf(folder, url);
  const kind = file && kinds[extname(file)];
  const bytes = kind ? await readFile(file).catch(() => null) : null;
  if (!kind || !bytes) return new Response(null, { status: 404, headers });
  return new Response(method === 'HEAD' ? null : bytes, { headers: { ...headers, 'content-type': kind } });
};

export const servePage = (folder: string): void => protocol.handle(scheme, (request) => answer(folder, request));
