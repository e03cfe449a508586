// Runs one import in a process of its own, to be killed: `node import-process.ts URL KIND FILE REJECTS`.
import { writeSync } from 'node:fs';
import { openDatabase } from '../../db/open.ts';
import { importFile } from '../../main/import/import.ts';

const [url = '', kind = '', file = '', rejectsPath = ''] = process.argv.slice(2);
const db = await openDatabase(url);
const result = await importFile(db, kind === 'contracts' ? 'contracts' : 'accounts', file, {
  actor: 'system:test',
  rejectsPath,
  // Not through a stream: what was written must have left this process before the next piece begins.
  onProgress: ({ phase, rows, searchRows }) =>
    void writeSync(1, `${phase} ${phase === 'search' ? searchRows : rows}\n`),
});
writeSync(1, `done ${JSON.stringify(result)}\n`);
await db.close();
