import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Socket } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import { faultOf } from '../../db/fault.ts';
import { type Database, openDatabase } from '../../db/open.ts';
import { openCore } from '../../main/core.ts';
import { addStaff, freshDatabase, requestId, staffPassword, type TestDatabase } from '../setup/desk.ts';

/** A network between a console and its database that can lose everything without a word, and come back. */
const network = async (url: string) => {
  const target = new URL(url);
  const sockets = new Set<Socket>();
  let isLost = false;
  const server = createServer((near) => {
    const far = connect(Number(target.port), target.hostname);
    for (const [from, to] of [
      [near, far],
      [far, near],
    ] as const) {
      sockets.add(from);
      from.on('error', () => {});
      from.on('data', (bytes) => void (isLost || to.write(bytes)));
      from.on('close', () => void (isLost || to.destroy()));
    }
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const through = new URL(url);
  through.port = String((server.address() as AddressInfo).port);
  return {
    url: through.href,
    lose: () => {
      isLost = true;
    },
    comeBack: () => {
      isLost = false;
      for (const socket of sockets) socket.destroy();
      sockets.clear();
    },
    close: () => {
      for (const socket of sockets) socket.destroy();
      server.close();
    },
  };
};

const toClose: (() => unknown)[] = [];
afterEach(async () => {
  for (const close of toClose.splice(0).reverse()) await close();
});

const patience = 400;
const remote = async (): Promise<{
  database: TestDatabase;
  db: Database;
  net: Awaited<ReturnType<typeof network>>;
}> => {
  const database = await freshDatabase('postgres');
  const net = await network(database.url);
  const db = await openDatabase(net.url, undefined, { patience });
  toClose.push(() => database.remove(), net.close);
  return { database, db, net };
};

describe('a remote database of which nothing more is heard', () => {
  it('is told to be out of reach, in a transaction too, and every call after it as well', async () => {
    const { db, net } = await remote();
    await addStaff(db.write);
    const core = openCore(db);
    toClose.push(() => core.close());
    const agent = core.connect('cli', 'a console');
    expect(await agent.call('staff.signIn', { login: 'agent', password: staffPassword })).toMatchObject({ ok: true });
    net.lose();
    const unreachable = { ok: false, error: 'unreachable', detail: { fault: 'unreachable' } };
    expect(await agent.call('contact.open', { topic: 'general', requestId: requestId() })).toEqual(unreachable);
    await expect(db.write.transaction((tx) => tx.raw('select 1'))).rejects.toSatisfy(
      (error) => faultOf(error) === 'unreachable',
    );
    net.comeBack();
    expect(await agent.call('contact.open', { topic: 'general', requestId: requestId() })).toMatchObject({ ok: true });
  }, 40_000);

  it('may be silent over one statement where the work is long: an import, a verification', async () => {
    const { db, net, database } = await remote();
    toClose.push(() => db.close());
    await expect(db.write.raw('select pg_sleep(1.5)')).rejects.toThrow('silent');
    await db.snapshot((tx) => tx.raw('select pg_sleep(1.5)'));
    const patient = await openDatabase(net.url, undefined, { patience: 0 });
    toClose.push(() => patient.close());
    await patient.write.raw('select pg_sleep(1.5)');
    expect(database.engine).toBe('postgres');
  }, 40_000);

  it('still answers calls while six verifications hold their own views', async () => {
    const { db } = await remote();
    toClose.push(() => db.close());
    let release = (): void => {};
    const held = new Promise<void>((resume) => {
      release = resume;
    });
    let holding = 0;
    const views = Array.from({ length: 6 }, () =>
      db.snapshot(async (tx) => {
        await tx.raw('select 1');
        holding += 1;
        await held;
      }),
    );
    while (holding < 6) await new Promise((resume) => setTimeout(resume, 10));
    expect(await db.read('database_info').first('kind')).toEqual({ kind: 'test' });
    release();
    await Promise.all(views);
  }, 40_000);
});

describe('faults of the driver', () => {
  it.each([
    [new Error('Query read timeout'), 'unreachable'],
    [new Error('timeout expired'), 'unreachable'],
    [Object.assign(new Error('permission denied for table staff'), { code: '42501' }), 'refused'],
    [Object.assign(new Error('read ETIMEDOUT'), { code: 'ETIMEDOUT' }), 'unreachable'],
    [Object.assign(new Error('syntax'), { code: '42601' }), null],
  ])('%s is %s', (error, fault) => {
    expect(faultOf(error)).toBe(fault);
  });
});
