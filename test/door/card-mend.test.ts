import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import * as cardTexts from '../../db/card-texts.ts';
import { verifyAudit } from '../../main/audit.ts';
import type { Desk } from '../../main/core.ts';
import { addCustomer, type CustomerOptions, type TestCustomer } from '../setup/customer.ts';
import { engines, noon, openTestDesk, requestId, type TestDesk } from '../setup/desk.ts';
import { answerOf, codeOf } from './caller.ts';

const reason = '書体の確認';

describe.each(engines)('a card that dropped out, on %s', (engine) => {
  let at: TestDesk;
  let supervisor: Desk;
  let admin: Desk;
  beforeAll(async () => {
    at = await openTestDesk(engine);
    supervisor = await at.signIn('supervisor');
    admin = await at.signIn('admin');
  });
  afterAll(async () => {
    expect((await verifyAudit(at.db.read)).finding).toBeNull();
    await at.close();
  });

  const droppedOut = async (
    options: CustomerOptions,
    faults: readonly object[] = [{ code: 'postcode-address', postcode: '0640821' }],
  ): Promise<TestCustomer & { cardRequestId: number }> => {
    const customer = await addCustomer(at.db.write, options);
    const [row] = await at.db
      .write('card_request')
      .insert({
        account_id: customer.accountId,
        cause: 'lost-card',
        state: 'dropped-out',
        asked_at: '2026-11-22T00:00:00.000Z',
        drop_code: (faults[0] as { code: string }).code,
        drop_detail: JSON.stringify(faults),
        dropped_at: '2026-11-22T01:00:00.000Z',
      })
      .returning('id');
    return { ...customer, cardRequestId: row.id };
  };
  const mend = (cardRequestId: number, said: object, desk = supervisor) =>
    desk.call('card.mend', { cardRequestId, reason, requestId: requestId(), ...said });
  const requeue = (cardRequestId: number, desk = supervisor) =>
    desk.call('card.requeue', { cardRequestId, reason, requestId: requestId() });
  const open = async (cardRequestId: number, desk = supervisor) =>
    answerOf(await desk.call('card.openDropped', { cardRequestId }));
  const state = async (id: number) => at.db.read('card_request').where({ id }).first('state', 'drop_code', 'mended_by');

  it('is listed with every reason, and only who may mend it is told that they may', async () => {
    const { cardRequestId } = await droppedOut({ name: '渡\uE001　一郎', applicationPhone: null }, [
      { code: 'phone-missing' },
      { code: 'gaiji', field: 'name', character: '\uE001', codePoint: 'U+E001' },
    ]);
    const listed = async (desk: Desk) =>
      answerOf(await desk.call('card.list', { state: 'dropped-out' })).requests.find(
        (one) => one.requestId === cardRequestId,
      );
    expect(await listed(supervisor)).toMatchObject({
      canMend: true,
      faults: [{ code: 'phone-missing' }, { code: 'gaiji', field: 'name', character: '\uE001', codePoint: 'U+E001' }],
    });
    expect((await listed(await at.signIn('agent')))?.canMend).toBe(false);
    expect((await open(cardRequestId)).faults.map(({ code }) => code)).toEqual(['phone-missing', 'gaiji']);
  });

  it('is mended by its postcode and waits again, with the mended text on the card', async () => {
    const { cardRequestId, accountId } = await droppedOut({ postcode: '0600042' });
    const { faults, text } = await open(cardRequestId, admin);
    expect(faults).toMatchObject([{ code: 'postcode-address', postcode: '0600042' }]);
    expect(text).toMatchObject({ name: '佐藤　花子', postcode: '0600042' });
    expect(codeOf(await mend(cardRequestId, { postcode: '064-0821' }, admin))).toBe('ok');
    expect(await state(cardRequestId)).toMatchObject({ state: 'waiting', drop_code: null });
    expect(await cardTexts.textOfRequest(at.db.read, cardRequestId)).toMatchObject({ postcode: '0640821' });
    const { events } = answerOf(await supervisor.call('account.timeline', { accountId }));
    expect(events[0]).toMatchObject({ kind: 'card-mended', note: reason });
    expect((await at.db.read('account').where({ id: accountId }).first()).delivery_postcode).toBe('0600042');
    expect(codeOf(await mend(cardRequestId, { postcode: '064-0821' }))).toBe('not-dropped-out');
  });

  it('is mended in its department, as long as the same is registered', async () => {
    const { cardRequestId, accountId } = await droppedOut({ kind: 'organisation' });
    const register = (delivery_department: string) =>
      at.db.write('account').where({ id: accountId }).update({ delivery_department });
    await register('葛\u{E0100}城営業部');
    expect((await open(cardRequestId)).faults).toMatchObject([{ code: 'variation-selector', field: 'care-of' }]);
    expect(codeOf(await mend(cardRequestId, { department: '総務部' }))).toBe('other-care-of');
    answerOf(await mend(cardRequestId, { department: '葛城営業部' }));
    const text = () => cardTexts.textOfRequest(at.db.read, cardRequestId);
    expect((await text())?.department).toBe('葛城営業部');
    await register('総務部');
    expect((await text())?.department).toBe('総務部');
  });

  it('for a large user’s postcode goes on once that is confirmed, as long as it is the one on the card', async () => {
    const { cardRequestId, accountId } = await droppedOut({ postcode: '0608588' });
    const registered = (delivery_postcode: string) =>
      at.db.write('account').where({ id: accountId }).update({ delivery_postcode });
    const codes = async () => (await open(cardRequestId, admin)).faults.map(({ code }) => code);
    const unconfirmed = [{ code: 'postcode-unconfirmed', postcode: '0608588' }];
    expect((await open(cardRequestId, admin)).faults).toMatchObject(unconfirmed);
    expect(await requeue(cardRequestId, admin)).toMatchObject({ detail: { faults: unconfirmed } });
    expect(codeOf(await mend(cardRequestId, { postcode: '060-8588' }, admin))).toBe('same-value');
    answerOf(await mend(cardRequestId, { isPostcodeConfirmed: true }, admin));
    expect(await state(cardRequestId)).toMatchObject({ state: 'waiting', drop_code: null });
    const { events } = answerOf(await supervisor.call('account.timeline', { accountId }));
    expect(events[0]).toMatchObject({ kind: 'card-mended', facts: { isPostcodeConfirmed: true } });
    const entry = await at.db.read('audit_entry').where({ account_id: accountId, call: 'card.mend' }).first('body');
    expect(JSON.parse(entry.body).fields).toEqual(['large-user-postcode']);

    await at.db.write('card_request').where({ id: cardRequestId }).update({ state: 'dropped-out' });
    expect(await codes()).toEqual([]);
    await registered('0608589');
    expect(await codes()).toEqual(['postcode-unconfirmed']);
  });

  it('is mended with a large user’s postcode only where that is confirmed', async () => {
    const { cardRequestId, accountId } = await droppedOut({ postcode: '0600042' });
    expect(codeOf(await mend(cardRequestId, { postcode: '060-8588' }))).toBe('postcode-unconfirmed');
    answerOf(await mend(cardRequestId, { postcode: '060-8588', isPostcodeConfirmed: true }));
    const text = await cardTexts.textOfRequest(at.db.read, cardRequestId);
    expect(text).toMatchObject({ postcode: '0608588', confirmedPostcode: '0608588' });
    expect((await at.db.read('account').where({ id: accountId }).first()).delivery_postcode).toBe('0600042');
  });

  it('keeps its mended text only as long as the same is registered', async () => {
    const { cardRequestId, accountId } = await droppedOut({ name: '渡\uE001　一郎' });
    answerOf(await mend(cardRequestId, { name: '渡辺　一郎' }));
    const text = () => cardTexts.textOfRequest(at.db.read, cardRequestId);
    expect((await text())?.name).toBe('渡辺　一郎');
    const moved = '北海道札幌市中央区北一条西21丁目1-1';
    await at.db.write('account').where({ id: accountId }).update({ delivery_line: moved });
    expect(await text()).toMatchObject({ name: '渡\uE001　一郎', line: moved });
  });

  it.each([
    ['another name', { name: '佐藤　花江' }, 'other-name'],
    ['another house', { line: '北海道札幌市中央区北一条西20丁目3-9' }, 'other-address'],
    ['a postcode of somewhere else', { postcode: '1000013' }, 'postcode-address'],
    ['a confirmation that it does not need', { isPostcodeConfirmed: true }, 'same-value'],
    ['what cannot be a postcode', { postcode: 'x' }, 'postcode-format'],
    ['what stands there already', { name: '佐藤　花子' }, 'same-value'],
    ['nothing', {}, 'same-value'],
    ['what is still no text of a card', { name: '佐藤　花\u200B子' }, 'still-faulty'],
  ])('is not mended with %s', async (_what, said, error) => {
    const { cardRequestId } = await droppedOut({});
    expect(codeOf(await mend(cardRequestId, said))).toBe(error);
    expect(await state(cardRequestId)).toMatchObject({ state: 'dropped-out', mended_by: null });
  });

  it('goes back by itself once its cause is gone, and not before', async () => {
    const { cardRequestId, contractId } = await droppedOut({ applicationPhone: null }, [{ code: 'phone-missing' }]);
    expect(await requeue(cardRequestId)).toMatchObject({
      error: 'still-faulty',
      detail: { faults: [{ code: 'phone-missing' }] },
    });
    await at.db
      .write('contract')
      .where({ id: contractId })
      .update({ application_phone: '090-1111-2222', application_phone_digits: '09011112222' });
    expect((await open(cardRequestId)).faults).toEqual([]);
    expect(codeOf(await requeue(cardRequestId))).toBe('ok');
    expect(await state(cardRequestId)).toMatchObject({ state: 'waiting', drop_code: null });
    expect(codeOf(await requeue(cardRequestId))).toBe('not-dropped-out');
  });

  it('and is held as well, is mended by a supervisor, who agrees to it by that', async () => {
    const { cardRequestId, accountId } = await droppedOut({ name: '渡\uE001　一郎' }, [{ code: 'change-unconfirmed' }]);
    await at.db.write('account').where({ id: accountId }).update({ delivery_unconfirmed_at: noon });
    const faults = [{ code: 'gaiji' }, { code: 'change-unconfirmed' }];
    expect(await open(cardRequestId)).toMatchObject({ faults, approval: 'yours' });
    expect((await open(cardRequestId, admin)).approval).toBe('of-another');
    expect(await requeue(cardRequestId)).toMatchObject({ error: 'still-faulty', detail: { faults } });
    const said = { name: '渡辺　一郎' };
    const { detail } = (await mend(cardRequestId, said, admin)) as { detail?: object };
    expect(detail).toMatchObject({ faults: [{ code: 'change-unconfirmed' }] });
    answerOf(await mend(cardRequestId, said));
    const row = await at.db.read('card_request').where({ id: cardRequestId }).first();
    expect(row).toMatchObject({ state: 'waiting', approved_by: row.mended_by, approved_at: noon });
  });

  it('and is held as well, is let go by nobody who could be the one who asked for it', async () => {
    const staffId = async (login: string): Promise<number> =>
      (await at.db.read('staff').where({ login }).first('id')).id;
    const [asker, decider, third] = [await staffId('admin'), await staffId('supervisor'), await staffId('admin2')];
    const held = async () => {
      const { cardRequestId, accountId } = await droppedOut({}, [{ code: 'change-unconfirmed' }]);
      await at.db.write('account').where({ id: accountId }).update({ delivery_unconfirmed_at: noon });
      await at.db.write('card_request').where({ id: cardRequestId }).update({ asked_by: asker });
      return cardRequestId;
    };
    const setUp = (id: number, by: number | null) =>
      at.db
        .write('staff')
        .where({ id })
        .update({ set_by: by, set_at: by && '2026-11-22T00:00:00.000Z' });
    const agreed = async (request: number): Promise<object | undefined> => {
      const bodies: string[] = await at.db.read('audit_entry').where({ call: 'card.requeue' }).pluck('body');
      return bodies.map((body) => JSON.parse(body)).find((body) => body.request === request);
    };
    await setUp(decider, asker);
    const cardRequestId = await held();
    expect((await open(cardRequestId)).approval).toBe('of-another');
    expect(codeOf(await requeue(cardRequestId))).toBe('still-faulty');
    answerOf(await requeue(cardRequestId, await at.signIn('supervisor2')));
    expect(await agreed(cardRequestId)).toMatchObject({ approved: true, askedBy: asker });
    // As supervisors decide otherwise: a third hand alone is no reason, and is noted.
    for (const id of [asker, decider]) await setUp(id, third);
    const another = await held();
    answerOf(await requeue(another));
    expect(await agreed(another)).toMatchObject({ approved: true, askedBy: asker, nearness: 'third-hand' });
    for (const id of [asker, decider]) await setUp(id, null);
  });

  it('of a protected customer is a supervisor’s alone', async () => {
    const { cardRequestId } = await droppedOut({ isProtected: true });
    expect(codeOf(await admin.call('card.openDropped', { cardRequestId }))).toBe('needs-supervisor');
    expect(codeOf(await requeue(cardRequestId, admin))).toBe('needs-supervisor');
    expect(codeOf(await requeue(cardRequestId))).toBe('ok');
  });

  it('is mended by one of two who try at the same moment', async () => {
    const { cardRequestId } = await droppedOut({ postcode: '0600042' });
    const said = { postcode: '0640821' };
    const replies = await Promise.all([mend(cardRequestId, said), mend(cardRequestId, said, admin)]);
    expect(replies.map(codeOf).toSorted()).toEqual(['not-dropped-out', 'ok']);
  });

  it('is not known under a number that is none', async () => {
    expect(codeOf(await mend(999_999, { name: 'x' }))).toBe('no-such-request');
    expect(codeOf(await requeue(999_999))).toBe('no-such-request');
  });
});
