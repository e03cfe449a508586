import { join } from 'node:path';
import { expect, test } from 'vitest';
import { search } from '../../db/search.ts';
import { importFile } from '../../main/import/import.ts';
import { parseQuery } from '../../main/rules/search-query.ts';
import { accountFields, writeCustomerFile } from '../customer-files.ts';
import { openTestDatabase } from '../databases.ts';

test('a hundred thousand accounts go in and each is found by what its caller may say', async () => {
  const rows = 100_000;
  const at = await openTestDatabase('sqlite');
  const path = writeCustomerFile(join(at.folder, 'accounts.csv'), 'accounts', rows);
  const result = await importFile(at.db, 'accounts', path, {
    actor: 'system:test',
    rejectsPath: join(at.folder, 'r.csv'),
  });
  expect(result).toMatchObject({ ok: true, value: { newCount: rows, rejected: 0 } });

  const find = async (text: string) => (await search(at.db.read, parseQuery(text), 50)).hits;
  for (let row = 11; row < rows; row += 4999) {
    const { customer_no, login_id, name, phone, email, address, building } = accountFields(row);
    const isHit = (hits: { customerNo: string }[]) => hits.some((hit) => hit.customerNo === customer_no);
    for (const text of [customer_no, login_id.toUpperCase(), phone, ...(email ? [email] : []), address + building])
      expect(isHit(await find(text)), text).toBe(true);
    // Namesakes fill whole pages; everybody on the page bears the name.
    const namesakes = await find(name);
    expect(namesakes.length, name).toBeGreaterThan(0);
    expect(isHit(namesakes) || namesakes.length === 50, name).toBe(true);
  }
  const common = await search(at.db.read, parseQuery('さとう 札幌'), 50);
  expect(common).toMatchObject({ hasMore: true, hits: { length: 50 } });
  for (const hit of common.hits) expect(hit.address).toContain('札幌市');
  expect(await find('存在しない名')).toEqual([]);
  await at.close();
}, 120_000);
