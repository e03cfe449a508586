import type { Command } from 'commander';
import * as audits from '../../db/audit.ts';
import { verifyAudit, writeCheckpoint } from '../audit.ts';
import { openDesk } from '../opening/open-desk.ts';
import { print, systemActor } from './input.ts';
import { endWith } from './terminal.ts';

export const addAuditCommands = (program: Command, database: () => string | undefined): void => {
  const audit = program.command('audit').description('the chains of the audit');
  audit
    .command('verify')
    .description('recomputes every hash; exit 1 at a finding')
    .option('--expect-head <hash>', 'a head exported before: finds a cut tail or a rewritten chain')
    .action(async ({ expectHead }: { expectHead?: string }) => {
      const core = await openDesk(database());
      try {
        const [verdict, heads] = await core.db.snapshot(async (tx) => [
          await verifyAudit(tx, expectHead ?? null),
          await audits.heads(tx),
        ]);
        print({ ...verdict, heads: heads.filter(({ seq }) => seq > 0) });
        endWith(verdict.isWhole ? 0 : 1);
      } finally {
        await core.close();
      }
    });
  audit
    .command('head')
    .description('writes a checkpoint and prints its hash, to be kept outside')
    .action(async () => {
      const core = await openDesk(database());
      try {
        print(await writeCheckpoint(core.db, systemActor()));
      } finally {
        await core.close();
      }
    });
};
