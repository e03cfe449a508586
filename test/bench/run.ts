// `npm run bench -- postcards [--cards N] [--memory]`, `-- mail [--mails N] [--engine sqlite|postgres]`, `-- bills`, or
// `npm run bench -- search|import|encryption|clock [--accounts N] [--engine sqlite|postgres] [--data DIR]`: ratios beside their
// goals. DIR may hold accounts.csv and contracts.csv of the customer system; without it the files are made here.
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { writeCustomerFile } from '../customer-files.ts';
import type { Engine } from '../databases.ts';
import { startPostgres } from '../setup/postgres.ts';
import { scratchFolder } from '../setup/scratch-folder.ts';
import { benchBills } from './bills.ts';
import { benchClock } from './clock.ts';
import { benchEncryption } from './encryption.ts';
import { benchImport } from './import.ts';
import { benchMail } from './mail.ts';
import { benchBatchMemory, benchPostcards } from './postcards.ts';
import { benchSearch } from './search.ts';

export type BenchOptions = {
  readonly engine: Engine;
  readonly accounts: number;
  readonly files: { readonly accounts: string; readonly contracts: string };
  /** Of PostgreSQL; nothing on SQLite. */
  readonly server?: string;
};

const benches: Readonly<Record<string, (options: BenchOptions) => Promise<void>>> = {
  search: benchSearch,
  import: benchImport,
  encryption: benchEncryption,
  clock: benchClock,
};

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    accounts: { type: 'string' },
    engine: { type: 'string' },
    data: { type: 'string' },
    cards: { type: 'string' },
    mails: { type: 'string' },
    memory: { type: 'boolean' },
  },
});
const chosen: Engine[] =
  values.engine === 'sqlite' || values.engine === 'postgres' ? [values.engine] : ['sqlite', 'postgres'];
if (positionals[0] === 'postcards') {
  const cards = Number(values.cards ?? 1000);
  await (values.memory ? benchBatchMemory(cards) : benchPostcards(cards));
  process.exit(0);
}
if (positionals[0] === 'bills') {
  await benchBills();
  process.exit(0);
}
if (positionals[0] === 'mail') {
  await benchMail(Number(values.mails ?? 10_000), chosen);
  process.exit(0);
}
const bench = benches[positionals[0] ?? ''];
if (!bench) {
  console.error(
    'npm run bench -- search|import|encryption|clock [--accounts N] [--engine sqlite|postgres] [--data DIR], postcards [--cards N], mail [--mails N] [--engine sqlite|postgres], or bills',
  );
  process.exit(2);
}
const accounts = Number(values.accounts ?? 100_000);
const scratch = scratchFolder('akari-bench-');
const folder = values.data ?? join(scratch.path, 'files');
mkdirSync(folder, { recursive: true });
const files = { accounts: join(folder, 'accounts.csv'), contracts: join(folder, 'contracts.csv') };
if (!values.data) {
  writeCustomerFile(files.accounts, 'accounts', accounts);
  writeCustomerFile(files.contracts, 'contracts', accounts);
}
for (const engine of chosen) {
  console.log(
    `\n## ${positionals[0]}, ${engine}, ${accounts.toLocaleString('en')} accounts, ${values.data ? 'given files' : 'own files'}`,
  );
  const server =
    engine === 'postgres'
      ? await startPostgres({ flags: ['-c', 'shared_buffers=1GB', '-c', 'max_wal_size=8GB'] })
      : null;
  await bench({ engine, accounts, files, ...(server ? { server: server.url } : {}) });
  await server?.stop();
}
scratch.remove();
