// Both dictionaries of all accounts at once, gathered in memory (some 70 bytes an account) and given out in the order of
// their keys: B-trees that grow at their end are built several times as fast and end up a third smaller.
import { suffixesOf } from '../main/rules/search-terms.ts';
import type { Postings } from './search-postings.ts';

/** Numbers below 2^32 without an object for each. */
class Numbers {
  private values = new Uint32Array(1 << 12);
  length = 0;

  push(value: number): void {
    if (this.length === this.values.length) {
      const larger = new Uint32Array(this.length * 2);
      larger.set(this.values);
      this.values = larger;
    }
    this.values[this.length++] = value;
  }

  at(index: number): number {
    return this.values[index] ?? 0;
  }
}

/** Texts by the number in which they first came. */
class Texts {
  readonly all: string[] = [];
  private readonly known = new Map<string, number>();

  numberOf(text: string): number {
    let found = this.known.get(text);
    if (found === undefined) {
      found = this.all.length;
      this.known.set(text, found);
      this.all.push(text);
    }
    return found;
  }
}

const inOrder = (texts: readonly string[]): { order: Uint32Array; rank: Uint32Array } => {
  const order = Uint32Array.from(texts.keys()).sort((a, b) => ((texts[a] ?? '') < (texts[b] ?? '') ? -1 : 1));
  const rank = new Uint32Array(texts.length);
  for (const [place, index] of order.entries()) rank[index] = place;
  return { order, rank };
};

const wide = 2 ** 32;

/** One dictionary: `term` and a second text or number (`detail`) under which accounts stand below it. */
class Half {
  readonly terms = new Texts();
  private readonly termOf = new Numbers();
  private readonly detailOf = new Numbers();
  private readonly accountOf = new Numbers();

  add(term: string, detail: number, accountId: number): void {
    this.termOf.push(this.terms.numberOf(term));
    this.detailOf.push(detail);
    this.accountOf.push(accountId);
  }

  /** Terms in order: a term's id is its place from `firstId` on. */
  sorted(): { order: Uint32Array; rank: Uint32Array } {
    return inOrder(this.terms.all);
  }

  *suffixes(order: Uint32Array, firstId: number, textOf: (term: string) => string): Generator<[string, number]> {
    const suffixes: string[] = [];
    const owners = new Numbers();
    for (const [place, index] of order.entries())
      for (const suffix of suffixesOf(textOf(this.terms.all[index] ?? ''))) {
        suffixes.push(suffix);
        owners.push(place);
      }
    for (const at of inOrder(suffixes).order) yield [suffixes[at] ?? '', firstId + owners.at(at)];
  }

  /** Rows by term, detail (by `detailRank`), account. */
  *postings(
    rank: Uint32Array,
    firstId: number,
    detailRank: (detail: number) => number,
  ): Generator<[number, number, number]> {
    const starts = new Uint32Array(rank.length + 1);
    for (let at = 0; at < this.termOf.length; at++) {
      const place = (rank[this.termOf.at(at)] ?? 0) + 1;
      starts[place] = (starts[place] ?? 0) + 1;
    }
    for (let place = 1; place < starts.length; place++) starts[place] = (starts[place] ?? 0) + (starts[place - 1] ?? 0);
    // Detail and account in one number: below 2^53 as long as there are fewer than two million details.
    const sorted = new Float64Array(this.termOf.length);
    const next = starts.slice();
    for (let at = 0; at < this.termOf.length; at++) {
      const place = rank[this.termOf.at(at)] ?? 0;
      sorted[next[place] ?? 0] = detailRank(this.detailOf.at(at)) * wide + this.accountOf.at(at);
      next[place] = (next[place] ?? 0) + 1;
    }
    for (let place = 0; place + 1 < starts.length; place++) {
      const bucket = sorted.subarray(starts[place], starts[place + 1]).sort();
      let before = -1;
      for (const value of bucket) {
        // The same part twice in one name (森 森) is one row.
        if (value !== before) yield [firstId + place, Math.floor(value / wide), value % wide];
        before = value;
      }
    }
  }
}

type TableRow = readonly (string | number)[];
export type DictionaryRows = {
  readonly table: string;
  readonly columns: string;
  /** In the order of the table's key. */
  readonly rows: Iterable<TableRow>;
};

function* each<Item>(items: Iterable<Item>, rowOf: (item: Item) => TableRow): Generator<TableRow> {
  for (const item of items) yield rowOf(item);
}

/** A town stands once for each municipality that has one of its name. */
const placedText = (term: string, code: number): string => `${term}\0${code}`;
const placedTerm = (text: string): { term: string; code: number } => {
  const at = text.indexOf('\0');
  return { term: text.slice(0, at), code: Number(text.slice(at + 1)) };
};

export class Dictionary {
  private readonly names = new Half();
  private readonly addresses = new Half();
  private readonly tails = new Texts();

  add({ accountId, municipalityCode, names, addresses }: Postings): void {
    for (const term of names) this.names.add(term, municipalityCode, accountId);
    for (const { code, term, tail } of addresses)
      this.addresses.add(placedText(term, code), this.tails.numberOf(tail), accountId);
  }

  get termCounts(): { names: number; addresses: number } {
    return { names: this.names.terms.all.length, addresses: this.addresses.terms.all.length };
  }

  *tables(firstIds: { names: number; addresses: number }): Generator<DictionaryRows> {
    const { names, addresses, tails } = this;
    const byName = names.sorted();
    yield {
      table: 'name_term',
      columns: 'id, term',
      rows: each(byName.order.entries(), ([place, at]) => [firstIds.names + place, names.terms.all[at] ?? '']),
    };
    yield {
      table: 'name_suffix',
      columns: 'suffix, term_id',
      rows: names.suffixes(byName.order, firstIds.names, (term) => term),
    };
    yield {
      table: 'account_name',
      columns: 'term_id, municipality_code, account_id',
      rows: names.postings(byName.rank, firstIds.names, (code) => code),
    };
    const byAddress = addresses.sorted();
    yield {
      table: 'address_term',
      columns: 'id, municipality_code, term',
      rows: each(byAddress.order.entries(), ([place, at]) => {
        const { term, code } = placedTerm(addresses.terms.all[at] ?? '');
        return [firstIds.addresses + place, code, term];
      }),
    };
    const codeOf = (id: number): number =>
      placedTerm(addresses.terms.all[byAddress.order[id - firstIds.addresses] ?? 0] ?? '').code;
    yield {
      table: 'address_suffix',
      columns: 'suffix, municipality_code, term_id',
      rows: each(
        addresses.suffixes(byAddress.order, firstIds.addresses, (term) => placedTerm(term).term),
        ([suffix, id]) => [suffix, codeOf(id), id],
      ),
    };
    const byTail = inOrder(tails.all);
    yield {
      table: 'account_address',
      columns: 'term_id, tail, account_id',
      rows: each(
        addresses.postings(byAddress.rank, firstIds.addresses, (tail) => byTail.rank[tail] ?? 0),
        ([term, place, account]) => [term, tails.all[byTail.order[place] ?? 0] ?? '', account],
      ),
    };
  }
}
