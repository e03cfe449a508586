// One who sends: a console that is left running, or `akari mail deliver`. It goes round after round until nothing is due;
// each begins with the settings as they are then, so that what an admin mends holds for the rest of a mass mailing.
import type { Database } from '../../db/open.ts';
import type { Effects } from '../command.ts';
import type { KeyStore } from '../opening/key-store.ts';
import type { Carrier } from './carrier.ts';
import { type DeliveryReport, deliverDue } from './deliver.ts';
import { openDemoCarrier } from './demo-carrier.ts';
import { mailPassword } from './password.ts';
import { planNotices } from './plan-notices.ts';
import { refuseServer, type ServerFault } from './refuse-server.ts';
import type { MailCounts } from './settle.ts';
import { type MailSetup, readMailSetup, type SetupFault } from './setup.ts';
import { openSmtpCarrier } from './smtp-carrier.ts';

/** Why nothing can be sent here at all. */
export type SenderFault = SetupFault | ServerFault | 'password-missing';
export type SenderReport = DeliveryReport & { readonly planned: number; readonly fault: SenderFault | null };
export type Sender = {
  readonly send: (signal: AbortSignal) => Promise<SenderReport>;
  readonly close: () => void;
};
export type SenderOptions = {
  readonly db: Database;
  readonly keys: KeyStore;
  readonly effects: Effects;
  readonly actor: string;
  readonly changed: (topics: readonly string[]) => void;
  /** No more than these at once, however many are set: a console answers agents beside it. */
  readonly mostConnections?: number;
  /** Aborts when a round is over; a test says when. */
  readonly round?: () => AbortSignal;
};

/** So long may a wrong text still go out after it was mended, and a new notice wait behind those of before. */
const roundMilliseconds = 5000;

const sum = (a: MailCounts, b: MailCounts): MailCounts => {
  const both = { ...a };
  for (const [name, count] of Object.entries(b) as [keyof MailCounts, number][]) both[name] = (a[name] ?? 0) + count;
  return both;
};

export const openSender = (options: SenderOptions): Sender => {
  const { db, keys, effects, actor, changed, mostConnections } = options;
  const { round = () => AbortSignal.timeout(roundMilliseconds) } = options;
  let open: { readonly of: string; readonly carrier: Carrier } | null = null;
  const close = (): void => {
    open?.carrier.close();
    open = null;
  };

  const carrierFor = async ({ sending }: MailSetup): Promise<Carrier | SenderFault> => {
    const { server } = sending;
    if (!server) return openDemoCarrier(db);
    const refusal = refuseServer(db, server);
    if (refusal) return refusal;
    const password = server.user === null ? null : await mailPassword(server, keys);
    if (server.user !== null && password === null) return 'password-missing';
    const of = JSON.stringify([sending, password]);
    if (open?.of === of) return open.carrier;
    close();
    const connections = Math.min(sending.connections, mostConnections ?? sending.connections);
    const carrier = openSmtpCarrier({ sending, server, password, connections });
    open = { of, carrier };
    return carrier;
  };

  const sendRound = async (signal: AbortSignal): Promise<SenderReport & { readonly hasMore: boolean }> => {
    const nothing = { counts: {}, stopped: null, planned: 0, hasMore: false };
    const setup = await readMailSetup(db.write, db.kind !== 'demo');
    if (typeof setup === 'string') return { ...nothing, fault: setup };
    const carrier = await carrierFor(setup);
    if (typeof carrier === 'string') return { ...nothing, fault: carrier };
    const { mails, hasMore } = await planNotices({ db, setup, actor, effects, signal });
    const ends = AbortSignal.any([signal, round()]);
    const { counts, stopped } = await deliverDue({ db, carrier, setup, actor, signal: ends, changed });
    const isDone = signal.aborted || stopped !== null;
    return { counts, stopped, planned: mails, fault: null, hasMore: !isDone && (hasMore || ends.aborted) };
  };

  return {
    close,
    send: async (signal) => {
      let counts: MailCounts = {};
      let planned = 0;
      for (;;) {
        const { hasMore, ...report } = await sendRound(signal);
        counts = sum(counts, report.counts);
        planned += report.planned;
        if (!hasMore) return { ...report, counts, planned };
      }
    },
  };
};
