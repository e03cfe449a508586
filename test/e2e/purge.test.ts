// An old account is purged by two people, and its certificate opened.
import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openPdf, textOf } from '../print/reading.ts';
import { addGone } from '../purge/gone.ts';
import { screenshot } from '../setup/chromium.ts';
import { type Console, looksIn, openDemoConsole, patient, signIn, stumbles, words } from './console.ts';
import { openAccount, press } from './steps.ts';

describe.each(looksIn('ja'))('a purge in %s and %s on %s', (language, theme, engine) => {
  const text = words[language];
  let desk: Console & { remove: () => Promise<void> | void };
  beforeAll(async () => {
    desk = await openDemoConsole(engine);
    await addGone(desk.core.db.write);
  }, 60_000);
  afterAll(async () => {
    await desk?.close();
    await desk?.remove();
  });

  it('is held off an account by a supervisor, who lifts the hold again', async () => {
    const page = await desk.page({ language, theme });
    const look = async (name: string): Promise<void> => {
      await screenshot(page, `${name}-${language}-${theme}`);
      expect({ name, stumbles: await stumbles(page) }).toEqual({ name, stumbles: [] });
    };
    await signIn(page, 'supervisor', language);
    await openAccount(page, 'Kohakumaru_K', language);
    const change = text.changeWhat.change.replace('{{what}}', text.hold.what);
    const held = page.getByText(text.hold.since.split('{{date}}')[0] ?? '').first();
    await press(page, change);
    await page.getByRole('dialog').getByRole('textbox').fill('札幌地裁からの照会 第12号');
    await look('hold');
    await press(page.getByRole('dialog'), text.hold.confirm);
    await held.waitFor();
    await look('account-held');
    await press(page, change);
    await page.getByRole('dialog').getByRole('textbox').fill('照会が終わったため');
    await look('hold-lift');
    await press(page.getByRole('dialog'), text.hold.lift);
    await held.waitFor({ state: 'detached' });
  }, 120_000);

  it('is asked for by one administrator, approved by another, and leaves a certificate', async () => {
    const pages = [await desk.page({ language, theme }), await desk.page({ language, theme })] as const;
    const [page, other] = pages;
    const look = async (name: string, at = page): Promise<void> => {
      await screenshot(at, `${name}-${language}-${theme}`);
      expect({ name, stumbles: await stumbles(at) }).toEqual({ name, stumbles: [] });
    };
    await signIn(page, 'admin', language);
    await signIn(other, 'admin2', language);
    await openAccount(page, 'Kohakumaru_K', language);
    await page.getByRole('link', { name: text.frame.purges }).click();
    await page.getByRole('heading', { name: text.purges.dueTitle }).waitFor();
    await look('purges-due');
    await press(page, text.purges.ask);
    const dialog = page.getByRole('dialog');
    await dialog.getByRole('textbox').fill('月例の消去');
    await look('purges-ask');
    await press(dialog, text.askPurge.confirm);
    await page.getByRole('cell', { name: text.purgeState.asked, exact: true }).waitFor();

    await other.getByRole('link', { name: text.frame.approvals }).click();
    await other.getByText(text.approvalAct.purge.run).first().click();
    await other.getByText(text.approvalHint.purge.run).waitFor();
    await look('purges-approval', other);
    await press(other, text.approvals.grant);
    await desk.core.idle();
    await page.getByText(text.purgeState.done).waitFor(patient);
    await look('purges-done');
    const saving = page.waitForEvent('download');
    await page.getByRole('button', { name: text.purgeFile.certificateOf.replace('{{n}}', '1') }).click();
    const pdf = await openPdf(readFileSync(await (await saving).path()));
    expect(await textOf(await pdf.getPage(1))).toContain('本間拓也');
    await page.getByLabel(text.disclosures.customerNo).fill('1000202610');
    await press(page, text.disclosures.record);
    await page.getByRole('button', { name: text.disclosureSettle.answered }).waitFor();
    await look('disclosures');
    // Nobody finds them any more.
    await page.getByRole('link', { name: text.frame.search }).first().click();
    await page.getByLabel(text.search.label).first().fill('Kohakumaru_K');
    await page.getByText(text.search.nothingFound).first().waitFor(patient);
  }, 120_000);
});
