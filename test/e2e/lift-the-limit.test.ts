import { spawn } from 'node:child_process';
import { text } from 'node:stream/consumers';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { verifyAudit } from '../../main/audit.ts';
import { demoCustomerPassword } from '../../main/demo/fill.ts';
import type { AttemptResult } from '../../main/portal.ts';
import { screenshot } from '../setup/chromium.ts';
import { type Console, openDemoConsole, patient, signIn, storyEngines, stumbles, words } from './console.ts';

const { ja } = words;
const login = 'Hanako_Sato';

describe.each(storyEngines)('an agent lifts a login limit on %s', (engine) => {
  let desk: Console & { remove: () => Promise<void> | void };
  let page: Page;
  beforeAll(async () => {
    desk = await openDemoConsole(engine);
    page = await desk.page();
  }, 60_000);
  afterAll(async () => {
    await desk?.close();
    await desk?.remove();
  });

  /** The portal is another program, with a process of its own. */
  const attempt = async (): Promise<AttemptResult> => {
    const args = ['main/cli.ts', '--db', desk.core.db.url, 'portal', 'attempt', '--login', login];
    const child = spawn(process.execPath, args, { stdio: ['pipe', 'pipe', 'inherit'] });
    child.stdin.end(`${demoCustomerPassword}\n`);
    return JSON.parse(await text(child.stdout));
  };
  const button = (name: string) => page.getByRole('button', { name, exact: true });
  const unlock = () => button(ja.unlock.button);
  const check = async (fact: keyof typeof ja.fact, said: string): Promise<void> => {
    await page.getByLabel(ja.fact[fact], { exact: true }).fill(said);
    await page.keyboard.press('Enter');
  };

  it('signs in', async () => {
    await signIn(page, 'agent');
    expect(await stumbles(page)).toEqual([]);
  });

  it('types part of a kana name with a place and sees the customers it fits, while typing', async () => {
    await page
      .getByRole('combobox')
      .or(page.getByRole('searchbox'))
      .or(page.getByLabel(ja.search.label))
      .first()
      .fill('さとう 札幌');
    const hits = page.getByRole('option').or(page.getByRole('listitem')).filter({ hasText: login });
    await hits.first().waitFor();
    await screenshot(page, 'search-ja-light');
    expect(await stumbles(page)).toEqual([]);
    await hits.first().click();
    await page.getByRole('heading', { name: /佐藤.*花子/ }).waitFor();
  });

  it('cannot lift the limit before a contact is open, and is told why', async () => {
    expect(await unlock().isDisabled()).toBe(true);
    await page.getByText(ja.reason['no-contact']).first().waitFor();
    // What the page does not offer, the door refuses as well.
    expect((await attempt()).answer).toBe('limited');
  });

  it('is refused until two facts the caller says agree with what is on file', async () => {
    await button(ja.contact.startHere).click();
    await page.getByText(ja.reason['not-verified']).first().waitFor();
    expect(await unlock().isDisabled()).toBe(true);

    await check('customer-no', '9999999999');
    await page.getByText(ja.facts.missed).waitFor();
    await check('customer-no', '１０００２０２６１０');
    await page.getByLabel(ja.fact['customer-no'], { exact: true }).waitFor({ state: 'detached' });
    await check('birth-date', '昭和55年4月1日');
    await expect.poll(() => unlock().isEnabled(), patient).toBe(true);
    await screenshot(page, 'account-verified-ja-light');
    expect(await stumbles(page)).toEqual([]);
  });

  it('lifts it with a reason, and the timeline shows it', async () => {
    await unlock().click();
    // The key that leads to the search box leaves no dialog.
    await page.getByRole('dialog').getByRole('button', { name: ja.act.cancel, exact: true }).focus();
    await page.keyboard.press('/');
    expect(await page.getByLabel(ja.unlock.reason).isVisible()).toBe(true);
    await page.getByLabel(ja.unlock.reason).selectOption('caps-lock');
    await button(ja.unlock.confirm).click();
    await page.getByText(ja.unlock.done).waitFor();
    await screenshot(page, 'limit-lifted-ja-light');
    await page.getByRole('dialog').getByRole('button', { name: ja.act.close, exact: true }).last().click();
    await page.getByText(ja.event['limit-lifted'], { exact: true }).first().waitFor();
    await page.getByText(ja.unlockReason['caps-lock']).first().waitFor();
  });

  it('and the portal accepts the right password again', async () => {
    expect(await attempt()).toEqual({
      answer: 'accepted',
      failures: 0,
      lockedUntil: null,
    });
    const success = page.getByText(ja.event['portal-success'], { exact: true });
    await success.first().waitFor();
  });

  it('closes the contact, and every step is on a whole audit', async () => {
    await page.getByLabel(ja.close.category).selectOption('login-limit');
    await button(ja.close.button).click();
    await page.getByText(ja.contact.closed).waitFor();
    const calls = await desk.core.db.read('audit_entry').distinct('call').pluck('call');
    for (const call of [
      'staff.signIn',
      'account.search',
      'account.open',
      'contact.open',
      'contact.check',
      'account.unlock',
      'contact.close',
    ])
      expect(calls).toContain(call);
    expect((await desk.core.db.snapshot((tx) => verifyAudit(tx))).isWhole).toBe(true);
  });
});
