// A request that is repeated because its answer was lost gets the first answer, and nothing is done twice.
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { contract } from '../../main/contract/index.ts';
import type { Row } from '../../main/contract/row.ts';
import type { Desk } from '../../main/core.ts';
import { addHours, addMinutes } from '../../main/rules/calendar.ts';
import { addCustomer, type TestCustomer } from '../setup/customer.ts';
import { engines, noon, openTestDesk, requestId, type TestDesk } from '../setup/desk.ts';
import { answerOf, codeOf, hangUp, openContact, say } from './caller.ts';

describe.each(engines)('a repeated request on %s', (engine) => {
  let test: TestDesk;
  let agent: Desk;
  let colleague: Desk;
  let customer: TestCustomer;

  beforeAll(async () => {
    test = await openTestDesk(engine);
    [agent, colleague] = [await test.signIn('agent'), await test.signIn('agent2')];
  });
  afterEach(async () => {
    await test.setNow(noon);
    for (const desk of [agent, colleague]) await hangUp(desk);
  });
  afterAll(() => test.close());

  const onTheLine = async (desk = agent): Promise<void> => {
    customer = await addCustomer(test.db.write);
    await openContact(desk, customer.accountId);
  };
  const note = (desk: Desk, id: string, text = '検針日のご質問') =>
    desk.call('contact.note', { note: text, requestId: id });
  const notes = async (): Promise<string[]> =>
    (
      await test.db
        .read('account_event')
        .where({ account_id: customer.accountId, kind: 'note' })
        .orderBy('id')
        .select('note')
    ).map((row: { note: string }) => row.note);
  const entriesOf = async (call: string): Promise<number> =>
    (await test.db.read('audit_entry').where({ call }).select('seq')).length;

  it('returns the first answer and does it once, with one audit entry', async () => {
    await onTheLine();
    const before = await entriesOf('contact.note');
    const id = requestId();
    const first = await note(agent, id);
    await test.setNow(addMinutes(noon, 3));
    expect(await note(agent, id)).toEqual(first);
    expect(await note(agent, id)).toEqual(first);
    expect(await notes()).toHaveLength(1);
    expect(await entriesOf('contact.note')).toBe(before + 1);
  });

  it('is done once though it comes twenty times at the same moment', async () => {
    await onTheLine();
    const id = requestId();
    const replies = await Promise.all(Array.from({ length: 20 }, () => note(agent, id)));
    expect(new Set(replies.map((reply) => JSON.stringify(reply))).size).toBe(1);
    expect(codeOf(replies[0] ?? { ok: false, error: 'none' })).toBe('ok');
    expect(await notes()).toHaveLength(1);
  });

  it('is done once though it comes from two consoles of one person at the same moment', async () => {
    await onTheLine();
    const consoles = [agent, await test.signIn('agent'), await test.signIn('agent')];
    const id = requestId();
    const replies = await Promise.all(Array.from({ length: 12 }, (_, n) => note(consoles[n % 3] ?? agent, id)));
    expect(new Set(replies.map((reply) => JSON.stringify(reply))).size).toBe(1);
    expect(await notes()).toHaveLength(1);
  });

  it('is refused with another input or for another call', async () => {
    await onTheLine();
    const id = requestId();
    answerOf(await agent.call('contact.tick', { fact: 'name', requestId: id }));
    const refusal = { ok: false, error: 'request-reused', detail: null };
    expect(await agent.call('contact.tick', { fact: 'address', requestId: id })).toEqual(refusal);
    expect(await note(agent, id)).toEqual(refusal);
    expect(answerOf(await agent.call('contact.current', {})).contact?.ticked).toEqual(['name']);
  });

  it('is the same input whatever the order of its fields', async () => {
    await onTheLine();
    const id = requestId();
    const first = await agent.callAny('contact.close', { category: 'other', note: '', requestId: id });
    expect(first.ok).toBe(true);
    expect(await agent.callAny('contact.close', { requestId: id, category: 'other' })).toEqual(first);
  });

  it('is another person’s own, even under the same id', async () => {
    await onTheLine();
    await openContact(colleague, customer.accountId);
    const id = requestId();
    const mine = answerOf(await note(agent, id, '一人目'));
    const theirs = answerOf(await note(colleague, id, '二人目'));
    expect(theirs.eventId).not.toBe(mine.eventId);
    expect(await notes()).toEqual(['一人目', '二人目']);
  });

  it('may succeed after it was refused: only what was done is kept', async () => {
    const id = requestId();
    customer = await addCustomer(test.db.write);
    expect(codeOf(await note(agent, id))).toBe('no-contact');
    await openContact(agent, customer.accountId);
    expect(codeOf(await note(agent, id))).toBe('ok');
  });

  it('is forgotten a day later, a few at a time as other things are done', async () => {
    await onTheLine();
    const id = requestId();
    answerOf(await note(agent, id));
    await test.setNow(addHours(noon, 25));
    const nextDay = await test.signIn('agent');
    for (let n = 0; n < 4; n += 1) answerOf(await note(nextDay, requestId()));
    expect(await test.db.read('request').where({ request_id: id }).first()).toBeUndefined();
  });

  it('leaves nothing of what was said or noted, not even a digest', async () => {
    await onTheLine();
    await openContact(colleague, customer.accountId);
    const id = requestId();
    answerOf(await agent.call('contact.check', { fact: 'birth-date', said: '1980-04-01', requestId: id }));
    answerOf(await colleague.call('contact.check', { fact: 'birth-date', said: '1999-12-31', requestId: id }));
    const kept = await test.db.read('request').where({ request_id: id }).select('input_sha256', 'output');
    expect(kept).toHaveLength(2);
    expect(kept[0].input_sha256).toBe(kept[1].input_sha256);
    // So a repeat cannot be told from a second guess, and gets the first guess’s answer without counting.
    const repeat = await agent.call('contact.check', { fact: 'birth-date', said: '2001-01-01', requestId: id });
    expect(answerOf(repeat).outcome).toBe('matched');
    expect(answerOf(await say(colleague, 'birth-date', '1980-04-01')).misses).toBe(1);
  });

  it('keeps answers that hold ids, states, counts and times only', async () => {
    const rows = await test.db.read('request').select('call', 'output');
    expect(rows.length).toBeGreaterThan(5);
    for (const { call, output } of rows) {
      expect((contract as Record<string, Row>)[call]?.kind).toBe('write');
      for (const value of Object.values(JSON.parse(output) as Record<string, unknown>))
        expect(typeof value === 'string' ? /^[a-z-]+$|^\d{4}-[\d-]+T[\d:.]+Z$/.test(value) : typeof value).toSatisfy(
          (kind) => kind === true || kind === 'number' || kind === 'boolean',
        );
    }
  });
});
