// A sender that dies at the n-th time that it does something: claims, begins a mail, has one under way, has its answer,
// has noted it, or has written ends down. `node mail-process.ts URL CLOCK PHASE N`; without a phase it goes on until nothing is due.
import { writeSync } from 'node:fs';
import { openDatabase } from '../../db/open.ts';
import { deliver } from '../mail/sending.ts';

const [url = '', clock = '', wanted = '', nth = '0'] = process.argv.slice(2);

const db = await openDatabase(url, () => clock);
const seen: Record<string, number> = {};
const die = (): void => {
  writeSync(1, `${wanted}\n`);
  process.kill(process.pid, 'SIGKILL');
};
const report = await deliver(db, {
  silenceMilliseconds: 400,
  note: (phase) => {
    seen[phase] = (seen[phase] ?? 0) + 1;
    // Between the first byte and the answer: the connection is at work by then.
    if (wanted === 'under-way' && phase === 'sending' && seen.sending === Number(nth)) setTimeout(die, 2);
    if (phase === wanted && seen[phase] === Number(nth)) die();
  },
});
writeSync(1, `${JSON.stringify(report)}\n`);
await db.close();
process.exit(0);
