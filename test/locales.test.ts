// Every word the agent sees is there in both languages, is used, and every refusal has its sentence.
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { contract, generalRefusals } from '../main/contract/index.ts';
import { factFamilies } from '../main/rules/event-facts.ts';
import { type PolicyName, policyValues, settableNames } from '../main/rules/policy.ts';
import { localeKeysOf, readSources, root, type Source, wordsOf } from './setup/sources.ts';

/** Families of keys that are asked for some other way than by t(`family.${code}`), or may be. */
const dynamicPrefixes = [
  'refusal.',
  ...Object.values(factFamilies).flatMap((lists) => lists.map((list) => `${list}.`)),
];

type Leaves = Map<string, string>;

function leavesOf(tree: unknown, path: string[] = [], leaves: Leaves = new Map()): Leaves {
  if (typeof tree === 'string') leaves.set(path.join('.'), tree);
  else if (tree === null || typeof tree !== 'object') throw new Error(`${path.join('.')} is no sentence.`);
  else for (const [key, below] of Object.entries(tree)) leavesOf(below, [...path, key], leaves);
  return leaves;
}

function readLocale(language: 'ja' | 'en'): Leaves {
  const file = join(root, `renderer/locales/${language}.json`);
  return existsSync(file) ? leavesOf(JSON.parse(readFileSync(file, 'utf8'))) : new Map();
}

/** English has a singular and Japanese has none: `cards_one` and `cards_other` are one key. */
const withoutPlural = (key: string) => key.replace(/_(zero|one|two|few|many|other)$/, '');
const keysOf = (leaves: Leaves) => new Set([...leaves.keys()].map(withoutPlural));

function placeholdersOf(leaves: Leaves): Map<string, string[]> {
  const found = new Map<string, Set<string>>();
  for (const [key, text] of leaves) {
    const names = found.get(withoutPlural(key)) ?? new Set();
    for (const [, name = ''] of text.matchAll(/{{-?\s*([\w.]+).*?}}/g)) {
      // "one account" need not say {{count}}.
      if (name !== 'count' || !key.endsWith('_one')) names.add(name);
    }
    found.set(withoutPlural(key), names);
  }
  return new Map([...found].map(([key, names]) => [key, [...names].sort()]));
}

function differences(ja: Leaves, en: Leaves): string[] {
  const [inJa, inEn] = [keysOf(ja), keysOf(en)];
  const [namesJa, namesEn] = [placeholdersOf(ja), placeholdersOf(en)];
  return [
    ...[...inJa].filter((key) => !inEn.has(key)).map((key) => `en.json lacks ${key}`),
    ...[...inEn].filter((key) => !inJa.has(key)).map((key) => `ja.json lacks ${key}`),
    ...[...ja].filter(([, text]) => text.trim() === '').map(([key]) => `ja.json says nothing under ${key}`),
    ...[...en].filter(([, text]) => text.trim() === '').map(([key]) => `en.json says nothing under ${key}`),
    ...[...inJa]
      .filter((key) => inEn.has(key) && String(namesJa.get(key)) !== String(namesEn.get(key)))
      .map((key) => `${key} fills in {${namesJa.get(key)}} in ja.json, {${namesEn.get(key)}} in en.json`),
  ];
}

/** A key put together while the console runs, t(`badge.${badge}`), must at least have a family to be found in. */
function unknownKeys(sources: Source[], keys: Set<string>): string[] {
  const hasFamily = (prefix: string) => prefix.endsWith('.') && [...keys].some((key) => key.startsWith(prefix));
  return sources.flatMap((source) =>
    localeKeysOf(source)
      .filter(({ key, isWhole }) => (isWhole ? !keys.has(key) : !hasFamily(key)))
      .map(({ key, isWhole, line }) => `${source.path}:${line} asks for ${key}${isWhole ? '' : '...'}`),
  );
}

