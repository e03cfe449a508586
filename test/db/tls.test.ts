// A remote database's connection is protected, and what is wrong with it is told in one word.
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { diagnosisOf } from '../../db/diagnosis.ts';
import { migratePostgres, openDatabase } from '../../db/open.ts';
import { postgresAddress } from '../../db/postgres-tls.ts';
import { openCore } from '../../main/core.ts';
import { faultSentence } from '../../main/hosts/fault-sentence.ts';
import { remoteParts, withPassword } from '../../main/opening/remote-address.ts';
import { certificatePath, remotePassword, startTlsPostgres, type TlsPostgres } from '../setup/tls-postgres.ts';

describe('an address', () => {
  it.each([
    ['postgres://akari@db.example/akari', 'verify-full'],
    ['postgres://akari@10.0.0.8/akari', 'verify-full'],
    ['postgres://akari@localhost/akari', 'disable'],
    ['postgres://akari@127.0.0.1:5433/akari', 'disable'],
    ['postgres://akari@[::1]/akari', 'disable'],
    ['postgres:///akari?host=/tmp', 'disable'],
    ['postgres://akari@localhost/akari?sslrootcert=CA', 'verify-full'],
    ['postgres://akari@db.example/akari?sslmode=require', 'require'],
    ['postgres://akari@db.example/akari?sslmode=require&sslrootcert=CA', 'verify-ca'],
    ['postgres://akari@db.example/akari?sslmode=prefer', 'require'],
    ['postgres://akari@db.example/akari?sslmode=disable', 'disable'],
  ])('%s is protected by %s', (url, mode) => {
    const address = postgresAddress(url.replace('CA', encodeURIComponent(certificatePath('authority'))));
    expect(address.mode).toBe(mode);
    expect(address.ssl === false).toBe(mode === 'disable');
    expect(address.connectionString).not.toContain('ssl');
    // The form for a server begins with the very way in which the address is opened.
    expect(remoteParts(url)?.tls).toBe(mode);
  });

  it('that cannot be read is refused, since the driver might read it otherwise and go unprotected', () => {
    expect(() => postgresAddress('postgres://akari:pw@/desk?host=db.example.jp')).toThrow('cannot be read');
  });

  it('leaves the driver nothing of how it is protected', () => {
    const { connectionString } = postgresAddress(
      'postgres://akari@db.example.jp/desk?ssl=0&sslcompression=1&sslnegotiation=x',
    );
    expect(connectionString).not.toContain('ssl');
  });

  it('with a protection that nobody knows is refused', () => {
    expect(() => postgresAddress('postgres://db.example/akari?sslmode=sometimes')).toThrow(
      expect.objectContaining({ fault: 'refused' }),
    );
    expect(remoteParts('postgres://db.example/akari?sslmode=sometimes')?.tls).toBe('verify-full');
  });
});

