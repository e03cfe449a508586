// The search rows of an account: folded columns of its own and its places in the two dictionaries (docs/search.md).
// Which terms an account stands under is not stored but read off its registered spelling, which saves a quarter of the
// dictionaries' size: so rows are removed before a spelling changes and written after it, and when folding itself
// changes everything is made anew (`akari reindex`).
import type { Knex } from 'knex';
import { splitAddress } from '../main/rules/address.ts';
import { addressTerms, nameTerms } from '../main/rules/search-terms.ts';
import { refuseWhileBuilding } from './search-index.ts';
import { addPostings, dropPostings, type Postings } from './search-postings.ts';
import { withStatements } from './statements.ts';

/** What the keys are made of. */
export type Spelling = {
  kind: 'person' | 'sole-trader' | 'organisation' | 'unknown';
  name: string;
  nameKana: string;
  postcode: string;
  line: string;
  building: string;
  isProtected: boolean;
};
export type SearchKeys = {
  nameKey: string;
  kanaKey: string;
  addressKey: string;
  /** 0: no municipality of the postcode master, or not to be found by it. */
  municipalityCode: number;
  names: string[];
  /** `code` is a town's municipality; buildings stand under 0. */
  addresses: { code: number; term: string; tail: string }[];
};

/** An account under protection (支援措置) is found by name and numbers, never by where the person lives. */
export const keysOf = (spelling: Spelling): SearchKeys => {
  const { nameKey, kanaKey, terms } = nameTerms(
    spelling.name,
    spelling.nameKana,
    spelling.kind === 'organisation' ? 'organisation' : 'person',
  );
  if (spelling.isProtected)
    return { nameKey, kanaKey, addressKey: '', municipalityCode: 0, names: terms, addresses: [] };
  const split = splitAddress(spelling.line, spelling.building, spelling.postcode);
  const address = addressTerms(split);
  const municipalityCode = Number(split.municipalityCode ?? 0);
  const addresses = address.terms.map(({ term, tail }, index) => ({
    code: index === 0 && split.town !== '' ? municipalityCode : 0,
    term,
    tail,
  }));
  return { nameKey, kanaKey, addressKey: address.addressKey, municipalityCode, names: terms, addresses };
};

export const postingsOf = (accountId: number, keys: SearchKeys): Postings => ({
  accountId,
  municipalityCode: keys.municipalityCode,
  names: keys.names,
  addresses: keys.addresses,
});

type SpellingRow = Omit<Spelling, 'isProtected'> & {
  id: number;
  isProtected: number;
  nameKey: string;
  kanaKey: string;
  addressKey: string;
  code: number;
};
const spelledBy = (row: SpellingRow): Spelling => ({ ...row, isProtected: row.isProtected === 1 });

const spelled = `a.id, c.kind, c.name, c.name_kana as "nameKana", a.delivery_postcode as postcode,
  a.delivery_line as line, a.delivery_building as building, a.is_protected as "isProtected", a.name_key as "nameKey",
  a.kana_key as "kanaKey", a.address_key as "addressKey", a.municipality_code as code
  from account a join customer c on c.id = a.customer_id`;

const spellingOf = (tx: Knex, accountId: number): Promise<{ spelling: Spelling; hasKeys: boolean } | null> =>
  withStatements(tx, async (statements) => {
    const [row] = await statements.all<SpellingRow>(`select ${spelled} where a.id = ?`, [accountId]);
    return row ? { spelling: spelledBy(row), hasKeys: row.nameKey !== '' } : null;
  });

type Columns = Omit<SearchKeys, 'names' | 'addresses'>;
export const setColumns = (tx: Knex, accountId: number, keys: Columns): Promise<number> =>
  tx('account').where({ id: accountId }).update({
    name_key: keys.nameKey,
    kana_key: keys.kanaKey,
    address_key: keys.addressKey,
    municipality_code: keys.municipalityCode,
  });

export type AccountKeys = { accountId: number; keys: SearchKeys; isStale: boolean };