/** A key that stands whole in any string counts as used: tables of keys are handed to t() elsewhere. */
function deadKeys(sources: Source[], keys: Set<string>): string[] {
  const written = new Set(sources.flatMap((source) => wordsOf(source).map(({ text }) => text)));
  const families = sources.flatMap(localeKeysOf).flatMap(({ key, isWhole }) => (isWhole || key === '' ? [] : [key]));
  const isDynamic = (key: string) => [...dynamicPrefixes, ...families].some((prefix) => key.startsWith(prefix));
  return [...keys].filter((key) => !written.has(key) && !isDynamic(key));
}

const ja = readLocale('ja');
const en = readLocale('en');
const sources = readSources(['renderer']);

describe('the locale files', () => {
  test('are there', () => {
    expect(ja.size, 'sentences in renderer/locales/ja.json').toBeGreaterThan(0);
    expect(en.size, 'sentences in renderer/locales/en.json').toBeGreaterThan(0);
  });

  test('say the same things in both languages', () => {
    const offenders = [
      leavesOf({ a: 'あ', b: { c: '', d: '{{name}} 様', n_other: '{{count}}件' }, f: { g: 'い' } }),
      leavesOf({ a: 'a', b: { c: 'c', d: 'Dear {{customer}}', n_one: 'one', n_other: '{{count}} of them' }, e: 'e' }),
    ] as const;
    expect(differences(...offenders)).toEqual([
      'en.json lacks f.g',
      'ja.json lacks e',
      'ja.json says nothing under b.c',
      'b.d fills in {name} in ja.json, {customer} in en.json',
    ]);
    expect(differences(ja, en)).toEqual([]);
  });

  test('have every key that the screens ask for', () => {
    const path = 'renderer/screens/Account.tsx';
    const text = [
      `t('a'); i18n.t('b.c');`,
      `t(\`refusal.\${x}\`);`,
      `t(\`b.\${x}\`);`,
      `t(\`z.\${x}\`);`,
      `t(x ? 'a' : 'd');`,
      '<Trans i18nKey="e" />;',
    ].join('\n');
    expect(unknownKeys([{ path, text }], new Set(['a', 'b.c', 'refusal.busy']))).toEqual([
      `${path}:4 asks for z....`,
      `${path}:5 asks for d`,
      `${path}:6 asks for e`,
    ]);
    expect(unknownKeys(sources, keysOf(ja))).toEqual([]);
  });

  test('hold no key that nobody asks for', () => {
    const source = { path: 'renderer/screens/Account.tsx', text: `const shown = ['a']; t('b'); t(\`d.\${x}\`);` };
    expect(deadKeys([source], new Set(['a', 'b', 'c', 'd.e', 'refusal.x']))).toEqual(['c']);
    expect(deadKeys(sources, keysOf(ja))).toEqual([]);
  });
});

describe('refusals', () => {
  const codes = new Set<string>([
    ...generalRefusals,
    ...Object.values(contract).flatMap((row) => Object.keys(row.refusals)),
  ]);

  test('each have a sentence in both languages', () => {
    expect(codes).toContain('bad-input');
    for (const leaves of [ja, en]) {
      const keys = keysOf(leaves);
      expect([...codes].filter((code) => !keys.has(`refusal.${code}`))).toEqual([]);
    }
  });

  test('have no sentence left over from a code that is gone', () => {
    const told = [...keysOf(ja)].filter((key) => key.startsWith('refusal.')).map((key) => key.slice('refusal.'.length));
    expect(told.filter((code) => !codes.has(code))).toEqual([]);
  });
});

describe('settings', () => {
  test.each(['ja', 'en'] as const)('each has its words in %s', (language) => {
    const words = keysOf(readLocale(language));
    // What is only on or off has no unit.
    const partsOf = (name: PolicyName) => ['title', 'meaning', ...(policyValues[name].max > 1 ? ['unit'] : [])];
    const lacking = settableNames.flatMap((name) =>
      partsOf(name)
        .map((part) => `setting.${name}.${part}`)
        .filter((key) => !words.has(key)),
    );
    expect(lacking).toEqual([]);
  });
});
