// Works on a purge, or does the daily run, and dies before the k-th statement of a phase.
// `node keeping-process.ts URL FOLDER CLOCK ACT PHASE K`
import { writeSync } from 'node:fs';
import { openDatabase } from '../../db/open.ts';
import { dailyChores } from '../../main/daily/index.ts';
import { runDaily } from '../../main/daily/run-daily.ts';
import { jobKinds } from '../../main/jobs/index.ts';
import { runJob } from '../../main/jobs/run-job.ts';

const [url = '', folder = '', clock = '', act = '', wanted = '', nth = '0'] = process.argv.slice(2);

const phaseOf = (sql: string): string => {
  if (/^begin/i.test(sql)) return 'begin';
  if (/^commit/i.test(sql)) return 'commit';
  if (/audit_/.test(sql)) return 'audit';
  if (/^delete/i.test(sql)) return 'erase';
  if (/daily_chore|purge/.test(sql)) return 'record';
  return 'look';
};
const db = await openDatabase(url, () => clock);
let seen = 0;
db.write.on('query', ({ sql }: { sql: string }) => {
  if (phaseOf(sql) !== wanted) return;
  seen += 1;
  if (seen !== Number(nth)) return;
  writeSync(1, 'killed\n');
  process.kill(process.pid, 'SIGKILL');
});
const note = (error: unknown): string => {
  console.error(error);
  return 'broken';
};
const signal = new AbortController().signal;
if (act === 'daily') {
  await runDaily(db, { chores: dailyChores, folder, actor: 'system:test', runJob: () => {}, signal, note });
} else {
  const job = await db.write('job').where({ kind: 'purge' }).first('id');
  const changed = () => {};
  await runJob(db, { jobId: job.id, owner: String(process.pid), folder, kinds: jobKinds, stop: signal, changed, note });
}
writeSync(1, 'done\n');
await db.close();
