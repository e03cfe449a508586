// What code and documents send a reader to is there: rules by their numbers, documents and decisions, files, pictures.
import { existsSync, globSync, readFileSync } from 'node:fs';
import { join, posix } from 'node:path';
import { describe, expect, test } from 'vitest';
import { policyValues } from '../main/rules/policy.ts';
import { readSources, root, type Source } from './setup/sources.ts';

const documents: Source[] = ['README.md', ...globSync('docs/**/*.md', { cwd: root })]
  .map((path) => path.replaceAll('\\', '/'))
  .sort()
  .map((path) => ({ path, text: readFileSync(join(root, path), 'utf8') }));
const sources = readSources(['main', 'db', 'preload', 'renderer', 'test']).filter(
  // Its offenders cite what is not there.
  ({ path }) => path !== 'test/documents.test.ts',
);

/** What stands under each number of docs/rules.md, in one line. */
const rules = new Map(
  [...readFileSync(join(root, 'docs/rules.md'), 'utf8').matchAll(/^\*\*(\d+)\. (?:(?!^#|^\*\*\d).*\n?)+/gm)].map(
    ([text, number]) => [Number(number), text.replace(/\s+/g, ' ')] as const,
  ),
);

/** Everything of a kind that is cited and is not there, with where it is cited. */
const lost = (files: Source[], cited: RegExp, isThere: (found: string, file: Source) => boolean): string[] =>
  files.flatMap((file) =>
    [...file.text.matchAll(cited)]
      .filter(([found]) => !isThere(found, file))
      .map(({ 0: found, index }) => `${file.path}:${file.text.slice(0, index).split('\n').length} cites ${found}`),
  );
const offender = (path: string, text: string): Source => ({ path, text });

// `rule 7`, `rules 25, 27 to 29`, `Rule 20's and 21's`, and `rule: 3` of a setting.
const citedRules = /\b[Rr]ules?:?\s\d+(?:'s)?(?:(?:, |,? and | to )\d+(?:'s)?)*/g;
const areRules = (found: string) => [...found.matchAll(/\d+/g)].every(([number]) => rules.has(Number(number)));

const citedDecisions = /\b[Dd]ecisions?[ /]\d{3}(?:(?:, | and )\d{3})*/g;
const areDecisions = (found: string) =>
  [...found.matchAll(/\d{3}/g)].every(
    ([number]) => globSync(`docs/decisions/${number}-*.md`, { cwd: root }).length === 1,
  );

const citedDocuments = /(?:[\w-]+\/)*[\w-]+\.md\b/g;
/** From the top, as code has to name it; a document may name its neighbour by what lies between the two. */
const isDocument = (found: string, { path }: Source) =>
  existsSync(join(root, found)) ||
  (path.endsWith('.md') && existsSync(join(root, posix.join(posix.dirname(path), found))));

const citedFiles = /(?<=`)(?:main|db|preload|renderer|test|docs)\/[\w./-]+(?=`)/g;
const isFile = (found: string) => existsSync(join(root, found));

const shownPictures = /(?<=!\[[^\]]*\]\()[^)]+(?=\))/g;
const isPicture = (found: string, { path }: Source) => existsSync(join(root, posix.join(posix.dirname(path), found)));

describe('whatever is cited is there', () => {
  test('rules by number stand in docs/rules.md', () => {
    const wrong = offender(
      'main/rules/lock.ts',
      '// The login limit (rules 3 and 4), by rule 99.\n// As rules 2 to 98 have it.',
    );
    expect(lost([wrong], citedRules, areRules)).toEqual([
      'main/rules/lock.ts:1 cites rule 99',
      'main/rules/lock.ts:2 cites rules 2 to 98',
    ]);
    expect(lost([...sources, ...documents], citedRules, areRules)).toEqual([]);
  });

  test('decisions by number have their record', () => {
    const wrong = offender('docs/mail.md', 'Decisions 016 and 999 say so, docs/decisions/998 does not.');
    expect(lost([wrong], citedDecisions, areDecisions)).toEqual([
      'docs/mail.md:1 cites Decisions 016 and 999',
      'docs/mail.md:1 cites decisions/998',
    ]);
    expect(lost([...sources, ...documents], citedDecisions, areDecisions)).toEqual([]);
  });

  test('documents are in the repository', () => {
    const code = offender('main/rules/fold.ts', '// One spelling for every spelling (search.md 5, docs/search.md).');
    const document = offender('docs/portal.md', '[rules](rules.md), [next](decisions/000-nothing.md)');
    expect(lost([code, document], citedDocuments, isDocument)).toEqual([
      'main/rules/fold.ts:1 cites search.md',
      'docs/portal.md:1 cites decisions/000-nothing.md',
    ]);
    expect(lost([...sources, ...documents], citedDocuments, isDocument)).toEqual([]);
  });

  test('files that documents name are where they say', () => {
    const wrong = offender('docs/portal.md', '`main/portal.ts`, `main/portals.ts`, `main/<noun>.ts`');
    expect(lost([wrong], citedFiles, isFile)).toEqual(['docs/portal.md:1 cites main/portals.ts']);
    expect(lost(documents, citedFiles, isFile)).toEqual([]);
  });

  test('pictures that documents show are there, and every picture is shown', () => {
    const wrong = offender('docs/bills.md', '![A bill](pictures/bill.png) ![Another](pictures/none.png)');
    expect(lost([wrong], shownPictures, isPicture)).toEqual(['docs/bills.md:1 cites pictures/none.png']);
    expect(lost(documents, shownPictures, isPicture)).toEqual([]);
    const shown = documents.flatMap(({ path, text }) =>
      [...text.matchAll(shownPictures)].map(([found]) => posix.join(posix.dirname(path), found)),
    );
    expect(
      globSync('docs/pictures/*', { cwd: root }).filter((path) => !shown.includes(path.replaceAll('\\', '/'))),
    ).toEqual([]);
  });
});

describe('docs/rules.md', () => {
  const number = new Intl.NumberFormat('en');

  test('has every rule once, in order', () => {
    expect([...rules.keys()]).toEqual(Array.from(rules, (_, index) => index + 1));
  });

  test('names each setting under its rule, with its initial value and bounds', () => {
    const lines = Object.entries(policyValues).map(([name, { initial, min, max, rule }]) => ({
      rule,
      line: `\`${name}\` ${number.format(initial)}, ${min === max ? 'fixed' : `${number.format(min)} to ${number.format(max)}`}`,
    }));
    const missing = lines.filter(({ rule, line }) => !rules.get(rule)?.includes(line));
    expect(missing.map(({ rule, line }) => `rule ${rule} lacks ${line}`)).toEqual([]);
  });
});
