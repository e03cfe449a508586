// Hashing alone, as a batch does it: `node hash-process.ts CARDS`, its seconds and those of the processor as JSON.
import { randomBytes } from 'node:crypto';
import { stepBack } from '../../main/jobs/low-priority.ts';
import { hashPassword } from '../../main/passwords.ts';
import { drawPassword } from '../../main/rules/password-draw.ts';

const cards = Number(process.argv[2] ?? 0);
// As the process of a batch, behind everything else.
await stepBack();
const began = process.hrtime.bigint();
let left = cards;
// More callers than there are threads: every core is busy to the last hash.
const next = async (): Promise<void> => {
  while (left > 0) {
    left -= 1;
    await hashPassword(
      drawPassword((length) => randomBytes(length)),
      'real',
      'initial',
    );
  }
};
await Promise.all(Array.from({ length: 32 }, next));
const seconds = Number(process.hrtime.bigint() - began) / 1e9;
const { user, system } = process.cpuUsage();
process.stdout.write(JSON.stringify({ seconds, processorSeconds: (user + system) / 1e6 }));
