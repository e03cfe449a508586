// Makes or restores a backup and kills itself before a given step.
// `node backup-process.ts backup|restore FROM TO STEP CLOCK [REGISTER]`, the last one a file: who was purged since.
import { readFileSync, writeSync } from 'node:fs';
import { openDatabase } from '../../db/open.ts';
import { makeBackup } from '../../main/backup/make.ts';
import { restoreBackup } from '../../main/backup/restore.ts';
import type { FileWatch } from '../../main/print/durable-file.ts';

const [act = '', from = '', to = '', step = '', clock = '', register = ''] = process.argv.slice(2);

const die = (at: string): void => {
  if (at !== step) return;
  writeSync(1, 'killed\n');
  process.kill(process.pid, 'SIGKILL');
};
const watch: FileWatch = (at, path) => die(path === to ? `last-${at}` : at);
const actor = 'system:test';

if (act === 'backup') {
  const db = await openDatabase(from, () => clock);
  db.write.on('query', ({ sql }: { sql: string }) => /^commit/i.test(sql) && die('commit'));
  const made = await makeBackup(db, { to, reason: 'nightly', seal: null, actor, watch });
  writeSync(1, `${JSON.stringify(made)}\n`);
  await db.close();
} else {
  const none = async () => null;
  const options = {
    file: from,
    to,
    key: none,
    unsealing: none,
    sha256: null,
    expectHead: null,
    register: register === '' ? null : JSON.parse(readFileSync(register, 'utf8')),
    actor,
    watch,
  };
  writeSync(1, `${JSON.stringify(await restoreBackup({ ...options, clock: () => clock }))}\n`);
}
