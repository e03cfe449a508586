// Timing on a machine that others use too: every kind takes turns with its yardstick, and only their ratio is judged.

export type Timing = { p50: number; p95: number; p99: number };
export const timingOf = (microseconds: readonly number[]): Timing => {
  const sorted = [...microseconds].sort((a, b) => a - b);
  const at = (share: number) => sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0;
  return { p50: at(0.5), p95: at(0.95), p99: at(0.99) };
};

export type Subject = { readonly name: string; readonly run: (round: number) => Promise<unknown> };

// Long enough that a subject finds its own code and pages in the processor's caches, as it does in a real second of typing.
const turn = 25;

/**
 * Subjects take turns of some rounds each; the first pass warms caches and is thrown away. Of the others each round
 * counts with its best time: what is left at p99 is a costly query and not somebody else's turn on the processor.
 */
export const takeTurns = async (
  subjects: readonly Subject[],
  rounds: number,
  passes = 3,
): Promise<Map<string, Timing>> => {
  const best = new Map(
    subjects.map(({ name }) => [name, Array.from({ length: rounds }, () => Number.POSITIVE_INFINITY)]),
  );
  for (let pass = 0; pass <= passes; pass++)
    for (let from = 0; from < rounds; from += turn)
      for (const { name, run } of subjects)
        for (let round = from; round < Math.min(rounds, from + turn); round++) {
          const began = process.hrtime.bigint();
          await run(round);
          const spent = Number(process.hrtime.bigint() - began) / 1000;
          const times = best.get(name);
          if (pass > 0 && times) times[round] = Math.min(times[round] ?? spent, spent);
        }
  return new Map([...best].map(([name, all]) => [name, timingOf(all)]));
};

export type Judged = {
  readonly what: string;
  readonly measured: string;
  readonly goal: string;
  readonly isMet: boolean | null;
};

export const printTable = (title: string, rows: readonly Judged[]): void => {
  console.log(`\n### ${title}\n\n| what | measured | goal | |\n|---|---|---|---|`);
  for (const { what, measured, goal, isMet } of rows)
    console.log(`| ${what} | ${measured} | ${goal} | ${isMet === null ? '' : isMet ? 'met' : 'MISSED'} |`);
};

export const ratio = (value: number): string => (value < 10 ? value.toFixed(2) : value.toFixed(1));
