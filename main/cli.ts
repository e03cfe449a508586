// `akari`: the console's command line. Nothing but the answer goes to stdout. Exit 0 done, 1 finding, 2 bad input,
// 3 database, or something that broke.
import { runCommandLine } from './cli/command-line.ts';
import { ownTerminal } from './cli/terminal.ts';

// Whoever reads it may have had enough, as `head` has.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code === 'EPIPE') process.exit();
  throw error;
});
process.exitCode = await runCommandLine(process.argv.slice(2), ownTerminal);
