// Looks at one file with little memory, and says what came of it: `node hostile-process.ts FILE`.
import { createHash } from 'node:crypto';
import { ImportStop } from '../../main/import/fault.ts';
import { findFormat, readCsv } from '../../main/import/read-csv.ts';

const [path = ''] = process.argv.slice(2);
const before = process.memoryUsage().rss;
let answer: object = { fault: null };
try {
  for await (const _block of readCsv(path, createHash('sha256'), await findFormat(path)));
} catch (error) {
  if (!(error instanceof ImportStop)) throw error;
  answer = { fault: error.fault, ...error.facts };
}
process.stdout.write(JSON.stringify({ ...answer, grown: process.resourceUsage().maxRSS * 1024 - before }));
