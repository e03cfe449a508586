// One who sends: a console that is left running, or `akari mail deliver`. Settings that change are taken up by themselves.
import type { Database } from '../../db/open.ts';
import type { Effects } from '../command.ts';
import type { KeyStore } from '../opening/key-store.ts';
import type { Carrier } from './carrier.ts';
import { type DeliveryReport, deliverDue } from './deliver.ts';
import { openDemoCarrier } from './demo-carrier.ts';
import { mailPassword } from './password.ts';
import { planNotices } from './plan-notices.ts';
import { refuseServer, type ServerFault } from './refuse-server.ts';
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
};

const nothing = { counts: {}, stopped: null, planned: 0 };

export const openSender = ({ db, keys, effects, actor, changed, mostConnections }: SenderOptions): Sender => {
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

  return {
    close,
    send: async (signal) => {
      const setup = await readMailSetup(db.write, db.kind !== 'demo');
      if (typeof setup === 'string') return { ...nothing, fault: setup };
      const carrier = await carrierFor(setup);
      if (typeof carrier === 'string') return { ...nothing, fault: carrier };
      const planned = await planNotices({ db, setup, actor, effects, signal });
      const report = await deliverDue({ db, carrier, setup, actor, signal, changed });
      return { ...report, planned, fault: null };
    },
  };
};
