// A console that makes one call and dies before a given statement of it, or stays until it is killed.
// `node console-process.ts URL FOLDER CLOCK SECRET NAME JSON KILLAT`
import { writeSync } from 'node:fs';
import { openDatabase } from '../../db/open.ts';
import { openCore } from '../../main/core.ts';

const [url = '', folder = '', clock = '', secret = '', name = '', json = '{}', killAt = ''] = process.argv.slice(2);

const db = await openDatabase(url, () => clock || new Date().toISOString());
let statements = 0;
db.write.on('query', ({ sql }: { sql: string }) => {
  statements += 1;
  if (killAt === 'commit' ? !/^commit/i.test(sql) : statements !== Number(killAt)) return;
  writeSync(1, `killed\n`);
  process.kill(process.pid, 'SIGKILL');
});
const core = openCore(db, { folder, jobClock: () => clock || null });
const reply = await core.connect('cli', secret).callAny(name, JSON.parse(json));
writeSync(1, `${JSON.stringify(reply)}\n`);
if (killAt !== 'stay') {
  await core.close();
  process.exit(0);
}