/** Accounts in the order of their ids with the keys that they should have. */
export const accountsAfter = (tx: Knex, accountId: number, limit: number): Promise<AccountKeys[]> =>
  withStatements(tx, async (statements) => {
    const rows = await statements.all<SpellingRow>(`select ${spelled} where a.id > ? order by a.id limit ? + 0`, [
      accountId,
      limit,
    ]);
    return rows.map((row) => {
      const keys = keysOf(spelledBy(row));
      const isStale =
        keys.nameKey !== row.nameKey ||
        keys.kanaKey !== row.kanaKey ||
        keys.addressKey !== row.addressKey ||
        keys.municipalityCode !== row.code;
      return { accountId: row.id, keys, isStale };
    });
  });

export const setKeys = async (tx: Knex, accounts: readonly AccountKeys[]): Promise<void> => {
  for (const { accountId, keys } of accounts) await setColumns(tx, accountId, keys);
};

/** Takes an account out of search. Its spelling must be as it was when its keys were written. */
export const removeKeys = async (tx: Knex, accountId: number): Promise<void> => {
  await refuseWhileBuilding(tx);
  const known = await spellingOf(tx, accountId);
  if (!known?.hasKeys) return;
  await dropPostings(tx, [postingsOf(accountId, keysOf(known.spelling))]);
  await setColumns(tx, accountId, { nameKey: '', kanaKey: '', addressKey: '', municipalityCode: 0 });
};

/** Writes the keys of an account that has none yet, or none any more. */
export const rewriteKeys = async (tx: Knex, accountId: number): Promise<void> => {
  await refuseWhileBuilding(tx);
  const known = await spellingOf(tx, accountId);
  if (!known) return;
  const keys = keysOf(known.spelling);
  await setColumns(tx, accountId, keys);
  await addPostings(tx, [postingsOf(accountId, keys)]);
};

const keysAtOnce = 500;

/** Writes the keys of every account of a database whose accounts have none yet. */
export const addAllKeys = async (tx: Knex): Promise<void> => {
  await refuseWhileBuilding(tx);
  for (let last = 0; ; ) {
    const accounts = await accountsAfter(tx, last, keysAtOnce);
    if (accounts.length === 0) return;
    await setKeys(tx, accounts);
    await addPostings(
      tx,
      accounts.map(({ accountId, keys }) => postingsOf(accountId, keys)),
    );
    last = accounts.at(-1)?.accountId ?? last;
  }
};

/** Without what the other has too. */
const less = (all: Postings, other: Postings): Postings => {
  const isNamed = all.municipalityCode === other.municipalityCode;
  const placed = new Set(other.addresses.map(({ code, term, tail }) => `${code} ${tail} ${term}`));
  return {
    ...all,
    names: isNamed ? all.names.filter((term) => !other.names.includes(term)) : all.names,
    addresses: all.addresses.filter(({ code, term, tail }) => !placed.has(`${code} ${tail} ${term}`)),
  };
};

/** Moves an account's search rows from one spelling to another; what both have stays untouched. */
export const moveKeys = async (tx: Knex, accountId: number, before: SearchKeys, after: SearchKeys): Promise<void> => {
  const [from, to] = [postingsOf(accountId, before), postingsOf(accountId, after)];
  await dropPostings(tx, [less(from, to)]);
  await addPostings(tx, [less(to, from)]);
  await setColumns(tx, accountId, after);
};

/**
 * Runs a change of name, address or protection with the keys of every account that it is about following it.
 * @param hasDictionaries off while they are being built anew
 */
export const changingKeys = async <T>(
  tx: Knex,
  accountIds: readonly number[],
  change: () => Promise<T>,
  hasDictionaries = true,
): Promise<T> => {
  if (hasDictionaries) await refuseWhileBuilding(tx);
  const before = new Map<number, Awaited<ReturnType<typeof spellingOf>>>();
  for (const id of accountIds) before.set(id, await spellingOf(tx, id));
  const value = await change();
  for (const [id, known] of before) {
    const after = await spellingOf(tx, id);
    if (!after) continue;
    const keys = keysOf(after.spelling);
    if (!hasDictionaries) await setColumns(tx, id, keys);
    else if (known?.hasKeys) await moveKeys(tx, id, keysOf(known.spelling), keys);
    else await rewriteKeys(tx, id);
  }
  return value;
};
