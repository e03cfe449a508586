// Reads our own source as the parser of the bundler sees it, for the tests about the code itself.
import { globSync, readFileSync } from 'node:fs';
import { join, posix } from 'node:path';
import { type ESTree, parseSync, Visitor } from 'vite';

export const root = join(import.meta.dirname, '../..');

export interface Source {
  /** From the root of the checkout, with slashes. */
  path: string;
  text: string;
}

/** Every TypeScript file of these folders. */
export function readSources(folders: string[]): Source[] {
  return folders
    .flatMap((folder) => globSync(`${folder}/**/*.{ts,tsx}`, { cwd: root }))
    .map((path) => path.replaceAll('\\', '/'))
    .sort()
    .map((path) => ({ path, text: readFileSync(join(root, path), 'utf8') }));
}

function programOf({ path, text }: Source): ESTree.Program {
  const { program, errors } = parseSync(path, text);
  if (errors.length > 0) throw new Error(`${path} does not parse: ${errors[0]?.message}`);
  return program;
}

function lineOf({ text }: Source, offset: number): number {
  return text.slice(0, offset).split('\n').length;
}

export interface Import {
  /** A file from the root of the checkout (`db/open.ts`), or a package or builtin by its name (`knex`, `node:fs`). */
  target: string;
  /** `import type`: gone at run time. One `type` name among others still loads the file. */
  isType: boolean;
  line: number;
}

const known = new WeakMap<Source, Import[]>();

export function importsOf(source: Source): Import[] {
  const imports = known.get(source) ?? findImports(source);
  known.set(source, imports);
  return imports;
}

function findImports(source: Source): Import[] {
  const found: Import[] = [];
  function add(node: { start: number }, specifier: unknown, isType: boolean) {
    if (typeof specifier !== 'string') return;
    const isFile = specifier.startsWith('.');
    const path = isFile ? posix.join(posix.dirname(source.path), specifier) : specifier;
    const target = isFile ? path.replace(/\?.*$/, '') : packageName(path);
    found.push({ target, isType, line: lineOf(source, node.start) });
  }
  new Visitor({
    ImportDeclaration: (node) => add(node, node.source.value, node.importKind === 'type'),
    ExportNamedDeclaration: (node) => add(node, node.source?.value, node.exportKind === 'type'),
    ExportAllDeclaration: (node) => add(node, node.source.value, node.exportKind === 'type'),
    ImportExpression: (node) => add(node, literalOf(node.source), false),
    TSImportType: (node) => add(node, node.source.value, true),
    CallExpression: (node) => {
      if (node.callee.type === 'Identifier' && node.callee.name === 'require')
        add(node, literalOf(node.arguments[0]), false);
    },
    NewExpression: (node) => {
      // new URL('./child.ts', import.meta.url), by which a child process is started.
      const [path, base] = node.arguments;
      if (base?.type !== 'MemberExpression' || base.object.type !== 'MetaProperty') return;
      const file = literalOf(path);
      if (file && /^\.{1,2}\/.*\.tsx?$/.test(file)) add(node, file, false);
    },
  }).visit(programOf(source));
  return found;
}

function packageName(specifier: string): string {
  if (specifier.startsWith('node:')) return specifier;
  return specifier
    .split('/')
    .slice(0, specifier.startsWith('@') ? 2 : 1)
    .join('/');
}

function literalOf(node: ESTree.Node | null | undefined): string | undefined {
  return node?.type === 'Literal' && typeof node.value === 'string' ? node.value : undefined;
}

/** The lines on which something is exported as default. */
export function defaultExportsOf(source: Source): number[] {
  const lines: number[] = [];
  new Visitor({
    ExportDefaultDeclaration: (node) => void lines.push(lineOf(source, node.start)),
    ExportSpecifier: (node) => {
      if (node.exported.type === 'Identifier' && node.exported.name === 'default')
        lines.push(lineOf(source, node.start));
    },
  }).visit(programOf(source));
  return lines;
}

/** The values that a file exports, each with its line; not types, nor what it passes on from other files. */
export function valueExportsOf(source: Source): { name: string; line: number }[] {
  const found: { name: string; line: number }[] = [];
  const add = (name: string, node: { start: number }) => void found.push({ name, line: lineOf(source, node.start) });
  new Visitor({
    ExportNamedDeclaration: ({ declaration }) => {
      if (!declaration) return;
      if (declaration.type === 'VariableDeclaration') {
        for (const { id } of declaration.declarations) if (id.type === 'Identifier') add(id.name, id);
      } else if (declaration.type === 'FunctionDeclaration' || declaration.type === 'ClassDeclaration') {
        if (declaration.id) add(declaration.id.name, declaration.id);
      }
    },
  }).visit(programOf(source));
  return found;
}

export interface Words {
  /** `page`: written between tags or in an attribute that people read or hear. `code`: in a string anywhere. */
  where: 'page' | 'code';
  text: string;
  line: number;
}

const readAttributes = new Set([
  'alt',
  'aria-label',
  'aria-description',
  'description',
  'label',
  'placeholder',
  'title',
]);

/** What stands in strings, templates and between tags; comments are not looked at. */
export function wordsOf(source: Source): Words[] {
  const found: Words[] = [];
  const add = (where: Words['where'], text: string, node: { start: number }) =>
    found.push({ where, text, line: lineOf(source, node.start) });
  new Visitor({
    Literal: (node) => {
      if (typeof node.value === 'string') add('code', node.value, node);
    },
    TemplateElement: (node) => add('code', node.value.cooked ?? node.value.raw, node),
    JSXText: (node) => add('page', node.value, node),
    JSXAttribute: (node) => {
      const isRead = node.name.type === 'JSXIdentifier' && readAttributes.has(node.name.name);
      const text = literalOf(node.value);
      if (isRead && text) add('page', text, node);
    },
  }).visit(programOf(source));
  return found;
}

export interface KeyUse {
  /** The whole key, or for a template what stands before its first hole. */
  key: string;
  isWhole: boolean;
  line: number;
}

/** The locale keys asked for: t('key'), i18n.t(`prefix.${code}`), <Trans i18nKey="key">. */
export function localeKeysOf(source: Source): KeyUse[] {
  const found: KeyUse[] = [];
  function add(node: ESTree.Node | null | undefined) {
    if (!node) return;
    const line = lineOf(source, node.start);
    const key = literalOf(node);
    if (key !== undefined) found.push({ key, isWhole: true, line });
    if (node.type === 'TemplateLiteral') {
      found.push({ key: node.quasis[0]?.value.cooked ?? '', isWhole: node.expressions.length === 0, line });
    }
    if (node.type === 'ConditionalExpression') {
      add(node.consequent);
      add(node.alternate);
    }
  }
  new Visitor({
    CallExpression: ({ callee, arguments: [first] }) => {
      const isBare = callee.type === 'Identifier' && callee.name === 't';
      const isMember =
        callee.type === 'MemberExpression' && callee.property.type === 'Identifier' && callee.property.name === 't';
      if (isBare || isMember) add(first);
    },
    JSXAttribute: (node) => {
      if (node.name.type === 'JSXIdentifier' && node.name.name === 'i18nKey') add(node.value);
    },
  }).visit(programOf(source));
  return found;
}
