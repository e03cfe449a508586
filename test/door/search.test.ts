import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { beginBuilding, finishBuilding } from '../../db/search-index.ts';
import type { Desk } from '../../main/core.ts';
import { reindex } from '../../main/import/reindex.ts';
import { addCustomer } from '../setup/customer.ts';
import { engines, openTestDesk, type TestDesk } from '../setup/desk.ts';
import { answerOf } from './caller.ts';

describe.each(engines)('an agent searches on %s', (engine) => {
  let test: TestDesk;
  let agent: Desk;
  beforeAll(async () => {
    test = await openTestDesk(engine);
    agent = await test.signIn('agent');
    await addCustomer(test.db.write, { name: '髙橋　健一', nameKana: 'タカハシ　ケンイチ' });
  });
  afterAll(() => test.close());
  const find = async (text: string) => answerOf(await agent.call('account.search', { text }));

  it('is told while the search keys are being made anew, and no longer once they are whole', async () => {
    expect(await find('高橋')).toMatchObject({ isRebuilding: false, hits: [{ name: '髙橋　健一' }] });
    await test.db.write.transaction((tx) => beginBuilding(tx, false));
    expect((await find('高橋')).isRebuilding).toBe(true);
    await test.db.write.transaction((tx) => finishBuilding(tx));
    await reindex(test.db);
    expect(await find('けんいち')).toMatchObject({ isRebuilding: false, hits: [{ name: '髙橋　健一' }] });
  });

  it('finds the same person however the name is typed', async () => {
    for (const text of ['高橋', '髙橋健一', 'たかはし', 'ﾀｶﾊｼ', 'タカハシ　ケン', '健一', 'たかはし 札幌'])
      expect(
        (await find(text)).hits.map(({ name }) => name),
        text,
      ).toEqual(['髙橋　健一']);
  });

  it('is told what agrees where it is masked', async () => {
    for (const [text, foundBy] of [
      ['011-231-4567', 'phone'],
      ['たかはし', 'name'],
      ['たかはし 札幌', 'name-and-place'],
    ] as const)
      expect((await find(text)).hits[0]?.foundBy, text).toBe(foundBy);
  });

  it('is not answered with a page for next to nothing', async () => {
    expect(await find('')).toMatchObject({ isTooShort: true, hits: [] });
    expect(await find('a')).toMatchObject({ isTooShort: true, hits: [] });
  });
});
