// Holds the core of a host, so that another database can be opened without starting the program anew.
import { makeSetUpCode } from '../commands/desk.ts';
import { contract, type HostCall, isHostCall } from '../contract/index.ts';
import { type Core, type Desk, openCore } from '../core.ts';
import { type AnyReply, answerHostCall } from '../dispatch.ts';
import { systemEffects } from '../effects.ts';
import type { StartProcess } from '../jobs/job-desk.ts';
import { openLog, reportTo } from '../log.ts';
import { openFaultNotes } from '../screen-fault.ts';
import type { KeyStore } from './key-store.ts';
import { openSeat, type Seat } from './seat.ts';
import { type Asking, openStart, type Start } from './start-calls.ts';

/** What a host needs of a core; it may also be a core itself. */
export type Held = Pick<Core, 'connect' | 'close'>;
export type HolderOptions = {
  readonly folder: string;
  /** `--db` or AKARI_DB, as it was said. */
  readonly option: string | undefined;
  readonly keys: KeyStore;
  /** Whoever sits at the terminal, at the start only. */
  readonly ask?: () => Promise<string | null>;
  readonly mustOpen?: boolean;
  /** How the host starts a process of ours; without it as Node does. */
  readonly startProcess?: StartProcess;
  /** The database that was opened has no staff yet: shown where whoever started this program sees it. */
  readonly showSetUpCode: (code: string) => void;
};

type Follow = { readonly topic: string; readonly listener: Parameters<Desk['listen']>[1]; stop: () => void };
type Under = { readonly core: Core; readonly calls: Set<Promise<unknown>> };

/** A host without a database can keep no file for one. */
const noDatabase = { ok: false, error: 'no-file' } as const;
const unreachable = (fault: string): AnyReply => ({ ok: false, error: 'unreachable', detail: { fault } });

export const openHolder = async (options: HolderOptions): Promise<Held> => {
  const log = openLog(options.folder);
  const report = reportTo(log);
  const noteFault = openFaultNotes(report);
  let under: Under | null = null;
  const follows = new Map<Follow, () => Desk | null>();
  /** Where somebody has signed in at this host, by the desk's secret. */
  const signedIn = new Map<string, { readonly desk: () => Desk | null; readonly seat: Seat }>();

  const hold = async (next: Core | null): Promise<void> => {
    const last = under;
    under = next && { core: next, calls: new Set() };
    for (const [follow, desk] of follows) {
      follow.stop();
      follow.stop = desk()?.listen(follow.topic, follow.listener) ?? (() => {});
      // Another database: whatever is shown of it is read again.
      if (next) follow.listener(follow.topic, 0);
    }
    if (!last) return;
    // What was asked of it is answered by it.
    await Promise.allSettled([...last.calls]);
    await last.core.close();
  };

  const isAtWork = async (desk: Desk | null): Promise<boolean> => {
    const status = await desk?.call('desk.status', {});
    return status?.ok === true && status.value.session !== 'none';
  };

  const start: Start = await openStart({
    ...options,
    take: async (db) => {
      const { folder, startProcess, keys } = options;
      await hold(openCore(db, { log, folder, keys, looksAfterJobs: true, ...(startProcess && { startProcess }) }));
      // Where it cannot be written, people who are registered can still read.
      const code = await makeSetUpCode(db, systemEffects).catch((error) => void report(error, 'start.setUpCode'));
      if (code) options.showSetUpCode(code);
    },
    isWorking: () => under?.core.isWorking() ?? false,
    isAnyoneAtWork: async (own) => {
      for (const [secret, { desk, seat }] of signedIn) {
        if (!seat.isTaken()) continue;
        if (await isAtWork(desk())) return true;
        signedIn.delete(secret);
      }
      return isAtWork(own);
    },
  });
  const askHost = (name: HostCall, input: unknown, asking: Asking): Promise<AnyReply> =>
    answerHostCall(contract[name], input, async (parsed) =>
      name === 'desk.noteFault' ? noteFault(asking.secret, parsed) : start.answer(name, parsed, asking),
    ).catch((error) => ({ ok: false, error: 'broken', detail: null, ref: report(error, name) }));

  const connect: Core['connect'] = (host, secret) => {
    let own: { desk: Desk; of: Core } | null = null;
    const seat = openSeat();
    const desk = (): Desk | null => {
      if (!under) return null;
      if (own?.of !== under.core) own = { of: under.core, desk: under.core.connect(host, secret) };
      return own.desk;
    };
    const ask = async (name: string, input: unknown): Promise<AnyReply> => {
      const [now, at] = [under, desk()];
      if (!now || !at) return unreachable(start.fault() ?? 'unreachable');
      const asked = at.callAny(name, input);
      now.calls.add(asked);
      const reply = await asked.finally(() => now.calls.delete(asked));
      if (name === 'staff.signIn' && reply.ok) signedIn.set(secret, { desk, seat });
      return reply;
    };
    const callAny: Desk['callAny'] = (name, input) => {
      seat.heard();
      return isHostCall(name) ? askHost(name, input, { secret, desk: desk(), seat }) : ask(name, input);
    };
    return {
      callAny,
      call: callAny as Desk['call'],
      listen: (topic, listener) => {
        const follow: Follow = { topic, listener, stop: desk()?.listen(topic, listener) ?? (() => {}) };
        follows.set(follow, desk);
        const leave = seat.follows();
        return () => {
          if (!follows.delete(follow)) return;
          leave();
          follow.stop();
        };
      },
      takeFile: (token) => desk()?.takeFile(token) ?? null,
      receiveFile: async (token, bytes) => desk()?.receiveFile(token, bytes) ?? noDatabase,
      receivePart: async (token, bytes, isLast) => desk()?.receivePart(token, bytes, isLast) ?? noDatabase,
    };
  };
  return { connect, close: () => hold(null) };
};
