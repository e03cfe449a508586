// The life of a batch of cards, as two admins, the print house and the customers see it.
import { createHash } from 'node:crypto';
import { readFileSync, truncateSync } from 'node:fs';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { verifyAudit } from '../../main/audit.ts';
import type { Desk } from '../../main/core.ts';
import { answerOf, codeOf, hangUp, takeCall } from '../door/caller.ts';
import { openPdf, textOf } from '../print/reading.ts';
import { addCustomer, rightPassword, type TestCustomer } from '../setup/customer.ts';
import { engines, requestId } from '../setup/desk.ts';
import { until } from '../setup/until.ts';
import {
  allPrinted,
  askFor,
  batchTidied,
  batchWhen,
  fileOf,
  generate,
  type House,
  make,
  openHouse,
  openPassphrase,
  postingOn,
  printFilesIn,
  release,
  results,
  sender,
  setUpPrinting,
  splitOffLast,
  uploadList,
  waitingCustomers,
} from './batches.ts';
import { type ImportDesk, openImportDesk } from './desk.ts';

const phone = '090-1234-5678';

describe.each(engines)('a batch of cards on %s', (engine) => {
  let at: ImportDesk;
  let maker: Desk;
  let other: Desk;
  let house: House;
  beforeEach(async () => {
    at = await openImportDesk(engine);
    maker = await at.signIn('admin');
    other = await at.signIn('admin2');
    house = await openHouse();
    await setUpPrinting(maker, other, house);
  });
  afterEach(async () => {
    expect((await at.db.snapshot((tx) => verifyAudit(tx))).finding).toBeNull();
    await at.close();
  });

  /** Some days on, everybody has signed in anew. */
  const later = async (now: string): Promise<void> => {
    await at.moveTo(now);
    maker = await at.signIn('admin');
    other = await at.signIn('admin2');
  };
  const login = async ({ loginId }: TestCustomer, password: string) =>
    (await at.portal.attempt(loginId, password, phone)).answer;
  const post = (batchId: number, part = 1, more: object = {}) =>
    maker.call('batch.post', { batchId, part, postedOn: postingOn, requestId: requestId(), ...more });
  /** What the print house prints: each card's serial, login ID and password, read from the opened file. */
  const printed = async (batchId: number, part = 1) => {
    const passphrase = await openPassphrase(house, (await fileOf(maker, batchId, 'passphrase')).toString('utf8'));
    const pdf = await openPdf(await fileOf(maker, batchId, 'part', part), passphrase);
    const cards = [];
    for (let number = 2; number <= pdf.numPages; number += 2) {
      const text = await textOf(await pdf.getPage(number));
      const password = /No\.\d{12}([DFHJLMNQRTbdfhmnrt34789]{14})/.exec(text)?.[1];
      cards.push({ text, password: password ?? '' });
    }
    return cards;
  };
  const steps = async ({ accountId }: TestCustomer): Promise<string[]> => {
    const { events } = answerOf(await maker.call('account.timeline', { accountId }));
    const of = ({ kind }: (typeof events)[number]) => (kind === 'posted' || /^card-/.test(kind) ? [kind] : []);
    return events.flatMap(of).toReversed();
  };
  const serials = async (batchId: number): Promise<string[]> =>
    at.db.read('card').where({ batch_id: batchId }).whereNotNull('serial').orderBy('serial').pluck('serial');

  it('brings every customer a new password, which works from the posting on and not before', async () => {
    const customers = await waitingCustomers(at, 5);
    const batchId = await release(maker, other);
    const { batch, parts } = await generate(maker, batchId);
    expect(batch).toMatchObject({ state: 'generated', cards: 5, job: { state: 'done' } });
    expect(parts).toMatchObject([{ part: 1, cards: 5, open: 5, state: 'generated' }]);

    const cards = await printed(batchId);
    expect(cards).toHaveLength(5);
    for (const { password } of cards) expect(password).toHaveLength(14);
    const [first] = customers as [TestCustomer];
    expect(await login(first, rightPassword)).toBe('accepted');
    expect(await login(first, cards[0]?.password ?? '')).toBe('refused');

    expect(await post(batchId)).toMatchObject({ error: 'part-open', detail: { open: 5 } });
    const all = await serials(batchId);
    await allPrinted(maker, batchId, all);
    await later('2026-11-26T09:00:00.000Z');
    expect(answerOf(await post(batchId))).toMatchObject({ state: 'posted', cards: 5 });
    expect(codeOf(await post(batchId))).toBe('batch-moved-on');
    for (const [index, customer] of customers.entries()) {
      expect(await login(customer, rightPassword)).toBe('refused');
      expect(await login(customer, cards[index]?.password ?? '')).toBe('must-change');
    }
    // Reconciled with its last part: every copy of the print data goes (rule 15).
    await batchWhen(maker, batchId, 'its files are gone', ({ batch: { filesDeletedAt } }) => filesDeletedAt !== null);
    expect(printFilesIn(at)).toEqual([]);
    expect(codeOf(await maker.call('batch.file', { batchId, what: 'part' }))).toBe('no-such-file');
    const states = await at.db.read('card_request').distinct().pluck('state');
    expect(states).toEqual(['done']);
    // Each step once, in its order, with who did it (rule 16).
    const everyStep = ['card-gathered', 'card-released', 'card-generated', 'card-printed', 'posted'];
    for (const customer of customers) expect(await steps(customer)).toEqual(everyStep);
  });

  it('leaves one entry of ids, counts and codes for every step', async () => {
    const [customer] = (await waitingCustomers(at, 2, { name: '志田　志のぶ' })) as [TestCustomer];
    const batchId = await release(maker, other);
    await generate(maker, batchId);
    const [serial = '', second = ''] = await serials(batchId);
    const pull = { batchId, serial: second, requestTo: 'cancelled' as const, reason: '志田様の申し出' };
    answerOf(await maker.call('batch.pull', { ...pull, requestId: requestId() }));
    answerOf(await results(maker, batchId, [`${serial},printed,2026-11-25`, `${second},pulled,2026-11-25`]));
    const manifestSum = createHash('sha256')
      .update(await fileOf(maker, batchId, 'manifest'))
      .digest('hex');
    answerOf(await maker.call('print.sample', { what: 'proof' }));
    await later('2026-11-26T09:00:00.000Z');
    answerOf(await post(batchId));
    await batchWhen(maker, batchId, 'its files are gone', ({ batch: { filesDeletedAt } }) => filesDeletedAt !== null);
    const rows = await at.db.read('audit_entry').select('call', 'body');
    const said = (name: string): string[] =>
      rows.filter(({ call }) => call === name).flatMap(({ body }) => Object.keys(JSON.parse(body)).toSorted());
    expect(said('print.setSender')).toEqual(['fields', 'version']);
    expect(said('print.setHouseKey')).toEqual(['approval']);
    expect(said('batch.make')).toEqual(['batch', 'cause', 'job', 'posting']);
    expect(said('batch.planned')).toEqual(['batch', 'cards', 'droppedOut']);
    expect(said('batch.generate')).toEqual(['batch', 'job']);
    expect(said('batch.generated')).toEqual(['batch', 'cards', 'leftOut', 'manifest', 'parts', 'sender']);
    const sums: string[] = await at.db.read('batch_part').pluck('file_sha256');
    const noted = JSON.parse(rows.find(({ call }) => call === 'batch.generated')?.body);
    expect(noted.parts).toEqual(sums);
    expect(noted.manifest).toBe(manifestSum);
    expect(said('batch.pull')).toEqual(['account', 'batch', 'card', 'to']);
    expect(said('batch.results')).toEqual(['batch', 'printed', 'pulled', 'rerun', 'sha256', 'spoiled']);
    expect(said('batch.file')).toEqual(['batch', 'part', 'what']);
    expect(said('print.sample')).toEqual(['layout', 'what']);
    expect(said('batch.post')).toEqual(['batch', 'cards', 'part', 'posted']);
    expect(said('batch.filesDeleted')).toEqual(['batch', 'files']);
    const text = JSON.stringify(rows);
    for (const secret of ['志田', customer.customerNo, customer.loginId, serial, house.recipient, sender.company])
      expect(text, secret).not.toContain(secret);
  });

  it('can be looked at before its release: a proof with its own last day of the passwords, and nobody of it', async () => {
    await waitingCustomers(at, 1, { name: '志田　志のぶ' });
    const { batch } = await make(maker);
    const proofOf = async (batchId: number | null): Promise<string> => {
      const { file } = answerOf(await other.call('print.sample', { what: 'proof', batchId }));
      return textOf(await (await openPdf(other.takeFile(file)?.bytes ?? new Uint8Array())).getPage(2));
    };
    // Thirty days from the posting that is planned, and not from today.
    expect(await proofOf(batch.batchId)).toContain('2026年12月26日');
    expect(await proofOf(null)).toContain('2026年12月23日');
    expect(await proofOf(batch.batchId)).not.toContain('志田');
    expect(codeOf(await other.call('print.sample', { what: 'proof', batchId: 99 }))).toBe('no-such-batch');
  });

  it('is released by somebody else than who made it, in the console as in the database', async () => {
    await waitingCustomers(at, 1);
    const { batch, openApprovals } = await make(maker);
    const approvalId = openApprovals[0]?.approvalId ?? 0;
    const { digest, changes } = answerOf(await maker.call('approval.open', { approvalId }));
    expect(changes).toContainEqual({ field: 'batch-cards', before: '', after: '1' });
    const own = await maker.call('approval.decide', { approvalId, digest, outcome: 'grant', requestId: requestId() });
    expect(codeOf(own)).toBe('own-request');
    expect(codeOf(await maker.call('batch.generate', { batchId: batch.batchId, requestId: requestId() }))).toBe(
      'batch-moved-on',
    );
    const row = at.db.write('batch').where({ id: batch.batchId });
    await expect(row.clone().update({ state: 'released' })).rejects.toThrow();
    const { made_by } = await row.clone().first('made_by');
    await expect(row.clone().update({ state: 'released', released_by: made_by })).rejects.toThrow();
  });

  it('is printed with the sender that its releaser has seen, or not at all', async () => {
    await waitingCustomers(at, 1);
    const change = async (helpPhone: string) => {
      const { version } = answerOf(await maker.call('print.settings', {}));
      const changed = { sender: { ...sender, helpPhone }, version };
      return codeOf(await maker.call('print.setSender', { ...changed, requestId: requestId() }));
    };
    const undo = async (batchId: number): Promise<void> => {
      answerOf(await maker.call('batch.undo', { batchId, reason: '差出人の変更', requestId: requestId() }));
      await batchTidied(maker, batchId);
    };
    const asked = await make(maker);
    await later('2026-11-23T04:00:00.000Z');
    expect(await change('0120-999-999')).toBe('ok');
    expect(await change('0120-999-999')).toBe('same-value');
    const { approvalId } = asked.openApprovals[0] ?? { approvalId: 0 };
    const { digest, isOutdated } = answerOf(await other.call('approval.open', { approvalId }));
    expect(isOutdated).toBe(true);
    const grants = { approvalId, digest, outcome: 'grant' as const, requestId: requestId() };
    expect(codeOf(await other.call('approval.decide', grants))).toBe('content-changed');
    await undo(asked.batch.batchId);

    const batchId = await release(maker, other);
    await later('2026-11-23T05:00:00.000Z');
    expect(await change('0120-888-888')).toBe('ok');
    const begin = () => maker.call('batch.generate', { batchId, requestId: requestId() });
    const { can } = answerOf(await maker.call('batch.open', { batchId }));
    expect([can.generate.reason, codeOf(await begin())]).toEqual(['sender-changed', 'sender-changed']);
    // Changed while it was printed, and cut off: it is not taken up again, and can be undone.
    await at.db.write('batch').where({ id: batchId }).update({ state: 'generating' });
    const { batch } = await generate(maker, batchId);
    expect(batch).toMatchObject({ state: 'released', job: { state: 'failed', fault: 'sender-changed' } });
    expect(printFilesIn(at)).toEqual([]);
    await undo(batchId);
  });

  it('leaves out what cannot be printed right and what changed since, each with its reason', async () => {
    const [kept, moved] = (await waitingCustomers(at, 2)) as [TestCustomer, TestCustomer];
    const [gaiji] = (await waitingCustomers(at, 1, { name: '渡\uE001　一郎' })) as [TestCustomer];
    const [phoneless] = (await waitingCustomers(at, 1, { applicationPhone: null })) as [TestCustomer];
    const [large, doubted] = (await waitingCustomers(at, 2, { postcode: '0608588' })) as [TestCustomer, TestCustomer];
    const confirm = ({ accountId }: TestCustomer, delivery_confirmed_postcode: string | null) =>
      at.db.write('account').where({ id: accountId }).update({ delivery_confirmed_postcode });
    await confirm(doubted, '0608588');
    const batchId = await release(maker, other);
    const { droppedOut, batches } = answerOf(await maker.call('batch.list', {}));
    expect(droppedOut).toBe(3);
    // The batch itself goes on telling, to who made it and to who released the rest.
    expect(batches[0]).toMatchObject({ cards: 3, droppedOut: 3 });
    const { requests } = answerOf(await maker.call('card.list', { state: 'dropped-out' }));
    expect(requests.map(({ accountId, dropCode }) => [accountId, dropCode])).toEqual([
      [gaiji.accountId, 'gaiji'],
      [phoneless.accountId, 'phone-missing'],
      [large.accountId, 'postcode-unconfirmed'],
    ]);
    await confirm(doubted, null);
    await at.db.write('account').where({ id: moved.accountId }).increment('version', 1);
    const { batch, counts } = await generate(maker, batchId);
    expect(batch.cards).toBe(1);
    expect(counts).toMatchObject({ generated: 1, 'dropped-out': 2 });
    expect(await login(kept, rightPassword)).toBe('accepted');
    const again = at.db.read('card_request').whereIn('account_id', [moved.accountId, doubted.accountId]);
    expect(await again.pluck('state')).toEqual(['waiting', 'waiting']);
  });

  it('of which nothing is left to print says so, and stays to be undone', async () => {
    const customers = await waitingCustomers(at, 1);
    const batchId = await release(maker, other);
    await at.db.write('account').where({ id: customers[0]?.accountId }).increment('version', 1);
    const { batch, can } = await generate(maker, batchId);
    expect(batch).toMatchObject({ state: 'released', job: { state: 'failed', fault: 'nothing-to-print' } });
    expect(can.undo.isAllowed).toBe(true);
  });

  it('loses a card whose customer takes the request back before it is printed', async () => {
    const [first, second] = (await waitingCustomers(at, 2)) as [TestCustomer, TestCustomer];
    const batchId = await release(maker, other);
    const agent = await at.signIn('agent');
    await takeCall(agent, first, 0);
    for (const fact of ['name', 'address'] as const)
      answerOf(await agent.call('contact.tick', { fact, requestId: requestId() }));
    const outlook = async () => answerOf(await agent.call('card.outlook', { accountId: first.accountId })).open;
    expect(await outlook()).toMatchObject({ state: 'in-batch', canCancel: true });
    const cancel = (customer: TestCustomer) =>
      agent.call('card.cancel', { accountId: customer.accountId, requestId: requestId() });
    answerOf(await cancel(first));
    expect(await outlook()).toBeNull();
    expect((await generate(maker, batchId)).batch.cards).toBe(1);
    await hangUp(agent);
    await takeCall(agent, second, 2);
    expect(codeOf(await cancel(second))).toBe('card-in-batch');
  });

  it('with a part of which every card was pulled is done with the others', async () => {
    await at.db.write('setting').insert({
      key: 'printPartCards',
      value: '100',
      version: 1,
      changed_at: '2026-11-22T00:00:00.000Z',
    });
    await waitingCustomers(at, 101);
    const batchId = await release(maker, other);
    const { parts } = await generate(maker, batchId);
    expect(parts.map((part) => part.cards)).toEqual([100, 1]);
    const all = await serials(batchId);
    const last = all.at(-1) ?? '';
    const pull = { batchId, serial: last, requestTo: 'waiting' as const, reason: '宛先の誤り' };
    answerOf(await maker.call('batch.pull', { ...pull, requestId: requestId() }));
    answerOf(
      await results(
        maker,
        batchId,
        all.map((serial) => `${serial},${serial === last ? 'pulled' : 'printed'},2026-11-25`),
      ),
    );
    await later('2026-11-26T09:00:00.000Z');
    expect(codeOf(await post(batchId, 2))).toBe('part-empty');
    answerOf(await post(batchId, 1));
    const { batch } = answerOf(await maker.call('batch.open', { batchId }));
    expect(batch.state).toBe('reconciled');
  });

  it('of which the last cards are pulled after the others were posted is done, and its files go', async () => {
    const size = { key: 'printPartCards', value: '100', version: 1, changed_at: '2026-11-22T00:00:00.000Z' };
    await at.db.write('setting').insert(size);
    await waitingCustomers(at, 101);
    const batchId = await release(maker, other);
    await generate(maker, batchId);
    const all = await serials(batchId);
    const rows = all.slice(0, 100).map((serial) => `${serial},printed,2026-11-25`);
    answerOf(await results(maker, batchId, rows));
    await later('2026-11-26T09:00:00.000Z');
    answerOf(await post(batchId, 1));
    const pull = { batchId, serial: all[100] ?? '', requestTo: 'waiting' as const, reason: '宛先の誤り' };
    answerOf(await maker.call('batch.pull', { ...pull, requestId: requestId() }));
    const { batch } = await batchTidied(maker, batchId);
    expect(batch.state).toBe('reconciled');
    expect(printFilesIn(at)).toEqual([]);
  });

  it('undone, leaves every old password as it was, its requests waiting, and no file', async () => {
    const customers = await waitingCustomers(at, 3);
    const batchId = await release(maker, other);
    await generate(maker, batchId);
    const undo = { batchId, reason: '用紙の不良' };
    expect(answerOf(await maker.call('batch.undo', { ...undo, requestId: requestId() })).givenBack).toBe(3);
    await batchTidied(maker, batchId);
    for (const customer of customers) expect(await login(customer, rightPassword)).toBe('accepted');
    const { batch } = answerOf(await maker.call('batch.open', { batchId }));
    expect(batch).toMatchObject({ state: 'undone', undoneBy: expect.any(String), undoneNote: '用紙の不良' });
    for (const customer of customers)
      expect(await steps(customer)).toEqual(['card-gathered', 'card-released', 'card-generated', 'card-undone']);
    expect(JSON.stringify(await at.db.read('audit_entry').pluck('body'))).not.toContain('用紙');
    expect(await at.db.read('card_request').where({ state: 'waiting' })).toHaveLength(3);
    expect(await at.db.read('credential').where({ state: 'staged' })).toEqual([]);
    expect(await at.db.read('credential_secret')).toHaveLength(3);
    expect(printFilesIn(at)).toEqual([]);
    expect(codeOf(await post(batchId))).toBe('batch-moved-on');
  });

  it('ends with a part that can never be posted, which is undone by itself once the other is posted', async () => {
    const customers = await waitingCustomers(at, 3);
    const batchId = await release(maker, other);
    await generate(maker, batchId);
    const undo = (part: number) =>
      maker.call('batch.undoPart', { batchId, part, reason: '印刷会社での紛失', requestId: requestId() });
    expect(codeOf(await undo(1))).toBe('only-part');
    const lost = await splitOffLast(at, batchId);
    expect(codeOf(await undo(3))).toBe('no-such-part');
    const rows = (await serials(batchId)).filter((serial) => serial !== lost);
    await allPrinted(maker, batchId, rows);
    await later('2026-11-26T09:00:00.000Z');
    let isTold = false;
    maker.listen('posted', () => {
      isTold = true;
    });
    answerOf(await post(batchId, 1));
    await until('open accounts are told', async () => isTold, Boolean);
    expect(codeOf(await undo(1))).toBe('already-posted');
    // The house's next list goes on from the one before: what is posted by now stands in it once more.
    const again = rows.map((serial) => `${serial},printed,2026-11-25`);
    answerOf(await results(maker, batchId, [`${rows[0]},spoiled,2026-11-24`, ...again]));
    expect(await at.db.read('card').where({ batch_id: batchId }).distinct().pluck('print_result')).toHaveLength(2);
    const otherwise = await results(maker, batchId, [...again, `${rows[0]},rerun,2026-11-26`]);
    expect(otherwise).toMatchObject({
      error: 'results-wrong',
      detail: { rows: [{ line: 2, code: 'posted-already' }, { code: 'posted-already' }] },
    });
    await later('2026-12-27T03:00:00.000Z');
    expect(answerOf(await maker.call('batch.open', { batchId })).parts[1]?.can).toEqual({
      post: { isAllowed: false, reason: 'posting-expired' },
      undo: { isAllowed: true, reason: null },
    });
    expect(codeOf(await post(batchId, 2))).toBe('posting-expired');
    expect(answerOf(await undo(2))).toEqual({ batchId, givenBack: 1 });
    expect(await at.db.read('credential').where({ state: 'staged' })).toEqual([]);
    const waits = await at.db.read('card_request').where({ state: 'waiting' }).pluck('account_id');
    expect(waits).toEqual([customers[2]?.accountId]);
    expect(await login(customers[2] as TestCustomer, rightPassword)).toBe('accepted');
    const { events } = answerOf(await maker.call('account.timeline', { accountId: customers[2]?.accountId as number }));
    expect(events.find(({ kind }) => kind === 'card-undone')).toMatchObject({ note: '印刷会社での紛失' });
    const body = await at.db.read('audit_entry').where({ call: 'batch.undoPart' }).pluck('body');
    expect(body.map((one) => JSON.parse(one))).toMatchObject([{ batch: batchId, part: 2, cards: 1 }]);
    // Every card is accounted for: the batch is done, and every copy of its print data goes.
    const { batch } = await batchTidied(maker, batchId);
    expect(batch.state).toBe('reconciled');
    expect(codeOf(await undo(2))).toBe('batch-moved-on');
  });

  it('has a card pulled before posting: its customer keeps the old password', async () => {
    const customers = await waitingCustomers(at, 3);
    const batchId = await release(maker, other);
    await generate(maker, batchId);
    const all = await serials(batchId);
    const pull = { batchId, serial: all[1] ?? '', requestTo: 'waiting' as const, reason: '宛先の誤り' };
    answerOf(await maker.call('batch.pull', { ...pull, requestId: requestId() }));
    expect(codeOf(await maker.call('batch.pull', { ...pull, requestId: requestId() }))).toBe('card-moved-on');
    expect((await fileOf(other, batchId, 'pulled')).toString()).toBe(`serial\r\n${all[1]}\r\n`);
    const wrong = await results(
      maker,
      batchId,
      all.map((serial) => `${serial},printed,2026-11-25`),
    );
    expect(wrong).toMatchObject({
      error: 'results-wrong',
      detail: { rows: [{ line: 3, code: 'printed-though-pulled' }] },
    });
    const right = all.map((serial, index) => `${serial},${index === 1 ? 'pulled' : 'printed'},2026-11-25`);
    answerOf(await results(maker, batchId, right));
    await later('2026-11-26T09:00:00.000Z');
    expect(answerOf(await post(batchId)).cards).toBe(2);
    expect(await login(customers[1] as TestCustomer, rightPassword)).toBe('accepted');
    expect(await login(customers[0] as TestCustomer, rightPassword)).toBe('refused');
  });

  it('takes in nothing of a list that is wrong anywhere', async () => {
    await waitingCustomers(at, 1);
    const batchId = await release(maker, other);
    await generate(maker, batchId);
    const [serial = ''] = await serials(batchId);
    const good = `${serial},printed,2026-11-25`;
    const lists: [text: string, rows: { line: number; code: string }[]][] = [
      [`serial,outcome,date\n${good}`, [{ line: 1, code: 'header' }]],
      [`serial,result,date\n${good}\n000010000019,printed,2026-11-25`, [{ line: 3, code: 'serial' }]],
      [`serial,result,date\n${serial},done,2026-11-25`, [{ line: 2, code: 'result' }]],
      [`serial,result,date\n${serial},printed,2026-02-30`, [{ line: 2, code: 'date' }]],
      ['serial,result,date\n', [{ line: 2, code: 'no-rows' }]],
    ];
    for (const [text, rows] of lists) {
      const file = await uploadList(maker, text);
      const sent = await maker.call('batch.results', { batchId, file, requestId: requestId() });
      expect(sent).toMatchObject({ error: 'results-wrong', detail: { rows } });
    }
    expect((await at.db.read('card').first('print_result')).print_result).toBeNull();
  });

  it('counts what a list says last of a card, though thousands stand between', async () => {
    await waitingCustomers(at, 2);
    const batchId = await release(maker, other);
    await generate(maker, batchId);
    const [first = '', second = ''] = await serials(batchId);
    const between = Array.from({ length: 600 }, () => `${second},printed,2026-11-25`);
    const lines = [`${second},printed,2026-11-24`, `${first},spoiled,2026-11-24`, `${first},rerun,2026-11-25`];
    const counts = answerOf(await results(maker, batchId, [`${first},printed,2026-11-24`, ...lines, ...between]));
    expect(counts).toMatchObject({ printed: 602, spoiled: 1, rerun: 1 });
    const rows = await at.db.read('card').orderBy('serial').select('print_result', 'printed_on');
    expect(rows.map(({ print_result, printed_on }) => [print_result, printed_on])).toEqual([
      ['rerun', '2026-11-25'],
      ['printed', '2026-11-25'],
    ]);
  });

  it('marked much later than planned, needs another admin, who sees how short the life gets', async () => {
    const [customer] = (await waitingCustomers(at, 1)) as [TestCustomer];
    const batchId = await release(maker, other);
    await generate(maker, batchId);
    await allPrinted(maker, batchId, await serials(batchId), '2026-12-01');
    await later('2026-12-04T03:00:00.000Z');
    // The day that is said does not bring the days back.
    const late = { postedOn: '2026-11-26' };
    expect(await post(batchId, 1, late)).toMatchObject({ error: 'reason-needed', detail: { days: 8 } });
    expect(answerOf(await post(batchId, 1, { ...late, reason: '印刷の遅れ' })).state).toBe('asked');
    expect(await login(customer, rightPassword)).toBe('accepted');
    const { approvals } = answerOf(await other.call('approval.list', {}));
    const approvalId = approvals[0]?.approvalId ?? 0;
    const { changes, digest } = answerOf(await other.call('approval.open', { approvalId }));
    expect(changes).toContainEqual({ field: 'batch-life', before: '30', after: '22' });
    answerOf(await other.call('approval.decide', { approvalId, digest, outcome: 'grant', requestId: requestId() }));
    expect(await login(customer, rightPassword)).toBe('refused');
  });

  it('is not taken for whole where its file was cut short', async () => {
    await waitingCustomers(at, 1);
    const batchId = await release(maker, other);
    const { parts } = await generate(maker, batchId);
    const path = printFilesIn(at).find((one) => one.endsWith(parts[0]?.fileName ?? '?')) ?? '';
    expect(createHash('sha256').update(readFileSync(path)).digest('hex')).toBe(parts[0]?.sha256);
    truncateSync(path, 1000);
    expect(codeOf(await maker.call('batch.file', { batchId, what: 'part' }))).toBe('file-damaged');
  });

  it('needs a sender, the house’s key and something that waits', async () => {
    const again = await openImportDesk(engine);
    try {
      const admin = await again.signIn('admin');
      const made = { plannedPostingOn: postingOn };
      const tryIt = async () => codeOf(await admin.call('batch.make', { ...made, requestId: requestId() }));
      expect(await tryIt()).toBe('sender-missing');
      await setUpPrinting(admin, await again.signIn('admin2'), house);
      expect(await tryIt()).toBe('nothing-waiting');
      await askFor(again, [await addCustomer(again.db.write)]);
      for (const plannedPostingOn of ['2026-11-22', '2027-01-23'])
        expect(codeOf(await admin.call('batch.make', { plannedPostingOn, requestId: requestId() }))).toBe(
          'posting-date',
        );
    } finally {
      await again.close();
    }
  });
});