describe('a server', () => {
  let server: TlsPostgres;
  beforeAll(async () => {
    server = await startTlsPostgres();
    await migratePostgres(server.ownerUrl, { kind: 'test', madeOn: '2026-11-23' });
  });
  afterAll(() => server?.stop());

  type At = { host?: string; mode?: string; ca?: string; user?: string; password?: string | null; database?: string };
  const urlOf = ({
    host = 'localhost',
    mode,
    ca = 'authority',
    user = 'postgres',
    password = null,
    database,
  }: At): string => {
    const url = new URL(`postgres://${user}@${host}:${server.port}/${database ?? 'postgres'}`);
    if (mode) url.searchParams.set('sslmode', mode);
    if (ca) url.searchParams.set('sslrootcert', certificatePath(ca));
    return withPassword(url.href, password);
  };
  const failureOf = async (at: At | string): Promise<unknown> => {
    try {
      await (await openDatabase(typeof at === 'string' ? at : urlOf(at), undefined, { patience: 2000 })).close();
      return null;
    } catch (error) {
      return error;
    }
  };
  const diagnosis = async (at: At | string): Promise<string | null> => {
    const failure = await failureOf(at);
    return failure === null ? 'opened' : diagnosisOf(failure);
  };

  it('with a certificate of the named authority for its name is opened, and every connection is protected', async () => {
    for (const host of ['localhost', '127.0.0.1']) {
      const db = await openDatabase(urlOf({ host, mode: 'verify-full' }));
      const core = openCore(db);
      const protectedOnes = 'select count(*)::int as n from pg_stat_ssl s join pg_stat_activity a using (pid) where ';
      await db.snapshot(async (tx) => {
        const { rows } = await tx.raw(`${protectedOnes} a.application_name = 'akari-desk' and not s.ssl`);
        expect(rows).toEqual([{ n: 0 }]);
        expect((await tx.raw('select ssl from pg_stat_ssl where pid = pg_backend_pid()')).rows).toEqual([
          { ssl: true },
        ]);
      });
      expect((await db.read.raw('select ssl from pg_stat_ssl where pid = pg_backend_pid()')).rows).toEqual([
        { ssl: true },
      ]);
      await core.close();
    }
  });

  it('is told apart by what is wrong with its certificate', async () => {
    expect(await diagnosis({ mode: 'verify-full', ca: 'stranger' })).toBe('certificate-untrusted');
    expect(await diagnosis({ mode: 'verify-full', ca: '' })).toBe('certificate-untrusted');
    expect(await diagnosis({ mode: 'require', ca: '' })).toBe('opened');
    await server.show('wrong-host');
    expect(await diagnosis({ mode: 'verify-full' })).toBe('certificate-wrong-host');
    expect(await diagnosis({ mode: 'verify-ca' })).toBe('opened');
    await server.show('expired');
    expect(await diagnosis({ mode: 'verify-full' })).toBe('certificate-expired');
    expect(await diagnosis({ mode: 'verify-ca' })).toBe('certificate-expired');
    await server.show(null);
    for (const mode of ['verify-full', 'verify-ca', 'require']) expect(await diagnosis({ mode })).toBe('no-tls');
    await server.show('server');
  });

  it('is told apart by what is wrong with the rest', async () => {
    const mode = 'verify-full';
    expect(await diagnosis({ mode, user: 'akari', password: 'wrong' })).toBe('wrong-password');
    expect(await diagnosis({ mode, user: 'akari' })).toBe('password-missing');
    // The right password, with signs that an address would take for its own; it has no right to read anything yet.
    expect(await diagnosis({ mode, user: 'akari', password: remotePassword })).toBe('no-rights');
    expect(await diagnosis({ mode, user: 'guest', password: 'guest' })).toBe('no-rights');
    expect(await diagnosis({ mode, database: 'nowhere' })).toBe('no-database');
    expect(await diagnosis({ mode, database: 'template1' })).toBe('empty');
    expect(await diagnosis('postgres://akari@no-such-host.invalid/akari')).toBe('host-not-found');
    expect(await diagnosis('postgres://akari@127.0.0.1:9/akari')).toBe('port-refused');
  });

  it('is told apart in the terminal as well', async () => {
    const told = (at: At | string) => failureOf(at).then(faultSentence);
    const mode = 'verify-full';
    expect(await told({ mode, user: 'akari', password: 'wrong' })).toContain('user name or password is wrong');
    expect(await told({ mode, user: 'akari' })).toContain('PGPASSWORD');
    expect(await told({ mode, database: 'nowhere' })).toContain('no database of this name');
    expect(await told('postgres://akari@no-such-host.invalid/akari')).toContain('was not found');
    expect(await told('postgres://akari@127.0.0.1:9/akari')).toContain('Check the port number');
  });

  it('is let go where it could not be signed in to: a command ends, and the server waits for nobody', async () => {
    const open = () => process.getActiveResourcesInfo().filter((kind) => kind === 'TCPSocketWrap').length;
    const before = open();
    expect(await diagnosis({ mode: 'verify-full', user: 'akari' })).toBe('password-missing');
    await expect.poll(open).toBeLessThanOrEqual(before);
  });

  it('that turns out to be something else is told so', async () => {
    const web = createServer((_request, response) => response.end('a web page')).listen(0, '127.0.0.1');
    await once(web, 'listening');
    const { port } = web.address() as AddressInfo;
    expect(await diagnosis(`postgres://akari@127.0.0.1:${port}/akari?sslmode=require`)).toBe('port-refused');
    expect(await diagnosis(`postgres://akari@127.0.0.1:${port}/akari?sslmode=disable`)).toBe('unreachable');
    web.close();
  });
});
