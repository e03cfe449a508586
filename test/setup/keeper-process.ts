// The other half of keeper.ts; runs on its own and lives until its stdin closes.
import { rmSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { setTimeout as pause } from 'node:timers/promises';

const processes = new Set<number>();
const folders = new Set<string>();

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}

async function end(pid: number) {
  if (!isAlive(pid)) return;
  // SIGQUIT is PostgreSQL's immediate shutdown, by which its children go too.
  process.kill(pid, 'SIGQUIT');
  for (let waited = 0; waited < 2_000 && isAlive(pid); waited += 50) await pause(50);
  if (isAlive(pid)) process.kill(pid, 'SIGKILL');
}

const orders = createInterface({ input: process.stdin });
orders.on('line', (line) => {
  const { order, process: pid, folder } = JSON.parse(line);
  if (pid !== undefined) processes[order === 'keep' ? 'add' : 'delete'](pid);
  if (folder !== undefined) folders[order === 'keep' ? 'add' : 'delete'](folder);
});
orders.on('close', async () => {
  await Promise.allSettled([...processes].map(end));
  for (const folder of folders) rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
});
