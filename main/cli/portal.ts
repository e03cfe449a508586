// The portal's side at the command line, so that a credential can be tried without the portal.
import type { Command } from 'commander';
import * as mails from '../../db/mail-addresses.ts';
import type { Database } from '../../db/open.ts';
import { openDesk } from '../opening/open-desk.ts';
import { confirmationToken } from '../portal/confirmation.ts';
import { openPortal, type Portal } from '../portal.ts';
import { fold } from '../rules/fold.ts';
import { BadInput, print, readLines } from './input.ts';

const withPortal = async (
  url: string | undefined,
  work: (portal: Portal, db: Database) => Promise<unknown>,
): Promise<void> => {
  const core = await openDesk(url);
  try {
    print(await work(openPortal(core.db), core.db));
  } finally {
    await core.close();
  }
};

export const addPortalCommands = (program: Command, database: () => string | undefined): void => {
  const portal = program.command('portal').description("the web service's side; passwords are read from stdin");
  portal
    .command('attempt')
    .requiredOption('--login <id>')
    .option('--phone <number>', 'asked for at first login')
    .action(async ({ login, phone }: { login: string; phone?: string }) => {
      await withPortal(database(), async (open) => {
        const [password = ''] = await readLines(1);
        return open.attempt(login, password, phone);
      });
    });
  portal
    .command('change-password')
    .description('old and new password as two lines')
    .requiredOption('--login <id>')
    .option('--phone <number>')
    .action(async ({ login, phone }: { login: string; phone?: string }) => {
      await withPortal(database(), async (open) => {
        const [old = '', next = ''] = await readLines(2);
        return open.changePassword(login, old, next, phone);
      });
    });
  portal
    .command('change-login-id')
    .requiredOption('--login <id>')
    .requiredOption('--to <id>')
    .action(async ({ login, to }: { login: string; to: string }) => {
      await withPortal(database(), async (open) => {
        const [password = ''] = await readLines(1);
        return open.changeLoginId(login, password, to);
      });
    });
  portal
    .command('confirm-address')
    .description('a new mail address, by the token that its confirmation mail carries')
    .option('--token <token>')
    .option('--address <address>', 'instead, in a demo or test database only: as if its mail had been read')
    .option('--login <id>', 'whose --address it is')
    .action(async ({ token, address, login }: { token?: string; address?: string; login?: string }) => {
      await withPortal(database(), async (open, db) => {
        if (token !== undefined) return open.confirmAddress(token);
        if (db.kind === 'real' || !address || !login)
          throw new BadInput('--token を指定してください / --token is needed');
        const mail = await mails.unconfirmed(db.read, fold(login, 'login'), fold(address, 'mail'));
        return mail ? open.confirmAddress(await confirmationToken(db.write, mail)) : { answer: 'refused' };
      });
    });
};
