// `akari bill pdf|csv`: a bill as a file, for who runs the system; agents take it from the screen, with a caller.
import { writeFile } from 'node:fs/promises';
import { type Command, Option } from 'commander';
import * as bills from '../../db/bills.ts';
import { type AuditBody, inAuditedTransaction } from '../audit.ts';
import { csvOf, pdfOf, readPaper } from '../commands/bill-paper.ts';
import { openDesk } from '../opening/open-desk.ts';
import { tokyoDate } from '../rules/calendar.ts';
import { idNumber } from './id-number.ts';
import { BadInput, print, systemActor } from './input.ts';
import { endWith } from './terminal.ts';

type Made = { ok: true; bytes: Uint8Array } | { ok: false; error: string; detail: object | null };
type Asked = { bill: number; out: string; encoding?: 'utf-8' | 'windows-31j' };

const makeFile = async (
  url: string | undefined,
  kind: 'pdf' | 'csv',
  { bill: billId, out, encoding = 'utf-8' }: Asked,
) => {
  const core = await openDesk(url, { patience: 0 });
  try {
    const by = { chainOf: billId, actor: systemActor(), call: `bill.${kind}` };
    const made = await inAuditedTransaction(
      core.db,
      by,
      async (tx, now): Promise<{ value: Made; body: AuditBody | null }> => {
        const refused = (error: string, detail: object | null = null) => ({
          value: { ok: false as const, error, detail },
          body: null,
        });
        const bill = await bills.byId(tx, billId);
        if (!bill) return refused('no-such-bill');
        const read = await readPaper(tx, bill, tokyoDate(now));
        if (!read.ok) return refused(read.error);
        const body = { bill: billId, customer: bill.customerId, protected: read.isProtected };
        if (kind === 'pdf') {
          const file = await pdfOf(read.paper);
          return file.ok ? { value: file, body } : refused('character-not-drawable', { character: file.character });
        }
        const file = await csvOf(read.paper, encoding);
        return file.ok
          ? { value: file, body: { ...body, encoding } }
          : refused('not-in-windows-31j', { characters: file.characters });
      },
    );
    if (made.ok) {
      // It tells somebody's usage: its owner alone may read it.
      await writeFile(out, made.bytes, { mode: 0o600 }).catch(() => {
        throw new BadInput(`${out}: 書き込めません / cannot be written`);
      });
      print({ ok: true, value: { bytes: made.bytes.length } });
    } else {
      print(made);
      endWith(1);
    }
  } finally {
    await core.close();
  }
};

export const addBillCommands = (program: Command, database: () => string | undefined): void => {
  const bill = program.command('bill').description('a bill as a file');
  const add = (kind: 'pdf' | 'csv', description: string): Command =>
    bill
      .command(kind)
      .description(description)
      .requiredOption('--bill <id>', 'which bill', idNumber)
      .requiredOption('--out <file>', 'where it is written')
      .action((asked: Asked) => makeFile(database(), kind, asked));
  add('pdf', 'the paper, as a reissue');
  add('csv', 'its breakdown, a row for each contract').addOption(
    new Option('--encoding <encoding>').choices(['utf-8', 'windows-31j']).default('utf-8'),
  );
};
