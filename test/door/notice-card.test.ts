// Who is told of a change by post: the card that waits, the page that is printed of it, and that it was posted (rule 10).
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import * as printSettings from '../../db/print-settings.ts';
import { verifyAudit } from '../../main/audit.ts';
import type { Desk } from '../../main/core.ts';
import { entriesOf } from '../audit/entries-of.ts';
import { sender } from '../print/cards.ts';
import { openPdf, textOf } from '../print/reading.ts';
import { addCustomer, type CustomerOptions, type TestCustomer } from '../setup/customer.ts';
import { engines, noon, openTestDesk, requestId, type TestDesk } from '../setup/desk.ts';
import { answerOf, codeOf, hangUp, takeCall } from './caller.ts';

describe.each(engines)('a notice card on %s', (engine) => {
  let at: TestDesk;
  let agent: Desk;
  let supervisor: Desk;
  let admin: Desk;
  beforeAll(async () => {
    at = await openTestDesk(engine);
    [agent, supervisor, admin] = [await at.signIn('agent'), await at.signIn('supervisor'), await at.signIn('admin')];
  });
  beforeEach(() => hangUp(agent));
  afterAll(async () => {
    expect((await verifyAudit(at.db.read)).finding).toBeNull();
    await at.close();
  });

  /** Somebody without a mail address has moved, and has a card coming to where they lived. */
  const moved = async (options: CustomerOptions = {}): Promise<TestCustomer> => {
    const customer = await addCustomer(at.db.write, { mails: [], ...options });
    await takeCall(agent, customer, 3);
    const address = { postcode: '060-0042', line: '北海道札幌市中央区大通西5丁目8' };
    const asked = { accountId: customer.accountId, ...address, reason: 'お引越し', isAskingApproval: false };
    answerOf(await agent.call('account.changeAddress', { ...asked, requestId: requestId() }));
    await hangUp(agent);
    return customer;
  };
  const list = async (desk = admin) => answerOf(await desk.call('noticeCard.list', {}));
  const idOf = async ({ accountId }: TestCustomer): Promise<number> =>
    (await list()).cards.find((card) => card.accountId === accountId)?.noticeCardId ?? 0;
  const print = (noticeCardIds: number[]) => admin.call('noticeCard.print', { noticeCardIds });
  const mark = (noticeCardIds: number[], postedOn = '2026-11-23') =>
    admin.call('noticeCard.markPosted', { noticeCardIds, postedOn, requestId: requestId() });
  const row = (id: number) => at.db.read('notice_card').where({ id }).first();

  it('waits on the list of everybody who takes calls, and is printed by an admin alone once a sender is set', async () => {
    const customer = await moved({ name: '早坂　みのり' });
    const seen = await list(agent);
    expect(seen).toMatchObject({ waiting: 1, stopped: 0, hasMore: false });
    expect(seen.cards).toMatchObject([
      { customerName: '早坂　みのり', kind: 'address-changed', askedAt: noon, ageDays: 0, faults: [] },
    ]);
    expect(JSON.stringify(seen)).not.toContain('札幌');
    expect(codeOf(await print([await idOf(customer)]))).toBe('sender-missing');
    await printSettings.setSender(at.db.write, { sender, offsets: [] }, 0, noon);
    expect(codeOf(await print([999_999]))).toBe('notices-moved-on');
  });

  it('says to the address before what was changed and whom to call, and nothing of the new value or the login', async () => {
    const customer = await moved({ name: '株式会社みのり', kind: 'organisation', building: 'みのりビル2階' });
    const [first, second] = (await list()).cards.map(({ noticeCardId }) => noticeCardId);
    const [reply, entries] = await entriesOf(at.db, () => print([first ?? 0, second ?? 0]));
    expect(entries).toMatchObject([{ call: 'noticeCard.print', body: { notices: [first, second], count: 2 } }]);
    const bytes = Buffer.from(admin.takeFile(answerOf(reply).file)?.bytes ?? []);
    if (process.env.AKARI_KEEP) writeFileSync(join(process.env.AKARI_KEEP, 'notice-cards.pdf'), bytes);
    const pdf = await openPdf(bytes);
    expect(pdf.numPages).toBe(2);
    const pages = [await textOf(await pdf.getPage(1)), await textOf(await pdf.getPage(2))];
    expect(pages[0]).toContain('早坂みのり様');
    expect(pages[1]).toContain('株式会社みのり御中');
    expect(pages[1]).toContain('みのりビル2階');
    for (const page of pages) {
      for (const word of ['北一条西20丁目3-8', '2026年11月23日', 'お届け先の変更', sender.helpPhone])
        expect(page).toContain(word);
      for (const word of ['大通西5', customer.loginId]) expect(page).not.toContain(word);
    }
  });

  it('is taken off while post is stopped or the customer is protected, and comes back', async () => {
    const customer = await moved();
    const id = await idOf(customer);
    const flag = async (flags: { isProtected?: boolean; isDoNotPost?: boolean }) =>
      answerOf(
        await supervisor.call('account.setFlags', {
          accountId: customer.accountId,
          isProtected: null,
          isDoNotPost: null,
          ...flags,
          reason: '届出',
          requestId: requestId(),
        }),
      );
    for (const name of ['isDoNotPost', 'isProtected'] as const) {
      await flag({ [name]: true });
      expect(await list()).toMatchObject({ waiting: 2, stopped: 1 });
      expect(await idOf(customer)).toBe(0);
      expect(codeOf(await print([id]))).toBe('notices-moved-on');
      await flag({ [name]: false });
      expect(await idOf(customer)).toBe(id);
    }
  });

  it('is not made for somebody who is protected', async () => {
    const customer = await addCustomer(at.db.write, { mails: [], isProtected: true });
    await takeCall(supervisor, customer, 3);
    const address = { postcode: '060-0042', line: '北海道札幌市中央区大通西5丁目8' };
    const asked = { accountId: customer.accountId, ...address, reason: 'お引越し', isAskingApproval: false };
    answerOf(await supervisor.call('account.changeAddress', { ...asked, requestId: requestId() }));
    await hangUp(supervisor);
    expect(await at.db.read('notice_card').where({ account_id: customer.accountId })).toEqual([]);
  });

  it('that cannot be printed says why, and spoils no file', async () => {
    const customer = await moved({ name: '外字　\ue000子' });
    const id = await idOf(customer);
    expect((await list()).cards.find(({ noticeCardId }) => noticeCardId === id)?.faults).toMatchObject([
      { code: 'gaiji', field: 'name', codePoint: 'U+E000' },
    ]);
    expect(codeOf(await print([id]))).toBe('notice-not-printable');
    answerOf(await mark([id]));
  });

  it('is posted once, on a day that can be, and keeps no address', async () => {
    const [customer, other] = [await moved(), await moved()];
    const [id, otherId] = [await idOf(customer), await idOf(other)];
    expect(codeOf(await mark([id], '2026-11-24'))).toBe('posting-in-future');
    expect(codeOf(await mark([id], '2026-11-22'))).toBe('posting-before-notice');
    const [reply, entries] = await entriesOf(at.db, () => mark([id]));
    expect(answerOf(reply)).toEqual({ posted: 1 });
    expect(entries).toMatchObject([
      { call: 'noticeCard.markPosted', body: { notices: [id], count: 1, posted: '2026-11-23' } },
    ]);
    expect(await row(id)).toMatchObject({ state: 'posted', posted_on: '2026-11-23', postcode: '', line: '' });
    const { events } = answerOf(await agent.call('account.timeline', { accountId: customer.accountId }));
    expect(events[0]).toMatchObject({
      kind: 'notice-posted',
      facts: { mailKind: 'address-changed', on: '2026-11-23' },
    });
    expect(codeOf(await mark([otherId, id]))).toBe('notices-moved-on');
    expect(codeOf(await print([id]))).toBe('notices-moved-on');
    expect(await row(otherId)).toMatchObject({ state: 'waiting', posted_on: null, postcode: '0640821' });
    expect(await idOf(customer)).toBe(0);
  });
});
