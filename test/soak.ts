// `npm run soak`: every fault suite at its full count, with the parameters of a real database where a suite has them.
import { spawnSync } from 'node:child_process';

const { status } = spawnSync(
  process.execPath,
  [
    'node_modules/vitest/vitest.mjs',
    'run',
    'test/faults',
    'test/backup',
    'test/import',
    'test/electron',
    'test/e2e',
    ...process.argv.slice(2),
  ],
  {
    stdio: 'inherit',
    env: { ...process.env, AKARI_SOAK: '1' },
  },
);
process.exitCode = status ?? 1;
