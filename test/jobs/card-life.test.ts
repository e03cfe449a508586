// A card from its posting to the first login, or to the day after the date printed on it.
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Desk } from '../../main/core.ts';
import { answerOf } from '../door/caller.ts';
import { openPdf, textOf } from '../print/reading.ts';
import { rightPassword, type TestCustomer } from '../setup/customer.ts';
import { engines, requestId } from '../setup/desk.ts';
import {
  allPrinted,
  fileOf,
  generate,
  grant,
  type House,
  make,
  openHouse,
  openPassphrase,
  postingOn,
  setUpPrinting,
  waitingCustomers,
} from './batches.ts';
import { type ImportDesk, openImportDesk } from './desk.ts';

const phone = '090-1234-5678';
const chosen = 'Chosen-by-Hanako-26';

describe.each(engines)('a posted card on %s', (engine) => {
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
  afterEach(() => at.close());

  const history = async ({ accountId }: TestCustomer, desk = maker) =>
    answerOf(await desk.call('card.history', { accountId }));
  const attempt = async ({ loginId }: TestCustomer, password: string, said: string | null = phone) =>
    (await at.portal.attempt(loginId, password, said ?? undefined)).answer;
  /** Each card's password, as the print house prints it. */
  const passwords = async (batchId: number): Promise<string[]> => {
    const passphrase = await openPassphrase(house, (await fileOf(maker, batchId, 'passphrase')).toString('utf8'));
    const pdf = await openPdf(await fileOf(maker, batchId, 'part'), passphrase);
    const found = [];
    for (let page = 2; page <= pdf.numPages; page += 2) {
      const text = await textOf(await pdf.getPage(page));
      found.push(/No\.\d{12}([DFHJLMNQRTbdfhmnrt34789]{14})/.exec(text)?.[1] ?? '');
    }
    return found;
  };

  it('is followed from step to step, used once, or past its date', async () => {
    const [user, late] = (await waitingCustomers(at, 2)) as [TestCustomer, TestCustomer];
    const waiting = (await history(user)).cards[0];
    expect(waiting).toMatchObject({
      state: 'waiting',
      step: 'asked',
      isUnderWay: true,
      arrival: { from: '2026-12-04' },
    });
    const { batch, openApprovals } = await make(maker);
    expect((await history(user)).cards[0]).toMatchObject({ state: 'in-batch', step: 'gathered' });
    await grant(other, openApprovals[0]?.approvalId ?? 0);
    expect((await history(user)).cards[0]).toMatchObject({ state: 'in-batch', step: 'released' });
    await generate(maker, batch.batchId);
    expect((await history(user)).cards[0]).toMatchObject({
      state: 'generated',
      step: 'handed',
      plannedPostingOn: postingOn,
      arrival: { from: '2026-11-28', to: '2026-11-30' },
    });
    const [password = '', latePassword = ''] = await passwords(batch.batchId);
    // Staged: nobody can use it, and nobody touches it.
    expect(await attempt(user, password)).toBe('refused');
    expect(await attempt(user, rightPassword)).toBe('accepted');
    const serials: string[] = await at.db.read('card').orderBy('serial').pluck('serial');
    await allPrinted(maker, batch.batchId, serials);
    expect((await history(user)).cards[0]).toMatchObject({ state: 'generated', step: 'printed' });

    await at.moveTo('2026-11-26T09:00:00.000Z');
    maker = await at.signIn('admin');
    answerOf(
      await maker.call('batch.post', { batchId: batch.batchId, part: 1, postedOn: postingOn, requestId: requestId() }),
    );
    expect((await history(user)).cards).toMatchObject([
      { state: 'posted', step: 'posted', validThrough: '2026-12-26', arrival: { to: '2026-11-30' }, isLate: false },
    ]);

    await at.moveTo('2026-12-01T03:00:00.000Z');
    maker = await at.signIn('admin');
    expect((await history(user)).cards[0]).toMatchObject({ state: 'posted', isLate: true });
    expect(await attempt(user, rightPassword)).toBe('refused');
    expect(await attempt(user, password, null)).toBe('refused');
    expect(await attempt(user, password, '090-0000-0000')).toBe('refused');
    expect(await attempt(user, password, '０９０－１２３４－５６７８')).toBe('must-change');
    const changed = await at.portal.changePassword(user.loginId, password, chosen, phone);
    expect(changed.answer).toBe('changed');
    expect(await attempt(user, password)).toBe('refused');
    expect(await attempt(user, chosen, null)).toBe('accepted');
    expect((await history(user)).cards).toMatchObject([
      { state: 'in-use', step: 'in-use', isUnderWay: false, usedAt: '2026-12-01T03:00:00.000Z', arrival: null },
    ]);

    // The date printed on the card holds to its end in Tokyo, and not a moment longer.
    await at.moveTo('2026-12-26T14:59:59.000Z');
    expect(await attempt(late, latePassword)).toBe('must-change');
    expect((await history(late, await at.signIn('admin'))).cards[0]?.state).toBe('posted');
    await at.moveTo('2026-12-26T15:00:00.000Z');
    expect(await attempt(late, latePassword)).toBe('expired');
    expect((await at.portal.changePassword(late.loginId, latePassword, chosen, phone)).answer).toBe('expired');
    maker = await at.signIn('admin');
    expect((await history(late)).cards[0]).toMatchObject({ state: 'expired', isUnderWay: false });
    expect(await attempt(user, chosen, null)).toBe('accepted');
  });
});
