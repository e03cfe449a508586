// Does one act on a database and kills itself before a given statement, as a power cut would. Run by kill.test.ts.
import { writeSync } from 'node:fs';
import { openDatabase } from '../../db/open.ts';
import { openCore } from '../../main/core.ts';
import { openPortal } from '../../main/portal.ts';

const [url = '', act = '', killAt = '0', accountId = '0', loginId = '', password = '', secret = ''] =
  process.argv.slice(2);

// A busy machine answers late, and whoever is to be killed must not give up before.
const db = await openDatabase(url, undefined, { patience: 0 });
let statements = 0;
let hasCommitted = false;
// Before the k-th statement, or the first commit: what went before it was sent, and nothing after it.
db.write.on('query', ({ sql }: { sql: string }) => {
  statements += 1;
  const isCommit = /^commit/i.test(sql);
  if (killAt === 'commit' ? !isCommit : statements !== Number(killAt)) {
    hasCommitted ||= isCommit;
    return;
  }
  writeSync(1, `${hasCommitted ? 'committed, ' : ''}${sql.slice(0, 60)}\n`);
  process.kill(process.pid, 'SIGKILL');
});

if (act === 'attempt') {
  const answer = await openPortal(db).attempt(loginId, password);
  process.stdout.write(`${JSON.stringify(answer)}\n`);
} else if (act === 'call') {
  // Here a call's name and input stand where the others have account and login.
  const core = openCore(db);
  const reply = await core.connect('cli', secret).callAny(accountId, JSON.parse(loginId));
  process.stdout.write(`${JSON.stringify(reply)}\n`);
  await core.close();
} else {
  const core = openCore(db);
  const desk = core.connect('cli', secret);
  const input = { accountId: Number(accountId), reason: 'caps-lock' as const, requestId: 'killed-unlock' };
  process.stdout.write(`${JSON.stringify(await desk.call('account.unlock', input))}\n`);
  await core.close();
}
process.exit(0);
