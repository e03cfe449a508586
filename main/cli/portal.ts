// The portal's side at the command line, so that a credential can be tried without the portal.
import type { Command } from 'commander';
import { openDesk } from '../open-desk.ts';
import { openPortal, type Portal } from '../portal.ts';
import { print, readLines } from './input.ts';

const withPortal = async (url: string | undefined, work: (portal: Portal) => Promise<unknown>): Promise<void> => {
  const core = await openDesk(url);
  try {
    print(await work(openPortal(core.db)));
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
      const [password = ''] = await readLines(1);
      await withPortal(database(), (open) => open.attempt(login, password, phone));
    });
  portal
    .command('change-password')
    .description('old and new password as two lines')
    .requiredOption('--login <id>')
    .option('--phone <number>')
    .action(async ({ login, phone }: { login: string; phone?: string }) => {
      const [old = '', next = ''] = await readLines(2);
      await withPortal(database(), (open) => open.changePassword(login, old, next, phone));
    });
  portal
    .command('change-login-id')
    .requiredOption('--login <id>')
    .requiredOption('--to <id>')
    .action(async ({ login, to }: { login: string; to: string }) => {
      const [password = ''] = await readLines(1);
      await withPortal(database(), (open) => open.changeLoginId(login, password, to));
    });
};
