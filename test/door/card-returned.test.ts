// The carrier's list of returned cards, and what it holds back.
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { verifyAudit } from '../../main/audit.ts';
import type { Desk } from '../../main/core.ts';
import { serialOf } from '../../main/rules/batch.ts';
import { askFor, uploadList } from '../jobs/batches.ts';
import { type ImportDesk, openImportDesk } from '../jobs/desk.ts';
import { addCopies, addPostedCard, type TestCard } from '../setup/card.ts';
import { addCustomer, rightPassword, type TestCustomer } from '../setup/customer.ts';
import { engines, noon, requestId } from '../setup/desk.ts';
import { statementsDuring } from '../setup/statements.ts';
import { answerOf, codeOf, hangUp, takeCall } from './caller.ts';

const phone = '090-1234-5678';

describe.each(engines)('a returned card on %s', (engine) => {
  let at: ImportDesk;
  let agent: Desk;
  let supervisor: Desk;
  let admin: Desk;
  beforeAll(async () => {
    at = await openImportDesk(engine);
    agent = await at.signIn('agent');
    supervisor = await at.signIn('supervisor');
    admin = await at.signIn('admin');
  });
  beforeEach(() => hangUp(agent));
  afterAll(async () => {
    expect((await verifyAudit(at.db.read)).finding).toBeNull();
    await at.close();
  });

  const take = async (lines: readonly string[], heading = 'serial,reason,returned_on', desk = admin) =>
    desk.call('card.returned', {
      file: await uploadList(desk, [heading, ...lines, ''].join('\r\n')),
      requestId: requestId(),
    });
  const posted = async (options = {}): Promise<{ customer: TestCustomer; card: TestCard }> => {
    const customer = await addCustomer(at.db.write);
    return { customer, card: await addPostedCard(at.db.write, customer, options) };
  };
  const returned = ({ serial }: TestCard, reason = '転居先不明', on = '2026-11-21') =>
    take([`${serial},${reason},${on}`]);
  const login = async ({ loginId }: TestCustomer) => (await at.portal.attempt(loginId, rightPassword, phone)).answer;
  const history = async ({ accountId }: TestCustomer) => answerOf(await agent.call('card.history', { accountId }));
  const ask = ({ accountId }: TestCustomer, more: object = {}) =>
    agent.call('card.request', { accountId, cause: 'never-arrived', reason: '', requestId: requestId(), ...more });
  const onTheLine = async (customer: TestCustomer, level: 0 | 3 = 0): Promise<void> => {
    await takeCall(agent, customer, level);
    for (const fact of ['name', 'address'] as const)
      answerOf(await agent.call('contact.tick', { fact, requestId: requestId() }));
  };
  const move = ({ accountId }: TestCustomer) =>
    agent.call('account.changeAddress', {
      accountId,
      postcode: '060-0042',
      line: '北海道札幌市中央区大通西5丁目8',
      reason: 'お引越し',
      requestId: requestId(),
    });
  const grant = async (approvalId: number) => {
    const { digest } = answerOf(await supervisor.call('approval.open', { approvalId }));
    return supervisor.call('approval.decide', { approvalId, digest, outcome: 'grant', requestId: requestId() });
  };

  it('whose list is there still where the answer was lost: taken in once more, it is the same', async () => {
    const { card } = await posted();
    const rows = ['serial,reason,returned_on', `${card.serial},moved-away,2026-11-21`, ''];
    const file = await uploadList(admin, rows.join('\r\n'));
    const again = async () => answerOf(await admin.call('card.returned', { file, requestId: requestId() }));
    expect(await again()).toMatchObject({ returned: 1, same: 0 });
    expect(await again()).toMatchObject({ returned: 0, same: 1 });
  });

  it('loses its initial password at once, stands on the timeline, and the same list again changes nothing', async () => {
    const { customer, card } = await posted();
    expect(await login(customer)).toBe('must-change');
    expect(answerOf(await returned(card))).toEqual({ returned: 1, same: 0, voided: 1, heldBack: 0, toPull: [] });
    expect(await login(customer)).toBe('refused');
    const secrets = await at.db.read('credential_secret').where({ credential_id: card.credentialId });
    expect(secrets).toEqual([]);
    const { cards, returned: state } = await history(customer);
    expect(cards).toMatchObject([{ state: 'returned', returnedOn: '2026-11-21', returnReason: 'moved-away' }]);
    expect(state).toMatchObject({ returns: 1, isAddressChanged: false, needs: 'address' });
    const { events } = answerOf(await agent.call('account.timeline', { accountId: customer.accountId }));
    expect(events[0]).toMatchObject({
      kind: 'card-returned',
      facts: { returnReason: 'moved-away', isPasswordVoid: true },
    });
    const version = async () =>
      (await at.db.read('account').where({ id: customer.accountId }).first('version')).version;
    const before = await version();
    expect(answerOf(await returned(card))).toMatchObject({ returned: 0, same: 1, voided: 0 });
    expect(await version()).toBe(before);
    expect((await history(customer)).returned?.returns).toBe(1);
  });

  it('leaves a password alone that the customer has chosen, and one of a later card', async () => {
    const customer = await addCustomer(at.db.write);
    const card = await addPostedCard(at.db.write, customer, { isOnOwnCredential: true });
    expect(answerOf(await returned(card))).toMatchObject({ returned: 1, voided: 0 });
    expect(await login(customer)).toBe('accepted');
    const other = await posted();
    await addPostedCard(at.db.write, other.customer, { postedOn: '2026-11-18' });
    expect(answerOf(await returned(other.card))).toMatchObject({ returned: 1, voided: 0 });
    expect(await login(other.customer)).toBe('must-change');
  });

  it('is seen in the next call, and the next one waits for another address', async () => {
    const { customer, card } = await posted();
    answerOf(await returned(card));
    await onTheLine(customer, 3);
    const { contact } = answerOf(await agent.call('contact.current', {}));
    expect(contact?.returnedCard).toMatchObject({ reason: 'moved-away', needs: 'address' });
    const account = answerOf(await agent.call('account.open', { accountId: customer.accountId }));
    expect(account.can.requestCard).toEqual({ isAllowed: false, reason: 'returned-address' });
    const refused = {
      error: 'returned-address',
      detail: { reason: 'moved-away', returnedOn: '2026-11-21', canAsk: false },
    };
    expect(await ask(customer)).toMatchObject(refused);
    expect(await ask(customer, { isAskingApproval: true })).toMatchObject(refused);
    answerOf(await move(customer));
    expect((await history(customer)).returned).toMatchObject({ isAddressChanged: true, needs: null });
    expect(answerOf(await ask(customer)).state).toBe('done');
  });

  it('was drawn early in its batch: an address that changed before the batch was whole is another one', async () => {
    const { customer, card } = await posted();
    const { batch_id } = await at.db.read('card').where({ id: card.cardId }).first('batch_id');
    await at.db.write('batch').where({ id: batch_id }).update({ generated_at: '2026-11-13T03:14:00.000Z' });
    const changed = { delivery_changed_at: '2026-11-13T03:05:00.000Z' };
    await at.db.write('account').where({ id: customer.accountId }).update(changed);
    answerOf(await returned(card));
    expect((await history(customer)).returned).toMatchObject({ isAddressChanged: true, needs: null });
  });

  it('that nobody fetched may go to the same address once a supervisor agrees', async () => {
    const { customer, card } = await posted();
    answerOf(await returned(card, '保管期間経過'));
    await onTheLine(customer);
    expect(await ask(customer)).toMatchObject({ error: 'returned-address', detail: { canAsk: true } });
    const { approvalId } = answerOf(await ask(customer, { isAskingApproval: true }));
    answerOf(await grant(approvalId ?? 0));
    expect((await history(customer)).cards[0]).toMatchObject({ state: 'waiting', step: 'asked' });
  });

  it('twice: nothing goes out by itself any more', async () => {
    const { customer, card } = await posted({ postedOn: '2026-11-09' });
    answerOf(await returned(card, 'あて所に尋ねあたりません', '2026-11-12'));
    await onTheLine(customer, 3);
    answerOf(await move(customer));
    // Printed after the address was changed.
    const second = await addPostedCard(at.db.write, customer, { postedOn: '2026-11-18' });
    await at.db.write('credential').where({ id: second.credentialId }).update({ issued_at: noon });
    answerOf(await returned(second, '転居先不明', '2026-11-22'));
    expect(codeOf(await ask(customer))).toBe('returned-address');
    await at.moveTo('2026-11-23T03:05:00.000Z');
    answerOf(
      await agent.call('account.changeAddress', {
        accountId: customer.accountId,
        postcode: '060-0042',
        line: '北海道札幌市中央区大通西9丁目1',
        reason: '番地の訂正',
        requestId: requestId(),
      }),
    );
    expect(await ask(customer)).toMatchObject({ error: 'returned-often', detail: { returns: 2 } });
    const asked = answerOf(await ask(customer, { isAskingApproval: true }));
    expect(asked.state).toBe('asked');
    answerOf(await grant(asked.approvalId ?? 0));
    expect(await at.db.read('card_request').where({ account_id: customer.accountId, state: 'waiting' })).toHaveLength(
      1,
    );
  });

  it('holds back what waits for the same address, and tells what only pulling stops', async () => {
    const { customer, card } = await posted();
    await onTheLine(customer);
    answerOf(await ask(customer));
    const printed = await posted();
    const next = await addPostedCard(at.db.write, printed.customer, { postedOn: '2026-11-26', state: 'generated' });
    const lines = [card, printed.card].map(({ serial }) => `${serial},転居先不明,2026-11-21`);
    expect(answerOf(await take(lines))).toMatchObject({ returned: 2, heldBack: 1, toPull: [next.serial] });
    expect((await history(customer)).cards[0]).toMatchObject({ state: 'dropped-out', dropCode: 'returned-address' });
    expect((await history(printed.customer)).cards[0]).toMatchObject({ state: 'generated', step: 'handed' });
  });

  it('stands in one list with many of every kind, taken in as a whole or not at all', async () => {
    const [plain, again, waits, moved, planned, printed] = [
      await posted(),
      await posted(),
      await posted(),
      await posted(),
      await posted(),
      await posted(),
    ];
    const chosen = await posted({ isOnOwnCredential: true });
    const twice = await posted({ postedOn: '2026-11-09' });
    const second = await addPostedCard(at.db.write, twice.customer, { postedOn: '2026-11-18' });
    const copies = await addCopies(at.db.write, plain.card, 500);
    const next = await addPostedCard(at.db.write, printed.customer, { postedOn: '2026-11-26', state: 'generated' });
    await askFor(
      at,
      [waits, moved, planned, twice].map(({ customer }) => customer),
    );
    const ofAccount = ({ customer }: { customer: TestCustomer }) => ({ account_id: customer.accountId });
    await at.db.write('account').where({ id: moved.customer.accountId }).update({ delivery_changed_at: noon });
    const request = () => at.db.write('card_request').where({ ...ofAccount(planned), state: 'waiting' });
    const { id: request_id } = await request().first('id');
    const { batch_id } = await at.db.read('card').where({ id: planned.card.cardId }).first('batch_id');
    await at.db
      .write('card')
      .insert({ ...ofAccount(planned), batch_id, request_id, account_version: 1, state: 'planned' });
    await request().update({ state: 'in-batch' });
    answerOf(await returned(again.card));

    const lines = [
      ...[again, plain, twice].map(({ card }) => card.serial),
      ...copies,
      second.serial,
      ...[chosen, waits, moved, planned, printed].map(({ card }) => card.serial),
    ].map((serial) => `${serial},転居先不明,2026-11-21`);
    const tables = ['card', 'credential', 'credential_secret', 'card_request', 'account', 'account_event'];
    const everything = () => Promise.all(tables.map((table) => at.db.read(table).orderByRaw('1')));
    const before = await everything();
    const unknown = [99_998, 99_999].map((batch) => `${serialOf(batch, 1)},転居先不明,2026-11-21`);
    expect(await take([unknown[0] ?? '', ...lines, unknown[1] ?? ''])).toMatchObject({
      error: 'returns-wrong',
      detail: {
        rows: [
          { line: 2, code: 'unknown-serial' },
          { line: lines.length + 3, code: 'unknown-serial' },
        ],
      },
    });
    expect(await everything()).toEqual(before);

    const counts = { returned: 508, same: 1, voided: 6, heldBack: 3 };
    expect(answerOf(await take(lines))).toEqual({ ...counts, toPull: [next.serial] });
    const { body } = await at.db.read('audit_entry').where({ call: 'card.returned' }).orderBy('seq', 'desc').first();
    expect(JSON.parse(body)).toEqual({ ...counts, toPull: 1, sha256: expect.stringMatching(/^[0-9a-f]{64}$/) });
    const open = ['waiting', 'in-batch', 'dropped-out'];
    const requestOf = async (one: { customer: TestCustomer }) =>
      at.db.read('card_request').where(ofAccount(one)).whereIn('state', open).first();
    const requests = await Promise.all([twice, waits, planned, moved, printed].map(requestOf));
    expect(requests.map(({ state, drop_code, drop_detail }) => [state, drop_code, drop_detail])).toEqual([
      ...Array.from({ length: 3 }, () => ['dropped-out', 'returned-address', '[{"code":"returned-address"}]']),
      ['waiting', null, null],
      ['in-batch', null, null],
    ]);
    const cardsOf = (one: { customer: TestCustomer }) =>
      at.db.read('card').where(ofAccount(one)).orderBy('id').pluck('state');
    expect(await cardsOf(planned)).toEqual(['returned', 'dropped-out']);
    expect(await cardsOf(printed)).toEqual(['returned', 'generated']);
    expect(new Set(await cardsOf(plain))).toEqual(new Set(['returned']));
    const told = async (one: { customer: TestCustomer }) =>
      (await at.db.read('account_event').where(ofAccount(one)).orderBy('id').pluck('kind')).toSorted();
    expect(await told(twice)).toEqual(['card-dropped-out', 'card-returned', 'card-returned']);
    expect(await told(moved)).toEqual(['card-returned']);
    const why = at.db
      .read('account_event')
      .where({ ...ofAccount(twice), kind: 'card-dropped-out' })
      .first('facts');
    expect(JSON.parse((await why).facts)).toEqual({ drop: 'returned-address' });
    const voided = await at.db
      .read('account_event')
      .where({ kind: 'card-returned', ...ofAccount(twice) })
      .pluck('facts');
    expect(voided.map((facts: string) => JSON.parse(facts).isPasswordVoid).toSorted()).toEqual([false, true]);
    expect(await login(chosen.customer)).toBe('accepted');
    expect(await login(waits.customer)).toBe('refused');
    expect(answerOf(await take(lines))).toEqual({ returned: 0, same: 509, voided: 0, heldBack: 0, toPull: [] });
  });

  it('is taken in once where two lists name it at the same moment', async () => {
    const other = await at.signIn('admin2');
    const both = [await posted(), await posted()];
    const lines = both.map(({ card }) => `${card.serial},転居先不明,2026-11-21`);
    const replies = await Promise.all([take(lines), take(lines, undefined, other)]);
    const taken = replies.flatMap((reply) => (reply.ok ? [reply.value.returned] : []));
    expect(taken.filter((count) => count === 2)).toHaveLength(1);
    // Whoever was slower finds them as they are by now, or is told to try again.
    for (const reply of replies)
      if (!reply.ok)
        expect(reply).toMatchObject({ error: 'returns-wrong', detail: { rows: [{ line: 2, code: 'changed' }] } });
    const accounts = both.map(({ customer }) => customer.accountId);
    const events = await at.db.read('account_event').where({ kind: 'card-returned' }).whereIn('account_id', accounts);
    expect(events).toHaveLength(2);
    expect(answerOf(await take(lines))).toMatchObject({ returned: 0, same: 2 });
  });

  it('asks the database no oftener than a hundred others that come back with it', async () => {
    const asked = async (count: number) => {
      const { customer, card } = await posted();
      await askFor(at, [customer]);
      const serials = [card.serial, ...(await addCopies(at.db.write, card, count - 1))];
      const lines = serials.map((serial) => `${serial},受取拒絶,2026-11-21`);
      const statements = await statementsDuring(at.db.write, async () => {
        expect(answerOf(await take(lines))).toMatchObject({ returned: count, heldBack: 1 });
      });
      return statements.filter((sql) => /card|credential|account_event/.test(sql)).length;
    };
    expect(await asked(100)).toBe(await asked(1));
  });

  it('is read as spreadsheets write it', async () => {
    const { customer, card } = await posted();
    const serial = card.serial.replace(/^0+/, '');
    expect(answerOf(await take([`${serial},受取拒絶,2026/11/20,`, '']))).toMatchObject({ returned: 1 });
    expect((await history(customer)).cards[0]).toMatchObject({ returnReason: 'refused', returnedOn: '2026-11-20' });
  });

  it.each([
    ['another heading', 'serial,date', ['SERIAL,2026-11-21'], 1, 'header'],
    ['nothing', undefined, [], 2, 'no-rows'],
    ['a serial misread', undefined, ['000010000019,転居先不明,2026-11-21'], 2, 'serial'],
    [
      'a serial of nobody',
      undefined,
      ['SERIAL,転居先不明,2026-11-21', `${serialOf(99_999, 1)},転居先不明,2026-11-21`],
      3,
      'unknown-serial',
    ],
    ['a reason that is none', undefined, ['SERIAL,不在,2026-11-21'], 2, 'reason'],
    ['a date that is none', undefined, ['SERIAL,転居先不明,2026-02-30'], 2, 'date'],
    ['a date ahead', undefined, ['SERIAL,転居先不明,2026-11-24'], 2, 'date-in-future'],
    ['a date before the posting', undefined, ['SERIAL,転居先不明,2026-11-15'], 2, 'before-posting'],
    ['two stories of one card', undefined, ['SERIAL,転居先不明,2026-11-21', 'SERIAL,受取拒絶,2026-11-21'], 3, 'twice'],
    ['more columns', undefined, ['SERIAL,転居先不明,2026-11-21,佐藤'], 2, 'too-many-columns'],
  ])('is not taken in from a list with %s, nor anything else of it', async (_what, heading, lines, line, code) => {
    const { customer, card } = await posted();
    const sent = await take(
      lines.map((text) => text.replace('SERIAL', card.serial)),
      heading,
    );
    expect(sent).toMatchObject({ error: 'returns-wrong', detail: { rows: [{ line, code }] } });
    expect((await history(customer)).cards[0]).toMatchObject({ state: 'posted' });
    expect(await login(customer)).toBe('must-change');
  });

  it('waits while the next card of its customer is being drawn, whose serial may still be given to another', async () => {
    const { customer, card } = await posted();
    const next = await addPostedCard(at.db.write, customer, { postedOn: '2026-11-26', state: 'generated' });
    const { batch_id } = await at.db.read('card').where({ id: next.cardId }).first('batch_id');
    const set = (state: string) => at.db.write('batch').where({ id: batch_id }).update({ state });
    await set('generating');
    expect(await returned(card)).toMatchObject({
      error: 'returns-wrong',
      detail: { rows: [{ line: 2, code: 'being-drawn' }] },
    });
    expect(await login(customer)).toBe('must-change');
    await set('generated');
    expect(answerOf(await returned(card))).toMatchObject({ returned: 1, voided: 1, toPull: [next.serial] });
  });

  it('has been posted, and comes back once', async () => {
    const { card } = await posted();
    const customer = await addCustomer(at.db.write);
    const unposted = await addPostedCard(at.db.write, customer, { state: 'generated' });
    expect(await returned(unposted)).toMatchObject({ detail: { rows: [{ line: 2, code: 'not-posted' }] } });
    answerOf(await returned(card));
    expect(await returned(card, '受取拒絶')).toMatchObject({
      detail: { rows: [{ line: 2, code: 'returned-otherwise' }] },
    });
  });
});
