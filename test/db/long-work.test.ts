import { join } from 'node:path';
import { expect, test } from 'vitest';
import { openDatabase } from '../../db/open.ts';
import { importFile } from '../../main/import/import.ts';
import { reindex } from '../../main/import/reindex.ts';
import { writeCustomerFile } from '../customer-files.ts';
import { freshDatabase } from '../setup/desk.ts';
import { scratchFolder } from '../setup/scratch-folder.ts';

test('tens of thousands of accounts go into a remote database, however long one statement takes', async () => {
  const rows = process.env.AKARI_SOAK === '1' ? 100_000 : 40_000;
  const at = await freshDatabase('postgres');
  const folder = scratchFolder('akari-long-');
  const db = await openDatabase(at.url, undefined, { patience: 0 });
  const path = writeCustomerFile(join(folder.path, 'accounts.csv'), 'accounts', rows);
  const options = { actor: 'system:test', rejectsPath: join(folder.path, 'rejects.csv') };
  expect(await importFile(db, 'accounts', path, options)).toMatchObject({
    ok: true,
    value: { newCount: rows, rejected: 0 },
  });
  expect(await reindex(db)).toMatchObject({ accounts: rows, rewritten: 0 });
  await db.close();
  await at.remove();
  folder.remove();
}, 180_000);
