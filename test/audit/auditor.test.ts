// What an auditor reads and takes away.
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { recordFailure } from '../../db/credentials.ts';
import type { Desk } from '../../main/core.ts';
import { answerOf, hangUp, takeCall } from '../door/caller.ts';
import { addCustomer, type TestCustomer } from '../setup/customer.ts';
import { engines, noon, openTestDesk, requestId, type TestDesk } from '../setup/desk.ts';

const nextSix = '2026-11-23T21:00:00.000Z';

describe.each(engines)('an auditor on %s', (engine) => {
  let test: TestDesk;
  let agent: Desk;
  let auditor: Desk;
  let customer: TestCustomer;
  const accountId = () => customer.accountId;

  beforeAll(async () => {
    test = await openTestDesk(engine);
    [agent, auditor] = [await test.signIn('agent'), await test.signIn('auditor')];
    customer = await addCustomer(test.db.write);
    await takeCall(agent, customer, 3);
    const tenth = { failures: 10, lockedUntil: nextSix, lockAttempt: null };
    await recordFailure(test.db.write, customer.credentialId ?? 0, tenth, noon);
    const lift = { accountId: customer.accountId, reason: 'other' as const, note: 'x', requestId: requestId() };
    answerOf(await agent.call('account.unlock', lift));
    for (let n = 0; n < 5; n += 1) {
      await agent.call('account.open', { accountId: customer.accountId });
      await test.signIn('supervisor');
    }
    await hangUp(agent);
  });
  afterAll(() => test.close());

  it('reads who did what, newest first, by day in Tokyo, by person, call and account', async () => {
    const list = async (filter: object) => answerOf(await auditor.call('audit.list', filter)).entries;
    const all = await list({ limit: 200 });
    expect(all.map(({ at }) => at)).toEqual(
      all
        .map(({ at }) => at)
        .toSorted()
        .toReversed(),
    );
    const mine = await list({ actor: 'staff:1', call: 'account.unlock', accountId: accountId() });
    expect(mine).toMatchObject([{ actorName: '佐々木 ゆかり', call: 'account.unlock', body: { reason: 'other' } }]);
    expect(await list({ through: '2026-11-22' })).toEqual([]);
    expect((await list({ from: '2026-11-23', through: '2026-11-23', limit: 200 })).length).toBe(all.length);
    expect(await list({ from: '2026-11-24' })).toEqual([]);

    const pages: unknown[] = [];
    let before = null;
    for (let page = 0; page < 100; page += 1) {
      const { entries: some, hasMore }: Awaited<ReturnType<typeof nextPage>> = await nextPage(before);
      pages.push(...some);
      const last = some.at(-1);
      if (!hasMore || !last) break;
      before = { at: last.at, chain: last.chain, seq: last.seq };
    }
    expect(pages).toEqual(all);
  });
  const nextPage = async (before: { at: string; chain: number; seq: number } | null) =>
    answerOf(await auditor.call('audit.list', { before, limit: 7 }));

  it('takes away what was filtered as CSV that Excel opens, once', async () => {
    const { file, fileName, count } = answerOf(await auditor.call('audit.export', { call: 'account.unlock' }));
    expect([fileName, count]).toEqual(['audit-2026-11-23.csv', 1]);
    expect(agent.takeFile(file)).toBeNull();
    const bytes = auditor.takeFile(file)?.bytes ?? new Uint8Array();
    expect(auditor.takeFile(file)).toBeNull();
    const text = new TextDecoder('utf-8', { ignoreBOM: true }).decode(bytes);
    expect(text).toMatch(
      /^\uFEFFat,actor,name,call,body,chain,seq,hash\r\n2026-11-23T12:00:00\+09:00,staff:1,佐々木 ゆかり,account\.unlock,/,
    );
    expect(text.split('\r\n')).toHaveLength(3);
  });
});
