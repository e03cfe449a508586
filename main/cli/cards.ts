import { readFile, stat } from 'node:fs/promises';
import type { Command } from 'commander';
import * as settings from '../../db/settings.ts';
import { inAuditedTransaction } from '../audit.ts';
import { takeReturns } from '../commands/card-returned.ts';
import { readReturnedList } from '../commands/card-returned-list.ts';
import { listText } from '../files/list-text.ts';
import { openDesk } from '../opening/open-desk.ts';
import { tokyoDate } from '../rules/calendar.ts';
import { policyOf } from '../rules/policy.ts';
import { tellTopics } from '../topics.ts';
import { BadInput, print, systemActor } from './input.ts';
import { endWith } from './terminal.ts';

const limit = 20 * 1024 ** 2;

const textOf = async (file: string): Promise<string> => {
  const found = await stat(file).catch(() => null);
  if (!found?.isFile()) throw new BadInput(`${file}: ファイルがありません / there is no such file`);
  if (found.size > limit) throw new BadInput(`${file}: 20 MBまでです / the limit is 20 MB`);
  const text = await listText(await readFile(file));
  if (text === null)
    throw new BadInput(`${file}: UTF-8 か Windows-31J で保存してください / it is neither UTF-8 nor Windows-31J`);
  return text;
};

type Taken = Awaited<ReturnType<typeof takeReturns>>;

export const addCardCommands = (program: Command, database: () => string | undefined): void => {
  const cards = program.command('cards').description('what became of cards after posting');
  cards
    .command('returned <file>')
    .description("the carrier's list, serial,reason,returned_on; all of it or nothing is taken in")
    .action(async (file: string) => {
      const text = await textOf(file);
      const core = await openDesk(database(), { patience: 0 });
      try {
        const { db } = core;
        const actor = systemActor();
        const list = readReturnedList(text);
        const touched = new Set<string>();
        const taken = await inAuditedTransaction<Taken>(
          db,
          { chainOf: 0, actor, call: 'card.returned' },
          async (tx, now) => {
            const policy = policyOf(await settings.numbers(tx));
            const touch = (topic: string): void => void touched.add(topic);
            const value = await takeReturns({ tx, now, today: tokyoDate(now), policy, actor, touch }, list);
            await tellTopics(tx, [...touched]);
            return value.ok ? { value, body: value.audit } : { value, body: null, isUndone: true };
          },
        );
        if (taken.ok) print(taken.value);
        else {
          print({ error: 'returns-wrong', rows: taken.rows });
          endWith(2);
        }
      } finally {
        await core.close();
      }
    });
};
