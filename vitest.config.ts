import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { defineConfig } from 'vitest/config';
import { closingLineReporter } from './test/setup/closing-line.ts';
import { LongestFirst } from './test/setup/longest-first.ts';

// A run starts hundreds of processes: each finds what those before it have compiled.
process.env.NODE_COMPILE_CACHE ??= join(import.meta.dirname, 'node_modules/.cache/compiled');

// Ahead of UTC, behind it, and a day ahead of most of the world: a rule that leans on the machine's zone gives itself away.
const zones = ['Asia/Tokyo', 'America/Los_Angeles', 'Pacific/Kiritimati'];
const inEveryZone = ['test/rules/**/*.test.{ts,tsx}', 'test/commands/**/*.test.{ts,tsx}'];

const patience = { testTimeout: 20_000, hookTimeout: 60_000 };

export default defineConfig({
  test: {
    // Of the root alone, so that there is one PostgreSQL and one Chromium however many projects run.
    globalSetup: './test/setup/global.ts',
    reporters: ['default', closingLineReporter()],
    passWithNoTests: false,
    sequence: { sequencer: LongestFirst },
    teardownTimeout: 20_000,
    // One more than there are cores: tests wait for databases, browsers and processes a third of their time.
    maxWorkers: availableParallelism() + 1,
    projects: [
      {
        test: {
          name: 'console',
          include: ['test/**/*.test.{ts,tsx}'],
          exclude: inEveryZone,
          pool: 'forks',
          ...patience,
        },
      },
      ...zones.map((zone) => ({
        test: {
          name: zone,
          include: inEveryZone,
          // Processes, because threads share their process's zone; shared by files, because loading takes longer than testing.
          pool: 'forks' as const,
          isolate: false,
          env: { TZ: zone },
          setupFiles: ['./test/setup/zone.ts'],
          ...patience,
        },
      })),
    ],
  },
});
