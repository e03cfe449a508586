// `akari`: the console's command line. Nothing but the answer goes to stdout. Exit 0 done, 1 finding, 2 bad input,
// 3 database, or something that broke.
import { runCommandLine } from './cli/command-line.ts';
import { ownTerminal } from './cli/terminal.ts';

process.exitCode = await runCommandLine(process.argv.slice(2), ownTerminal);
