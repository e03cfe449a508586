// A card comes back, the next call knows of it, and the new one goes to another address; one that reached a wrong person
// is recorded and reported; the calendar is corrected.
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openDatabase } from '../../db/open.ts';
import { verifyAudit } from '../../main/audit.ts';
import { openCore } from '../../main/core.ts';
import { makeDemo } from '../../main/demo/demo.ts';
import { tokyoDate } from '../../main/rules/calendar.ts';
import { emptyPlace } from '../demo/demo.ts';
import { screenshot } from '../setup/chromium.ts';
import { scratchFolder } from '../setup/scratch-folder.ts';
import { type Console, looksIn, openConsole, patient, signIn, stumbles, words } from './console.ts';
import { callBack, closeContact, openAccount, press, proveTwoFacts } from './steps.ts';

const login = 'ishikawa_rina';

describe.each(looksIn('en'))('a returned card in %s, %s on %s', (language, theme, engine) => {
  const t = words[language];
  const folder = scratchFolder('akari-returned-story-');
  let place: Awaited<ReturnType<typeof emptyPlace>>;
  let desk: Console;
  let admin: Page;
  let agent: Page;
  let supervisor: Page;
  beforeAll(async () => {
    place = await emptyPlace(engine);
    await makeDemo(place.url, { accounts: 40 });
    desk = await openConsole(openCore(await openDatabase(place.url), { folder: folder.path }));
    const look = { language, theme };
    [admin, agent, supervisor] = await Promise.all([desk.page(look), desk.page(look), desk.page(look)]);
    await signIn(admin, 'admin', language);
    await signIn(agent, 'agent', language);
    await signIn(supervisor, 'supervisor', language);
  }, 120_000);
  afterAll(async () => {
    await desk?.close();
    await place?.remove();
    folder.remove();
  });

  const today = tokyoDate(new Date().toISOString());
  const show = async (page: Page, name: string) => {
    await screenshot(page, `returned-${name}-${language}-${theme}`, { fullPage: true });
    expect({ name, stumbles: await stumbles(page) }).toEqual({ name, stumbles: [] });
  };
  const beginning = (text: string) => text.split(/{{|（|\(/)[0]?.trim() ?? '';
  const rows = (table: string) => desk.core.db.read(table);
  const cardOf = async (loginId: string) =>
    rows('card as k').join('account as a', 'a.id', 'k.account_id').where('a.login_id', loginId).first('k.serial');
  const chooseList = async (lines: readonly string[]) => {
    const path = join(folder.path, 'henrei.csv');
    writeFileSync(path, ['serial,reason,returned_on', ...lines, ''].join('\r\n'));
    await admin.locator('input[type=file]').setInputFiles(path);
  };
  const goTo = (page: Page, screen: 'incidents' | 'settings') =>
    page.getByRole('link', { name: t.frame[screen], exact: true }).click();

  it('on its way, is told from the account in one glance', async () => {
    await openAccount(agent, login, language);
    await agent.getByText(beginning(t.card.arrival)).first().waitFor();
    await agent.getByLabel(t.card.steps).waitFor();
    await show(agent, 'on-its-way');
    for (const [name, other] of [
      ['in-use', 'maeda.hikaru'],
      ['expired', 'ogawa-tomoko'],
      ['twice', 'fujita_s'],
      ['waiting', 'honda-kenta'],
      ['dropped-out', 'r4n8h3tdb7'],
    ] as const) {
      await openAccount(agent, other, language);
      await agent.getByRole('heading', { name: t.card.title }).waitFor();
      await show(agent, name);
    }
  }, 90_000);

  it('comes back with a list that is taken in whole or not at all', async () => {
    const { serial } = await cardOf(login);
    await goTo(admin, 'incidents');
    await admin.getByRole('heading', { name: t.incidents.title }).waitFor();
    await chooseList([`${serial},転居先不明,${today}`, `${serial.slice(0, 11)}x,転居先不明,${today}`]);
    await admin.getByText(beginning(t.refusal['returns-wrong'])).waitFor();
    await admin.getByText(t.returnsWrong.serial).waitFor();
    await show(admin, 'list-refused');
    await chooseList([`${serial},転居先不明,${today}`]);
    await admin.getByText(beginning(t.incidents.taken.replace('{{returned}}', '1'))).waitFor();
    await show(admin, 'list-taken');
    expect((await rows('card').where({ serial }).first('state')).state).toBe('returned');
  }, 60_000);

  it('is seen in the next call, where another card is refused until the address is changed', async () => {
    const { customer_no: customerNo } = await rows('customer').where({ name: '石川　里奈' }).first('customer_no');
    await openAccount(agent, login, language);
    await proveTwoFacts(agent, { customerNo, birthDate: '1988-02-19' }, language);
    await callBack(agent, language);
    // On the account and in the panel of the call.
    const note = () => agent.getByRole('status').filter({ hasText: t.returnReason['moved-away'] });
    await expect.poll(() => note().count(), patient).toBe(2);
    const request = () => agent.getByRole('button', { name: t.card.request, exact: true });
    expect(await request().isDisabled()).toBe(true);
    await agent.getByText(t.reason['returned-address']).waitFor();
    await show(agent, 'refused');

    await press(agent, t.changeWhat.change.replace('{{what}}', t.reach.delivery));
    await agent.getByLabel(t.addressField.postcode, { exact: true }).fill('060-0062');
    await expect
      .poll(() => agent.getByLabel(t.addressField.town, { exact: true }).inputValue(), patient)
      .toContain('南二条西');
    await agent.getByLabel(t.addressField.rest, { exact: true }).fill('6丁目2-1');
    await agent.getByLabel(t.change.reason, { exact: true }).fill('お引越しのため');
    await agent.keyboard.press('Enter');
    await press(agent.getByRole('dialog'), t.change.confirm);
    await agent.getByText(t.change.done).waitFor();
    await agent.keyboard.press('Escape');
    await expect.poll(() => request().isEnabled(), patient).toBe(true);

    await request().click();
    await agent.getByLabel(t.card.cause).selectOption('never-arrived');
    await show(agent, 'request');
    await press(agent.getByRole('dialog'), t.card.confirm);
    await agent.getByText(t.card.done).waitFor();
    await agent.keyboard.press('Escape');
    await agent.getByText(t.card.stand.waiting).first().waitFor();
    await show(agent, 'accepted');
    await closeContact(agent, language);
  }, 90_000);

  it('or reached a wrong person: recorded without a caller, and reported in time', async () => {
    await openAccount(supervisor, 'maeda.hikaru', language);
    await supervisor
      .getByRole('button', { name: new RegExp(beginning(t.recordIncident.what)) })
      .first()
      .click();
    const dialog = supervisor.getByRole('dialog');
    await dialog.getByRole('textbox', { name: t.change.reason }).fill('上の階の方からのお電話');
    await dialog.getByLabel(t.recordIncident.reissue).check();
    await show(supervisor, 'record-incident');
    await press(dialog, t.recordIncident.confirm);
    await dialog.getByText(beginning(t.recordIncident.done)).waitFor();
    await supervisor.keyboard.press('Escape');
    await goTo(supervisor, 'incidents');
    await supervisor.getByText('上の階の方からのお電話').waitFor();
    // The demo's own one was noticed two days ago; let its day have passed.
    await desk.core.db.write('incident').orderBy('id').where({ id: 1 }).update({ first_report_due_on: '2020-01-01' });
    await supervisor.reload();
    await supervisor.getByText(t.incidents.overdue).waitFor();
    await show(supervisor, 'incidents');
    await press(supervisor, t.reportIncident.what.first.replace('{{name}}', '長谷川　薫'));
    await show(supervisor, 'report-incident');
    await press(supervisor.getByRole('dialog'), t.reportIncident.confirm);
    await supervisor.getByText(t.incidents.overdue).waitFor({ state: 'detached' });
    await supervisor.getByText(t.reportIncident.done).waitFor();
  }, 90_000);

  it('and the days on which nobody works are corrected', async () => {
    await goTo(admin, 'settings');
    const lines = admin.getByLabel(t.calendar.lines);
    const next = String(Number(today.slice(0, 4)) + 1);
    await lines.fill(`${next}-01-04 会社休業日\n${next}-13-01 会社休業日`);
    await press(admin, t.calendar.save);
    await admin.getByText(beginning(t.refusal['calendar-wrong'])).waitFor();
    await show(admin, 'calendar-refused');
    await lines.fill(`${next}-01-04 会社休業日\n${next}-05-06 holiday`);
    await press(admin, t.calendar.save);
    await admin.getByText(t.calendarKind.company, { exact: true }).waitFor();
    await show(admin, 'calendar');
    await admin
      .getByRole('button', { name: new RegExp(`^${beginning(t.calendar.removeWhat)}`) })
      .first()
      .click();
    await admin.getByText(t.calendarKind.company, { exact: true }).waitFor({ state: 'detached' });
    expect((await desk.core.db.snapshot((tx) => verifyAudit(tx))).isWhole).toBe(true);
  }, 60_000);
});
