// The demo in a real browser, as an agent's first day has it.
import { copyFileSync } from 'node:fs';
import { join } from 'node:path';
import { AxeBuilder } from '@axe-core/playwright';
import type { Browser, BrowserContext, Page } from 'playwright-core';
import { openDatabase, sqlitePath } from '../../db/open.ts';
import { type Core, type CoreOptions, openCore } from '../../main/core.ts';
import { type DemoOptions, makeDemo } from '../../main/demo/demo.ts';
import { demoPassword } from '../../main/demo/staff.ts';
import { type Server, serve } from '../../main/serve.ts';
import en from '../../renderer/locales/en.json' with { type: 'json' };
import ja from '../../renderer/locales/ja.json' with { type: 'json' };
import { openBrowser } from '../setup/chromium.ts';
import { type Engine, engines } from '../setup/desk.ts';
import { freshPostgres, postgresTemplate } from '../setup/postgres.ts';
import { scratchFolder } from '../setup/scratch-folder.ts';
import { sqliteTemplate } from '../setup/sqlite-template.ts';

export const words = { ja, en };
export type Language = keyof typeof words;
export type Theme = 'light' | 'dark';

type Look = readonly [Language, Theme, Engine];
/** Each language, theme and engine once; `npm run soak` walks every look on both engines. */
export const looks: readonly Look[] =
  process.env.AKARI_SOAK === '1'
    ? (['ja', 'en'] as const).flatMap((language) =>
        (['light', 'dark'] as const).flatMap((theme) => engines.map((engine) => [language, theme, engine] as const)),
      )
    : [
        ['ja', 'light', 'sqlite'],
        ['en', 'dark', 'postgres'],
      ];

/**
 * For long stories whose screens `screens.test.ts` has in every look: in a run of all tests they walk one, each file its
 * own; run by their name, both.
 */
export const looksIn = (language: Language): readonly Look[] =>
  process.env.AKARI_SCREENS === '0' ? looks.filter(([own]) => own === language) : looks;

/** The stories without a look of their own: on SQLite, in a soak on both. */
export const storyEngines: readonly Engine[] =
  process.env.AKARI_SOAK === '1' ? engines : [process.env.AKARI_STORIES_ON === 'postgres' ? 'postgres' : 'sqlite'];

/** For what a page shows in its own time: a second, the usual wait, is short on a busy machine. */
export const patient = { timeout: 10_000 };

export type Console<Held = Core> = {
  readonly core: Held;
  readonly server: Server;
  readonly browser: Browser;
  /** A page of its own, in a language and theme, where nobody has signed in yet. */
  readonly page: (options?: { language?: Language; theme?: Theme }) => Promise<Page>;
  readonly close: () => Promise<void>;
};

export const openConsole = async <Held extends Pick<Core, 'connect' | 'close'>>(core: Held): Promise<Console<Held>> => {
  const server = await serve(core);
  const browser = await openBrowser();
  const contexts: BrowserContext[] = [];
  const problems: string[] = [];
  return {
    core,
    server,
    browser,
    page: async ({ language = 'ja', theme = 'light' } = {}) => {
      // The PC stands somewhere else: what the screen says must be Tokyo's time all the same.
      const context = await browser.newContext({
        viewport: { width: 1280, height: 800 },
        colorScheme: theme,
        // What moves is drawn sixty times a second, here by the processor that the tests need.
        reducedMotion: 'reduce',
        locale: language,
        timezoneId: 'America/New_York',
      });
      contexts.push(context);
      context.setDefaultTimeout(10_000);
      const page = await context.newPage();
      page.on('pageerror', (error) => problems.push(String(error)));
      page.on('console', (message) => {
        if (message.type() === 'error' && !/Failed to load resource/.test(message.text()))
          problems.push(message.text());
      });
      await page.addInitScript((chosen) => localStorage.setItem('akari.language', chosen), language);
      await page.goto(server.invite());
      return page;
    },
    close: async () => {
      for (const context of contexts) await context.close();
      await browser.close();
      await server.close();
      await core.close();
      // An error that only the browser's console saw is one all the same.
      if (problems.length > 0) throw new Error(`the page complained: ${problems.join('; ')}`);
    },
  };
};

/** A copy of one that is made once for the whole run, unless it is asked for in a way of its own. */
const freshDemo = async (
  engine: Engine,
  options: DemoOptions,
): Promise<{ url: string; remove: () => Promise<void> | void }> => {
  const isUsual = Object.keys(options).length === 0;
  if (engine === 'postgres') {
    const template = isUsual ? { template: await postgresTemplate('akari_demo', (to) => makeDemo(to)) } : {};
    const { url, drop } = await freshPostgres(template);
    if (!isUsual) await makeDemo(url, options);
    return { url, remove: drop };
  }
  const folder = scratchFolder('akari-demo-');
  const url = `sqlite:${join(folder.path, 'demo.sqlite')}`;
  if (isUsual) copyFileSync(await sqliteTemplate('demo', (to) => makeDemo(to)), sqlitePath(url));
  else await makeDemo(url, options);
  return { url, remove: () => folder.remove() };
};

export const openDemoConsole = async (
  engine: Engine = 'sqlite',
  options: DemoOptions = {},
  coreOptions: CoreOptions = {},
): Promise<Console & { remove: () => Promise<void> | void }> => {
  const { url, remove } = await freshDemo(engine, options);
  return { ...(await openConsole(openCore(await openDatabase(url), coreOptions))), remove };
};

export const signIn = async (
  page: Page,
  login: string,
  language: Language = 'ja',
  password = demoPassword,
): Promise<void> => {
  const text = words[language].signIn;
  const enter = page.getByRole('button', { name: text.enter, exact: true });
  // The set-up screen asks for a login and a password too, and stays until the password is hashed.
  await enter.waitFor();
  await page.getByLabel(text.login, { exact: true }).fill(login);
  await page.getByLabel(text.password, { exact: true }).fill(password);
  await enter.click();
  await page.getByRole('navigation').waitFor();
};

/** What a screen reader or a person with low vision would stumble over; empty is good. */
export const stumbles = async (page: Page): Promise<string[]> => {
  // A dialog that is still fading in has colours that nobody is meant to read.
  await page.evaluate(() => {
    const ending = document.getAnimations().filter(({ effect }) => effect?.getComputedTiming().endTime !== Infinity);
    return Promise.all(ending.map((animation) => animation.finished.catch(() => {})));
  });
  // Half a megabyte of script is said to a page once, not at every look.
  const isThere = await page.evaluate(() => 'axe' in window);
  const { violations } = await new AxeBuilder({ page, ...(isThere && { axeSource: 'undefined' }) })
    .options({ resultTypes: ['violations'] })
    .withTags(['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'best-practice'])
    // The other way opens a second page for each look, which nearly doubles what it costs, and is for frames of other sites.
    .setLegacyMode()
    .analyze();
  return violations.flatMap(({ id, nodes }) =>
    nodes.map(({ target, failureSummary }) => `${id}: ${target.join(' ')} — ${failureSummary ?? ''}`),
  );
};
