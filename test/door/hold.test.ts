import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Desk } from '../../main/core.ts';
import { addCustomer } from '../setup/customer.ts';
import { engines, openTestDesk, requestId, type TestDesk } from '../setup/desk.ts';
import { answerOf, codeOf } from './caller.ts';

describe.each(engines)('a legal hold on %s', (engine) => {
  let at: TestDesk;
  let supervisor: Desk;
  beforeAll(async () => {
    at = await openTestDesk(engine);
    supervisor = await at.signIn('supervisor');
  });
  afterAll(() => at.close());
  const setHold = (accountId: number, isHeld: boolean, reason = '札幌地裁 令和8年(ワ)第12号') =>
    supervisor.call('account.setHold', { accountId, isHeld, reason, requestId: requestId() });

  it('is set once and lifted once by a supervisor, with its reason on the timeline and nowhere else', async () => {
    const { accountId } = await addCustomer(at.db.write);
    const read = async () => answerOf(await supervisor.call('account.open', { accountId }));
    expect((await read()).hold).toBeNull();
    expect((await read()).can.setHold).toEqual({ isAllowed: true, reason: null });
    const { version } = await read();
    answerOf(await setHold(accountId, true));
    expect(await read()).toMatchObject({ hold: { setBy: '工藤 正樹' }, version: version + 1 });
    expect(codeOf(await setHold(accountId, true))).toBe('same-value');
    answerOf(await setHold(accountId, false, '判決の確定'));
    expect((await read()).hold).toBeNull();
    expect(codeOf(await setHold(accountId, false))).toBe('same-value');
    answerOf(await setHold(accountId, true));
    const { events } = answerOf(await supervisor.call('account.timeline', { accountId }));
    expect(events.map(({ kind, note }) => [kind, note])).toEqual([
      ['hold-set', '札幌地裁 令和8年(ワ)第12号'],
      ['hold-lifted', '判決の確定'],
      ['hold-set', '札幌地裁 令和8年(ワ)第12号'],
    ]);
    expect(JSON.stringify(await at.db.read('audit_entry').select('body'))).not.toContain('令和');
    expect(codeOf(await setHold(999_999, true))).toBe('no-such-account');
  });
});
