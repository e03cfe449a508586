import { randomBytes } from 'node:crypto';
import type { Command } from 'commander';
import { z } from 'zod';
import { contract, generalRefusals } from '../contract/index.ts';
import type { Row } from '../contract/row.ts';
import { enterHint, inviteOnEnter } from '../hosts/invite-on-enter.ts';
import { openHolder } from '../opening/holder.ts';
import { dataFolder } from '../opening/home.ts';
import { noKeyStore } from '../opening/key-store.ts';
import { openDesk } from '../opening/open-desk.ts';
import { BadInput, print, readLines, typedKey } from './input.ts';
import { portNumber } from './port.ts';
import { type ExitCode, endWith, terminal } from './terminal.ts';

const schemaOf = (schema: z.ZodType, io: 'input' | 'output') => z.toJSONSchema(schema, { io, unrepresentable: 'any' });

const contractAsJson = () => ({
  generalRefusals,
  calls: Object.entries<Row>(contract).map(([name, row]) => ({
    name,
    kind: row.kind,
    roles: row.roles,
    input: schemaOf(row.input, 'input'),
    output: schemaOf(row.output, 'output'),
    refusals: Object.fromEntries(
      Object.entries(row.refusals).map(([code, detail]) => [code, schemaOf(detail, 'output')]),
    ),
  })),
});

/** 0 done, 1 refused by a rule, 2 bad input, 3 database. */
const exitCodes: Record<string, ExitCode> = { 'bad-input': 2, busy: 3, unreachable: 3 };

const parseJson = (text: string): unknown => {
  try {
    return JSON.parse(text);
  } catch {
    throw new BadInput('入力はJSONで指定してください / the input must be JSON');
  }
};

export const addCallCommands = (program: Command, database: () => string | undefined): void => {
  program
    .command('contract')
    .description('every call with its roles, input, output and refusals')
    .option('--json', 'as JSON (the only form)')
    .action(() => print(contractAsJson()));

  program
    .command('call <name> [json]')
    .description('makes one call; --as LOGIN signs in with the password on stdin')
    .option('--as <login>')
    .action(async (name: string, json: string | undefined, { as: login }: { as?: string }) => {
      const input = parseJson(json ?? '{}');
      const core = await openDesk(database());
      try {
        const password = login === undefined ? '' : (await readLines(1))[0];
        const desk = core.connect('cli', randomBytes(32).toString('hex'));
        const signedIn = login === undefined ? null : await desk.callAny('staff.signIn', { login, password });
        const reply = signedIn && !signedIn.ok ? signedIn : await desk.callAny(name, input);
        print(reply);
        // A job that the call began would be cut off by our end.
        await core.idle();
        endWith(reply.ok ? 0 : (exitCodes[reply.error] ?? 1));
        // Refused while a contact is open: it goes on with the person's next call.
        if (signedIn?.ok) await desk.callAny('staff.signOut', {});
      } finally {
        await core.close();
      }
    });

  program
    .command('serve')
    .description('the console for a browser on this machine')
    .option('--port <port>', 'else any free one', portNumber)
    .action(async ({ port }: { port?: number }) => {
      const { serve } = await import('../serve.ts');
      let setUpCode: string | null = null;
      let address: string | null = null;
      const core = await openHolder({
        folder: dataFolder(),
        option: database(),
        keys: noKeyStore,
        ask: typedKey,
        mustOpen: true,
        showSetUpCode: (code) => {
          if (address === null) setUpCode = code;
          else print({ setUpCode: code });
        },
      });
      try {
        const server = await serve(core, port === undefined ? {} : { port });
        address = server.address;
        print({ address, setUpCode });
        const stopInviting = inviteOnEnter(terminal().stdin, () => print({ address: server.invite() }));
        if (stopInviting) terminal().stderr.write(`${enterHint}\n`);
        const stop = async (): Promise<void> => {
          stopInviting?.();
          await server.close();
          await core.close();
        };
        process.once('SIGINT', () => void stop());
        process.once('SIGTERM', () => void stop());
      } catch (error) {
        await core.close();
        throw error;
      }
    });
};
