// Pages a second against the naive way, and how memory grows with the batch; each run is a process of its own.
import { spawnSync } from 'node:child_process';
import { mkdirSync, readdirSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { scratchFolder } from '../setup/scratch-folder.ts';
import { printTable, ratio } from './ratios.ts';

type Run = { readonly seconds: number; readonly peakMb: number; readonly megabytes: number };
type Way = 'ours' | 'encrypted' | 'naive';

const run = (way: Way, cards: number, folder: string): Run => {
  mkdirSync(folder, { recursive: true });
  const child = spawnSync(
    process.execPath,
    [join(import.meta.dirname, 'print-process.ts'), way, String(cards), folder],
    {
      encoding: 'utf8',
    },
  );
  if (child.status !== 0) throw new Error(child.stderr);
  const { seconds, peakMb } = JSON.parse(child.stdout) as { seconds: number; peakMb: number };
  const bytes = readdirSync(folder)
    .filter((name) => name.endsWith('.pdf'))
    .reduce((sum, name) => sum + statSync(join(folder, name)).size, 0);
  rmSync(folder, { recursive: true });
  return { seconds, peakMb, megabytes: bytes / 1e6 };
};

const middle = (runs: readonly Run[]): Run =>
  [...runs].sort((a, b) => a.seconds - b.seconds)[Math.floor(runs.length / 2)] ?? (runs[0] as Run);

export const benchPrint = (cards: number): void => {
  const scratch = scratchFolder('akari-bench-print-');
  const ways: Way[] = ['naive', 'ours', 'encrypted'];
  const runs = new Map<Way, Run[]>(ways.map((way) => [way, []]));
  // Long runs are their own average.
  const rounds = cards >= 10_000 ? 1 : 3;
  for (let round = 0; round < rounds; round++)
    for (const way of ways) runs.get(way)?.push(run(way, cards, join(scratch.path, way)));
  const [naive, ours, encrypted] = ways.map((way) => middle(runs.get(way) ?? []));
  if (!naive || !ours || !encrypted) throw new Error('nothing was measured');
  const perSecond = ({ seconds }: Run) => (2 * cards) / seconds;
  const faster = perSecond(ours) / perSecond(naive);
  const large = run('encrypted', cards * 10, join(scratch.path, 'large'));
  const grown = large.peakMb / encrypted.peakMb;
  printTable(`${cards.toLocaleString('en')} cards, two pages each, parts of 5,000`, [
    {
      what: 'pages a second, of naive pdfkit in one file',
      measured: `${ratio(faster)} x (${Math.round(perSecond(ours))} to ${Math.round(perSecond(naive))})`,
      goal: '>= 1.4 x',
      isMet: faster >= 1.4,
    },
    {
      what: 'the same encrypted (AES-256)',
      measured: `${ratio(perSecond(encrypted) / perSecond(naive))} x (${Math.round(perSecond(encrypted))})`,
      goal: '',
      isMet: null,
    },
    {
      what: 'size of the files, of the naive one',
      measured: `${ratio(ours.megabytes / naive.megabytes)} x (${ratio(ours.megabytes)} to ${ratio(naive.megabytes)} MB)`,
      goal: '<= 1 x',
      isMet: ours.megabytes <= naive.megabytes,
    },
    {
      what: `peak memory at ${(cards * 10).toLocaleString('en')} cards, of that at ${cards.toLocaleString('en')}, encrypted`,
      measured: `${ratio(grown)} x (${Math.round(large.peakMb)} to ${Math.round(encrypted.peakMb)} MB; naive ${Math.round(naive.peakMb)} MB)`,
      goal: '<= 1.3 x at 100,000',
      // Up to a part's 5,000 cards it grows with them.
      isMet: cards >= 10_000 ? grown <= 1.3 : null,
    },
  ]);
  scratch.remove();
};
