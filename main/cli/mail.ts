import { stat } from 'node:fs/promises';
import { setTimeout as pause } from 'node:timers/promises';
import type { Command } from 'commander';
import { systemEffects } from '../effects.ts';
import { openSender, type SenderReport } from '../mail/sender.ts';
import { takeBounces } from '../mail/take-bounces.ts';
import { noKeyStore } from '../opening/key-store.ts';
import { openDesk } from '../opening/open-desk.ts';
import { tellTopics } from '../topics.ts';
import { BadInput, print, systemActor } from './input.ts';
import { endWith } from './terminal.ts';

const watchMilliseconds = 2000;
/** A server that is out is not asked by every mail again and again. */
const outMilliseconds = 30_000;

const isEventful = ({ counts, planned, stopped, fault }: SenderReport): boolean =>
  Object.keys(counts).length > 0 || planned > 0 || stopped !== null || fault !== null;

export const addMailCommands = (program: Command, database: () => string | undefined): void => {
  const mail = program.command('mail').description('mail to customers');
  mail
    .command('deliver')
    .description(
      'sends what is due in the outbox; --watch goes on until it is stopped. Exit 1 where nothing could leave',
    )
    .option('--watch', 'look again and again', false)
    .action(async ({ watch }: { watch: boolean }) => {
      const core = await openDesk(database(), { patience: 0 });
      const stopping = new AbortController();
      for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => stopping.abort());
      const { db } = core;
      const changed = (topics: readonly string[]): void => void tellTopics(db.write, topics).catch(() => {});
      const sender = openSender({ db, keys: noKeyStore, effects: systemEffects, actor: systemActor(), changed });
      try {
        for (;;) {
          const report = await sender.send(stopping.signal);
          if (!watch || isEventful(report)) print(report);
          endWith(report.stopped !== null || report.fault !== null ? 1 : 0);
          if (!watch || stopping.signal.aborted) break;
          const wait = report.stopped === null && report.fault === null ? watchMilliseconds : outMilliseconds;
          await pause(wait, undefined, { signal: stopping.signal }).catch(() => {});
          if (stopping.signal.aborted) break;
        }
      } finally {
        sender.close();
        await core.close();
      }
    });
  mail
    .command('bounces <path>')
    .description(
      'takes in mail that came back: a Maildir, a folder of .eml files, an mbox or one mail. Exit 1 where one is unknown',
    )
    .action(async (path: string) => {
      const found = await stat(path).catch(() => null);
      if (!found) throw new BadInput(`${path}: ありません / there is nothing`);
      const core = await openDesk(database(), { patience: 0 });
      try {
        const { topics, ...report } = await takeBounces({ db: core.db, actor: systemActor() }, path);
        await tellTopics(core.db.write, topics);
        print(report);
        endWith(report.counts.unknown > 0 ? 1 : 0);
      } finally {
        await core.close();
      }
    });
};
