// Mails through the outbox beside the pooled sending of the same mails by nodemailer itself, to the same server process.
import { createTransport } from 'nodemailer';
import { systemEffects } from '../../main/effects.ts';
import { headersOf } from '../../main/mail/carrier.ts';
import { openSender } from '../../main/mail/sender.ts';
import { readMailSetup } from '../../main/mail/setup.ts';
import { serverOptions } from '../../main/mail/smtp-carrier.ts';
import { writeMails } from '../../main/mail/write-mail.ts';
import { noKeyStore } from '../../main/opening/key-store.ts';
import { type Engine, openTestDatabase } from '../databases.ts';
import { setUpSending } from '../mail/sending.ts';
import { startSmtp } from '../mail/smtp-server.ts';
import { addCustomer } from '../setup/customer.ts';
import { noon } from '../setup/desk.ts';
import { startPostgres } from '../setup/postgres.ts';
import { printTable, ratio } from './ratios.ts';

const connections = 5;
const passes = 3;
const median = (values: readonly number[]): number =>
  [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)] ?? 0;

const benchEngine = async (engine: Engine, mails: number): Promise<void> => {
  const server = engine === 'postgres' ? await startPostgres() : null;
  const at = await openTestDatabase(engine, server ? { server: server.url } : {});
  const { db } = at;
  const smtp = await startSmtp('quiet');
  await setUpSending(db.write, smtp.port(), { connections });
  const { accountId } = await addCustomer(db.write, { mails: [] });
  const dated = { created_at: noon, account_id: accountId };
  await db.write.batchInsert(
    'mail_address',
    Array.from({ length: mails }, (_, n) => ({
      ...dated,
      address: `plain-${n}@example.jp`,
      address_key: `plain-${n}@example.jp`,
      confirmed_at: noon,
    })),
    100,
  );
  const addresses: number[] = await db.write('mail_address').orderBy('id').pluck('id');
  const setup = await readMailSetup(db.write, true);
  if (typeof setup === 'string' || !setup.sending.server) throw new Error('mail is not set up');

  // The same mails, written before the clock starts: only handing them over is timed.
  const claimed = addresses.map((mailAddressId, n) => ({
    id: n + 1,
    messageId: `<${n}@bench.invalid>`,
    kind: 'limit-lifted',
    accountId,
    mailAddressId,
    billId: null,
    debitId: null,
    createdAt: noon,
    lapsesAt: null,
    attempts: 1,
    deferredSince: null,
    taken: null,
  }));
  const ready = (await writeMails(db.write, setup, claimed, noon)).flatMap(({ written }) =>
    'mail' in written ? [headersOf(written.mail)] : [],
  );
  const alone = async (): Promise<number> => {
    const transport = createTransport({
      ...serverOptions(setup.sending.server ?? { host: '', port: 0, security: 'none', user: null }, null),
      pool: true,
      maxConnections: connections,
      maxMessages: 1000,
    });
    const began = performance.now();
    let next = 0;
    // As many handed over at once as there are connections: more would lie in its memory.
    const work = async (): Promise<void> => {
      for (let mail = ready[next++]; mail; mail = ready[next++]) await transport.sendMail(mail);
    };
    await Promise.all(Array.from({ length: connections }, work));
    const seconds = (performance.now() - began) / 1000;
    transport.close();
    return seconds;
  };
  const throughOutbox = async (): Promise<number> => {
    await db.write('outbox').delete();
    const rows = addresses.map((id, n) => ({
      ...dated,
      message_id: `<${n}@bench.invalid>`,
      kind: 'limit-lifted',
      mail_address_id: id,
      state: 'waiting',
      due_at: noon,
    }));
    await db.write.batchInsert('outbox', rows, 100);
    const sender = openSender({
      db,
      keys: noKeyStore,
      effects: systemEffects,
      actor: 'system:mail',
      changed: () => {},
    });
    const began = performance.now();
    const { counts } = await sender.send(new AbortController().signal);
    const seconds = (performance.now() - began) / 1000;
    sender.close();
    if (counts.accepted !== mails) throw new Error(`only ${counts.accepted} mails were accepted`);
    return seconds;
  };
  const [base, ours]: [number[], number[]] = [[], []];
  // The first pass warms caches.
  for (let pass = 0; pass <= passes; pass += 1) {
    const [a, b] = [await alone(), await throughOutbox()];
    if (pass > 0) {
      base.push(a);
      ours.push(b);
    }
  }
  const found = median(ours.map((seconds, n) => seconds / (base[n] ?? 1)));
  printTable(`${mails.toLocaleString('en')} mails, ${engine}, ${connections} connections`, [
    {
      what: 'through the outbox, of nodemailer alone',
      measured: `${ratio(found)} x (${ratio(median(ours))} to ${ratio(median(base))} s)`,
      goal: '<= 1.5 x',
      isMet: found <= 1.5,
    },
  ]);
  await smtp.close();
  await at.close();
  await server?.stop();
};

export const benchMail = async (mails: number, engines: readonly Engine[]): Promise<void> => {
  for (const engine of engines) await benchEngine(engine, mails);
};
