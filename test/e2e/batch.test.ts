// Two administrators bring new passwords to customers: what has to be there first, a batch from its making to its posting,
// what drops out on the way, and what the customer at the portal finds.
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Locator, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { verifyAudit } from '../../main/audit.ts';
import { addDays } from '../../main/rules/calendar.ts';
import { type House, openHouse, openPassphrase, sender, splitOffLast, waitingCustomers } from '../jobs/batches.ts';
import { type ImportDesk, openImportDesk } from '../jobs/desk.ts';
import { openPdf, textOf } from '../print/reading.ts';
import { screenshot } from '../setup/chromium.ts';
import { addCustomer, rightPassword, type TestCustomer } from '../setup/customer.ts';
import { staffPassword } from '../setup/desk.ts';
import { type Console, looksIn, openConsole, signIn, stumbles, words } from './console.ts';
import { openAccount, press } from './steps.ts';

const phone = '090-1234-5678';
const slow = { timeout: 30_000 };

describe.each(looksIn('ja'))('cards on their way to the customers in %s, %s on %s', (language, theme, engine) => {
  const t = words[language];
  let at: ImportDesk;
  let desk: Console;
  let house: House;
  let admin: Page;
  let second: Page;
  let caller: TestCustomer;
  let customers: TestCustomer[];

  const page = async (login: string): Promise<Page> => {
    const opened = await desk.page({ language, theme });
    await signIn(opened, login, language, staffPassword);
    return opened;
  };
  beforeAll(async () => {
    at = await openImportDesk(engine);
    caller = await addCustomer(at.db.write, { name: '小川　さくら', loginId: `Ogawa-${engine}` });
    customers = await waitingCustomers(at, 2);
    await waitingCustomers(at, 1, { name: '渡\uE001　一郎' });
    await waitingCustomers(at, 1, { name: '森　美咲', applicationPhone: null });
    await waitingCustomers(at, 1, { name: '北央測量株式会社', kind: 'organisation', postcode: '0608588' });
    house = await openHouse();
    desk = await openConsole(at.core);
    admin = await page('admin');
    second = await page('admin2');
  }, 90_000);
  afterAll(async () => {
    await desk?.close();
    await at?.close();
  });

  const show = async (name: string, on = admin, isFull = true): Promise<void> => {
    await screenshot(on, `batch-${name}-${language}-${theme}`, { fullPage: isFull });
    expect({ name, stumbles: await stumbles(on) }).toEqual({ name, stumbles: [] });
  };
  const says = (text: string | RegExp, on: Page | Locator = admin) => on.getByText(text).first().waitFor(slow);
  const fill = (label: string, value: string, on: Page | Locator = admin) =>
    on.getByLabel(label, { exact: true }).fill(value);
  const go = (screen: 'cards' | 'approvals', on = admin) =>
    on
      .getByRole('navigation', { name: t.frame.navigation })
      .getByRole('link', { name: new RegExp(`^${t.frame[screen]}`) })
      .click();
  const state = (name: keyof typeof t.batchState, on = admin) =>
    on.getByRole('heading', { name: t.batchState[name], exact: true }).waitFor(slow);
  const saved = async (name: string): Promise<Buffer> => {
    const button = admin.getByRole('button', { name, exact: true });
    await expect.poll(() => button.isEnabled(), slow).toBe(true);
    // By the keyboard, since a passing word may lie over it.
    const [download] = await Promise.all([admin.waitForEvent('download', slow), button.press('Enter')]);
    return readFileSync(await download.path());
  };
  const title = (batchId: number) => t.batch.title.replace('{{n}}', String(batchId));
  const approve = async (act: string, name: string): Promise<void> => {
    await go('approvals', second);
    await second.getByRole('link', { name: new RegExp(act) }).click();
    await second.getByRole('button', { name: t.approvals.grant, exact: true }).waitFor();
    await show(name, second);
    await press(second, t.approvals.grant);
    await says(t.approvals.granted, second);
  };
  const results = async (lines: readonly string[]): Promise<void> => {
    const path = join(at.folder, 'results.csv');
    writeFileSync(path, ['serial,result,date', ...lines, ''].join('\r\n'));
    await admin.locator('input[type=file]').setInputFiles(path);
  };
  const login = async ({ loginId }: TestCustomer, password: string) =>
    (await at.portal.attempt(loginId, password, phone)).answer;
  const serials = (batchId: number): Promise<string[]> =>
    at.db.read('card').where({ batch_id: batchId }).whereNotNull('serial').orderBy('serial').pluck('serial');
  const make = async (): Promise<void> => {
    await press(admin, t.batches.make);
    await press(admin.getByRole('dialog'), t.makeBatch.confirm);
    await state('made');
    await admin.getByText(t.reason['not-released']).waitFor(slow);
  };

  it('cannot set out before sender and key are there, and the screen leads to both', async () => {
    await go('cards');
    await says(t.batchLack.sender);
    await says(t.batches.byHand);
    expect(await admin.getByRole('button', { name: t.batches.make, exact: true }).isDisabled()).toBe(true);
    await show('lacking');
    await admin.getByRole('link', { name: t.batchLackWay.sender, exact: true }).click();
    await says(t.reason['sender-missing']);
    await show('settings-empty');
    for (const [field, value] of Object.entries(sender))
      if (value) await fill(t.sender[field as keyof typeof t.sender], value);
    await fill(t.sender.company, 'あかり電力\u{1F600}');
    await press(admin, t.printSettings.save);
    await says(t.refusal['character-not-drawable'].replace('{{character}}', '\u{1F600}'));
    await fill(t.sender.company, sender.company);
    await press(admin, t.printSettings.save);
    await says(t.printSettings.saved);
    const proof = await saved(t.printSample.proof);
    expect(await textOf(await (await openPdf(proof)).getPage(1))).toContain('見本');
    expect((await openPdf(await saved(t.printSample.calibration))).numPages).toBeGreaterThan(0);
  }, 90_000);

  it('are sealed with a key that the other administrator has compared', async () => {
    await press(admin, t.houseKey.set);
    await fill(t.houseKey.key, 'AGE-SECRET-KEY-1');
    await fill(t.change.reason, '印刷会社からの書面');
    await press(admin, t.settings.ask);
    await says(t.refusal['not-a-key']);
    await fill(t.houseKey.key, house.recipient);
    await show('key-dialog', admin, false);
    await press(admin, t.settings.ask);
    await admin.getByRole('dialog').waitFor({ state: 'detached' });
    await says(new RegExp(t.houseKey.waiting.split('{{')[0]?.replace(/[()（）]/g, '.') ?? ''));
    await approve(t.approvalAct.print.setHouseKey, 'approval-key');
    await admin.getByText(house.recipient.slice(-12)).waitFor(slow);
    await show('settings');
  }, 90_000);

  it('are asked for on the telephone, gathered, released by the other one and generated', async () => {
    const agent = await page('agent');
    await agent.getByLabel(t.search.label).first().fill(caller.loginId);
    await agent.getByRole('option').filter({ hasText: caller.loginId }).first().click();
    await press(agent, t.contact.startHere);
    for (const fact of ['name', 'address'] as const) await agent.getByLabel(t.tick[fact], { exact: true }).click();
    await press(agent, t.card.request);
    await agent.getByLabel(t.card.cause, { exact: true }).selectOption('forgotten-password');
    await press(agent, t.card.confirm);
    await says(t.card.done, agent);
    // Where nothing may be posted any more, the password can be stopped and the card taken back all the same.
    const flag = (isDoNotPost: 0 | 1) =>
      at.db.write('account').where({ id: caller.accountId }).update({ is_do_not_post: isDoNotPost });
    await flag(1);
    await agent.reload();
    for (const name of [t.card.stop, t.card.cancel]) {
      const button = agent.getByRole('button', { name, exact: true });
      await button.waitFor(slow);
      expect(await button.isEnabled()).toBe(true);
    }
    await flag(0);
    await at.moveTo('2026-11-23T03:05:00.000Z');

    await go('cards');
    await press(admin, t.batches.make);
    await says(t.makeBatch.asksRelease);
    await show('make', admin, false);
    await press(admin.getByRole('dialog'), t.makeBatch.confirm);
    await state('made');
    // Who made it cannot release it, nor anybody generate it before that.
    await admin.getByText(t.reason['not-released']).waitFor(slow);
    expect(await admin.getByRole('button', { name: t.batch.generate, exact: true }).isDisabled()).toBe(true);
    await admin.getByText(t.approvalAct.batch.release).first().waitFor(slow);
    await show('made');
    const proof = await textOf(await (await openPdf(await saved(t.batch.proof))).getPage(2));
    expect(proof).toContain('見本');
    await approve(t.approvalAct.batch.release, 'approval-release');
    await state('released');
    await press(admin, t.batch.generate);
    await state('generated');
    await show('generated');
    expect((await at.db.read('card').where({ state: 'generated' })).length).toBe(3);
  }, 120_000);

  it('are printed, one pulled, and posted: then the password on the card opens the account', async () => {
    const part = t.parts.number.replace('{{n}}', '1');
    const actOn = (act: string) => t.parts.actOn.replace('{{part}}', part).replace('{{act}}', act);
    const passphrase = await openPassphrase(house, (await saved(t.batchFile.passphrase)).toString('utf8'));
    const pdf = await openPdf(await saved(actOn(t.parts.fetch)), passphrase);
    const secret = await textOf(await pdf.getPage(6));
    const password = /No\.\d{12}([DFHJLMNQRTbdfhmnrt34789]{14})/.exec(secret)?.[1] ?? '';
    expect(secret).toContain(caller.loginId);
    expect(password).toHaveLength(14);
    expect(await login(caller, password)).toBe('refused');
    const all = await serials(1);
    expect(await admin.getByRole('button', { name: actOn(t.parts.post), exact: true }).isDisabled()).toBe(true);
    await says(t.reason['part-open']);

    await results([`${all[0]},done,2026-11-23`, '000010000019,printed,2026-11-23']);
    await says(t.results.wrong);
    await says(t.resultsWrong.row.replace('{{line}}', '3').replace('{{why}}', t.resultsWrong.serial));
    await show('results-wrong');
    await press(admin, t.pull.button);
    await fill(t.pull.serial, all[0] ?? '');
    await fill(t.change.reason, '宛先の誤り');
    await show('pull', admin, false);
    await press(admin.getByRole('dialog'), t.pull.confirm);
    await says(t.pull.done);

    // The third of them is told by a supervisor that nothing may be posted to her: her card must not go out either.
    const supervisor = await page('supervisor');
    await openAccount(supervisor, customers[1]?.loginId ?? '', language);
    const flags = t.changeWhat.change.replace('{{what}}', t.flags.what);
    await press(supervisor, flags);
    await says(t.card.drawn, supervisor);
    await supervisor.getByLabel(t.badge['do-not-post'], { exact: true }).check();
    await fill(t.change.reason, '書面による申し出', supervisor);
    await show('drawn-flags', supervisor, false);
    await press(supervisor, t.flags.confirm);
    await says(t.card.toPull, supervisor);
    await show('drawn-account', supervisor);
    await says(t.toPull.sentence);
    await show('to-pull');
    await go('cards');
    await says(t.batches.toPull.replace('{{n, number}}', '1'));
    await show('to-pull-list');
    await admin.getByRole('link', { name: title(1), exact: true }).click();
    await press(admin, t.toPull.pull.replace('{{n, number}}', '1'));
    await fill(t.change.reason, '郵送停止の申し出', admin.getByRole('dialog'));
    await show('pull-all', admin, false);
    await press(admin.getByRole('dialog'), t.pullAll.confirm);
    await says(t.pullAll.done.replace('{{n, number}}', '1'));
    await press(supervisor, flags);
    await supervisor.getByLabel(t.badge['do-not-post'], { exact: true }).uncheck();
    await fill(t.change.reason, '申し出の取下げ', supervisor);
    await press(supervisor, t.flags.confirm);

    await results(all.map((serial, index) => `${serial},${index < 2 ? 'pulled' : 'printed'},2026-11-23`));
    await state('printed');
    await show('printed');

    await press(admin, actOn(t.parts.post));
    await says(t.postPart.final);
    await show('post', admin, false);
    await press(admin.getByRole('dialog'), t.postPart.confirm);
    await state('reconciled');
    await show('reconciled');
    expect(await login(customers[0] as TestCustomer, rightPassword)).toBe('accepted');
    expect(await login(caller, rightPassword)).toBe('refused');
    expect(await login(caller, password)).toBe('must-change');

    const agent = await page('supervisor');
    await agent.getByLabel(t.search.label).first().fill(caller.loginId);
    await agent.getByRole('option').filter({ hasText: caller.loginId }).first().click();
    await agent.getByText(t.event.posted, { exact: true }).first().waitFor(slow);
    await show('account', agent);
  }, 120_000);

  it('that dropped out are mended by a supervisor, or wait again once their cause is gone', async () => {
    const supervisor = await page('supervisor');
    await go('cards', supervisor);
    await supervisor
      .getByText(new RegExp(`^${t.cardState['dropped-out']}`))
      .first()
      .click();
    await says(/U\+E001/, supervisor);
    await show('dropped-out', supervisor);
    const look = async (name: string) => {
      await press(supervisor, t.mend.spoken.replace('{{name}}', name));
      await supervisor.getByRole('dialog').getByRole('list').first().waitFor(slow);
    };
    await look('森　美咲');
    await says(t.mend.elsewhere, supervisor);
    await show('mend-elsewhere', supervisor, false);
    await supervisor.keyboard.press('Escape');
    await look('北央測量株式会社');
    await says(t.cardDrop['postcode-unconfirmed'], supervisor);
    await fill(t.change.reason, '日本郵便の一覧で確認', supervisor);
    expect(await supervisor.getByRole('button', { name: t.mend.confirm, exact: true }).isDisabled()).toBe(true);
    await show('mend-large-user', supervisor, false);
    await supervisor.getByLabel(t.confirmPostcode.anyone, { exact: true }).check();
    await press(supervisor, t.mend.confirm);
    await supervisor.getByRole('dialog').waitFor({ state: 'detached' });
    await look('渡\uE001　一郎');
    await fill(t.change.reason, '書体の確認', supervisor);
    await fill(t.mendField.name, '渡辺　二郎', supervisor);
    await press(supervisor, t.mend.confirm);
    await says(t.refusal['other-name'], supervisor);
    await show('mend-refused', supervisor, false);
    await fill(t.mendField.name, '渡辺　一郎', supervisor);
    await press(supervisor, t.mend.confirm);
    await says(t.mend.done, supervisor);
    const phones = { application_phone: phone, application_phone_digits: '09012345678' };
    await at.db.write('contract').whereNull('application_phone').update(phones);
    await press(supervisor, t.mend.spoken.replace('{{name}}', '森　美咲'));
    await says(t.mend.gone, supervisor);
    await show('mend-gone', supervisor, false);
    await fill(t.change.reason, '電話番号の登録を確認', supervisor);
    await press(supervisor, t.mend.requeue);
    await says(t.cards.none, supervisor);
  }, 120_000);

  it('undone, give every request back; posted late, they wait for the other administrator', async () => {
    await at.moveTo('2026-11-23T03:10:00.000Z');
    await go('cards');
    await make();
    await press(admin, t.batch.undo);
    await fill(t.change.reason, '対象の選び直し');
    await show('undo', admin, false);
    await press(admin.getByRole('dialog'), t.undoBatch.confirm);
    await state('undone');
    await show('undone');

    await go('cards');
    await expect.poll(() => at.db.read('card_request').where({ state: 'waiting' }), slow).toHaveLength(5);
    await make();
    await approve(t.approvalAct.batch.release, 'approval-release-again');
    await state('released');
    await press(admin, t.batch.generate);
    await state('generated');
    const lost = await splitOffLast(at, 3);
    const kept = (await serials(3)).filter((serial) => serial !== lost);
    await results(kept.map((serial) => `${serial},printed,2026-11-24`));
    await says(t.results.taken.split(/[（(]/)[0] ?? '');
    const lastPart = t.parts.number.replace('{{n}}', '2');
    await press(admin, t.parts.actOn.replace('{{part}}', lastPart).replace('{{act}}', t.parts.undo));
    await fill(t.change.reason, '印刷会社での紛失', admin.getByRole('dialog'));
    await show('undo-part', admin, false);
    await press(admin.getByRole('dialog'), t.undoBatch.confirm);
    await state('printed');
    await show('part-undone');
    const { planned_posting_on } = await at.db.read('batch').where({ id: 3 }).first('planned_posting_on');
    await at.moveTo(`${addDays(planned_posting_on, 7)}T03:00:00.000Z`);
    for (const context of desk.browser.contexts()) await context.close();
    admin = await page('admin');
    second = await page('admin2');
    await go('cards');
    await admin.getByRole('link', { name: title(3), exact: true }).waitFor();
    await show('list');
    await admin.getByRole('link', { name: title(3), exact: true }).click();
    await state('printed');
    const part = t.parts.number.replace('{{n}}', '1');
    await press(admin, t.parts.actOn.replace('{{part}}', part).replace('{{act}}', t.parts.post));
    await fill(t.change.reason, '印刷の遅れ', admin.getByRole('dialog'));
    await show('post-late', admin, false);
    await press(admin.getByRole('dialog'), t.settings.ask);
    await says(t.reason['posting-asked']);
    await approve(t.approvalAct.batch.post, 'approval-late');
    await state('reconciled');
    expect(await login(customers[0] as TestCustomer, rightPassword)).toBe('refused');
    expect(await at.db.snapshot((tx) => verifyAudit(tx))).toMatchObject({ isWhole: true });
  }, 90_000);

  it('go without the house’s key as well: who made the batch notes its passphrase, who released it gets the file', async () => {
    await at.db.write('setting').where({ key: 'print-house-key' }).delete();
    await waitingCustomers(at, 1);
    await go('cards');
    await says(t.batches.byHand);
    await show('by-hand');
    await make();
    await approve(t.approvalAct.batch.release, 'approval-release-by-hand');
    await state('released');
    await press(admin, t.batch.generate);
    await says(t.batch.waitsForPassphrase);
    await show('waits');
    await press(admin, t.notePassphrase.open);
    const dialog = admin.getByRole('dialog');
    await press(dialog, t.notePassphrase.show);
    const shown = dialog.getByRole('group', { name: t.notePassphrase.passphrase }).locator('code');
    await shown.first().waitFor(slow);
    const groups = await shown.allInnerTexts();
    await show('passphrase', admin, false);
    await fill(t.notePassphrase.lastGroup, 'AAAAAA', dialog);
    await press(dialog, t.notePassphrase.confirm);
    await says(t.refusal['passphrase-differs'], dialog);
    await show('passphrase-differs', admin, false);
    await fill(t.notePassphrase.lastGroup, groups.at(-1) ?? '', dialog);
    await press(dialog, t.notePassphrase.confirm);
    await state('generated');
    await says(t.reason['releaser-only']);
    await show('generated-by-hand');

    await go('cards', second);
    await second.getByRole('link', { name: title(4), exact: true }).click();
    await state('generated', second);
    await show('releaser', second);
    const [download] = await Promise.all([
      second.waitForEvent('download', slow),
      second
        .getByRole('button', { name: new RegExp(t.parts.fetch) })
        .first()
        .click(),
    ]);
    const pdf = await openPdf(readFileSync(await download.path()), groups.join(''));
    // With the card of the part that was undone.
    expect(pdf.numPages).toBe(4);
  }, 90_000);
});
