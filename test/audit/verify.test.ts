// What a verification of the chains finds, and what it can only find with a head that was kept outside.
import fc from 'fast-check';
import type { Knex } from 'knex';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { AuditRow } from '../../db/audit.ts';
import {
  bodyText,
  canonicalJson,
  entryHash,
  inAuditedTransaction,
  verifyAudit,
  writeCheckpoint,
} from '../../main/audit.ts';
import { engines, noon, openTestDesk, type TestDesk } from '../setup/desk.ts';

const zero = '0'.repeat(64);
const nextDay = '2026-11-24T03:00:00.000Z';

describe.each(engines)('verifying the chains on %s', (engine) => {
  let test: TestDesk;
  let exported: string;

  beforeAll(async () => {
    test = await openTestDesk(engine, { later: () => ({ cancel: () => {} }) });
    // Five entries in each of three chains, a checkpoint, one more entry in each.
    const write = (chainOf: number, n: number) =>
      inAuditedTransaction(test.db, { chainOf, actor: `staff:${chainOf}`, call: 'account.open' }, async () => ({
        value: null,
        body: { account: 100 + n, protected: false },
      }));
    for (let n = 0; n < 5; n += 1) for (const chain of [3, 64, 41]) await write(chain, n);
    exported = (await writeCheckpoint(test.db, 'system:test')).head;
    for (const chain of [3, 64, 41]) await write(chain, 9);
  });
  afterAll(() => test.close());

  const freeOfTriggers = async (tx: Knex): Promise<void> => {
    if (engine === 'postgres') await tx.raw('alter table audit_entry disable trigger all');
    else for (const kind of ['update', 'delete', 'replace']) await tx.raw(`drop trigger audit_entry_no_${kind}`);
  };
  /** Tampers as the owner can, verifies, and takes it all back. */
  const afterTampering = async (tamper: (tx: Knex) => Promise<unknown>, expectedHead: string | null = null) => {
    let verdict: Awaited<ReturnType<typeof verifyAudit>> | null = null;
    await test.db.write
      .transaction(async (tx) => {
        await freeOfTriggers(tx);
        await tamper(tx);
        verdict = await verifyAudit(tx, expectedHead);
        throw new Error('undone');
      })
      .catch((error: Error) => {
        if (error.message !== 'undone') throw error;
      });
    return verdict as unknown as Awaited<ReturnType<typeof verifyAudit>>;
  };
  const entry = (tx: Knex, chain: number, seq: number) => tx('audit_entry').where({ chain, seq });
  const columns = ['chain', 'seq', 'at', 'actor', 'call', 'body', 'prev', 'hash'];
  /** Cuts a chain behind `seq` and puts its head where the cut is, as somebody would who knows how it works. */
  const cut = async (tx: Knex, chain: number, seq: number) => {
    await tx('audit_entry').where({ chain }).where('seq', '>', seq).delete();
    const last = await entry(tx, chain, seq).first();
    await tx('audit_chain')
      .where({ chain })
      .update({ seq, hash: last?.hash ?? zero });
  };
  /** Writes a chain anew with changed entries and right hashes throughout. */
  const rewrite = async (tx: Knex, chain: number, change: (row: AuditRow) => Partial<AuditRow>) => {
    const rows: AuditRow[] = await tx('audit_entry').where({ chain }).orderBy('seq').select(columns);
    let prev = zero;
    for (const row of rows) {
      const next = { ...row, ...change(row), prev };
      const hash = entryHash(next);
      await entry(tx, chain, row.seq).update({ ...next, hash });
      prev = hash;
    }
    await tx('audit_chain').where({ chain }).update({ hash: prev });
  };
  const otherAccount = (row: AuditRow): Partial<AuditRow> =>
    row.seq === 2 && row.call === 'account.open' ? { body: '{"account":7,"protected":false}' } : {};
  const nothing = async () => {};

  it('finds them whole, and says how many entries there are', async () => {
    const verdict = await afterTampering(nothing);
    expect(verdict).toMatchObject({ isWhole: true, finding: null, chains: 3 });
    expect(verdict.entries).toBe((await test.db.read('audit_entry').select('seq')).length);
    for (const head of [exported, verdict.head]) {
      expect(head).toMatch(/^[0-9a-f]{64}$/);
      expect(await afterTampering(nothing, head)).toMatchObject({ isWhole: true });
    }
    const more = (tx: Knex) => cut(tx, 0, 5);
    expect((await afterTampering(more, verdict.head)).finding?.kind).toBe('expected-head');
  });

  it('misses a head that was never written', async () => {
    const verdict = await afterTampering(nothing, zero.replaceAll('0', 'a'));
    expect(verdict).toMatchObject({ isWhole: false, finding: { kind: 'expected-head', chain: null, seq: null } });
  });

  it.each<[string, (tx: Knex) => Promise<unknown>, object]>([
    ['a changed body', (tx) => entry(tx, 3, 2).update({ body: '{"account":7}' }), { kind: 'hash', chain: 3, seq: 2 }],
    ['a changed actor', (tx) => entry(tx, 3, 4).update({ actor: 'staff:9' }), { kind: 'hash', chain: 3, seq: 4 }],
    ['a changed call', (tx) => entry(tx, 41, 1).update({ call: 'contact.open' }), { kind: 'hash', chain: 41, seq: 1 }],
    [
      'a changed time',
      (tx) => entry(tx, 3, 1).update({ at: '2020-01-01T00:00:00.000Z' }),
      { kind: 'hash', chain: 3, seq: 1 },
    ],
    ['a swapped hash', (tx) => entry(tx, 3, 3).update({ hash: exported }), { kind: 'hash', chain: 3, seq: 3 }],
    ['a cut link', (tx) => entry(tx, 3, 3).update({ prev: zero }), { kind: 'hash', chain: 3, seq: 3 }],
    ['a removed entry in the middle', (tx) => entry(tx, 3, 3).delete(), { kind: 'gap', chain: 3, seq: 3 }],
    ['a removed first entry', (tx) => entry(tx, 41, 1).delete(), { kind: 'gap', chain: 41, seq: 1 }],
    ['a removed last entry', (tx) => entry(tx, 3, 6).delete(), { kind: 'head', chain: 3, seq: 5 }],
    [
      'a head that was turned back',
      (tx) => tx('audit_chain').where({ chain: 3 }).update({ seq: 5 }),
      { kind: 'head', chain: 3, seq: 6 },
    ],
    ['a tail cut behind a checkpoint’s back', (tx) => cut(tx, 3, 4), { kind: 'checkpoint', chain: 3, seq: 5 }],
    ['a chain that was emptied', (tx) => cut(tx, 41, 0), { kind: 'checkpoint', chain: 41, seq: 5 }],
    ['a rewritten chain', (tx) => rewrite(tx, 3, otherAccount), { kind: 'checkpoint', chain: 3, seq: 5 }],
    [
      'a checkpoint that says nothing',
      (tx) => rewrite(tx, 0, (row) => (row.call === 'audit.checkpoint' ? { body: '{}' } : {})),
      { kind: 'checkpoint', chain: 0, seq: 6 },
    ],
    [
      'an entry made up between two',
      async (tx) => {
        await tx('audit_entry').where({ chain: 3 }).where('seq', '>', 4).delete();
        const row = await entry(tx, 3, 2).first(...columns);
        await tx('audit_entry').insert({ ...row, seq: 5 });
      },
      { kind: 'hash', chain: 3, seq: 5 },
    ],
  ])('finds %s', async (_, tamper, finding) => {
    const verdict = await afterTampering(tamper);
    expect(verdict.finding).toEqual(finding);
    expect(verdict.isWhole).toBe(false);
  });

  it('finds the very first of two broken entries', async () => {
    const verdict = await afterTampering((tx) =>
      tx('audit_entry').where({ chain: 41 }).where('seq', '>', 2).update({ actor: 'x' }),
    );
    expect(verdict.finding).toEqual({ kind: 'hash', chain: 41, seq: 3 });
  });

  it('finds a cut of everything since a moment only by a head kept outside', async () => {
    const cutAll = async (tx: Knex) => {
      await cut(tx, 0, 4);
      for (const chain of [3, 41]) await cut(tx, chain, 2);
    };
    expect(await afterTampering(cutAll)).toMatchObject({ isWhole: true });
    expect((await afterTampering(cutAll, exported)).finding?.kind).toBe('expected-head');
  });

  it('finds everything rewritten, checkpoints too, only by a head kept outside', async () => {
    const rewriteAll = async (tx: Knex) => {
      await rewrite(tx, 3, otherAccount);
      const heads = new Map<number, { seq: number; hash: string }>();
      for (const chain of [3, 41]) heads.set(chain, await entry(tx, chain, 5).first('seq', 'hash'));
      await rewrite(tx, 0, (row) => {
        if (row.call !== 'audit.checkpoint') return {};
        const chains = [...JSON.parse(row.body).chains];
        for (const [chain, { seq, hash }] of heads) chains.splice(chain * 2, 2, seq, hash);
        return { body: canonicalJson({ chains }) };
      });
    };
    expect(await afterTampering(rewriteAll)).toMatchObject({ isWhole: true });
    expect((await afterTampering(rewriteAll, exported)).finding?.kind).toBe('expected-head');
  });

  it('finds any change of any field of any entry, where it was made', async () => {
    const rows: AuditRow[] = await test.db.read('audit_entry').select(columns);
    const field = fc.constantFrom('at', 'actor', 'call', 'body', 'prev', 'hash');
    const change = fc.tuple(
      fc.constantFrom(...rows),
      field,
      fc.string({ minLength: 1, maxLength: 20, unit: 'grapheme' }),
    );
    await fc.assert(
      fc.asyncProperty(change, async ([row, name, typed]) => {
        const text = typed.replaceAll('\u0000', '') || 'x';
        const value = name === 'body' ? JSON.stringify({ typed: text }) : text;
        const verdict = await afterTampering((tx) => entry(tx, row.chain, row.seq).update({ [name]: value }));
        expect(verdict.finding).toEqual({ kind: 'hash', chain: row.chain, seq: row.seq });
      }),
      { numRuns: 25 },
    );
  });

  it('is what an auditor is told, with the head that was exported', async () => {
    const auditor = await test.signIn('auditor');
    const head = await auditor.call('audit.head', {});
    if (!head.ok) throw new Error(head.error);
    const verdict = await auditor.call('audit.verify', { expectedHead: head.value.head });
    expect(verdict).toMatchObject({ ok: true, value: { isWhole: true, finding: null } });
    const wrong = await auditor.call('audit.verify', { expectedHead: 'f'.repeat(64) });
    expect(wrong).toMatchObject({ ok: true, value: { isWhole: false, finding: { kind: 'expected-head' } } });
    const last = await test.db
      .read('audit_entry')
      .where({ call: 'audit.checkpoint', hash: head.value.head })
      .first('actor');
    expect(last.actor).toBe('staff:6');
  });

  it('goes on while others write: no entry is lost and no chain torn', async () => {
    const countOf = async () => (await test.db.read('audit_entry').select('seq')).length;
    const before = await countOf();
    const writers = Array.from({ length: 40 }, (_, n) =>
      inAuditedTransaction(test.db, { chainOf: n % 5, actor: 'system:test', call: 'account.open' }, async () => ({
        value: n,
        body: { n },
      })),
    );
    const checkpoint = writeCheckpoint(test.db, 'system:test');
    const [verdict] = await Promise.all([test.db.snapshot((tx) => verifyAudit(tx)), ...writers, checkpoint]);
    expect(verdict.isWhole).toBe(true);
    const after = await test.db.snapshot((tx) => verifyAudit(tx));
    expect(after).toMatchObject({ isWhole: true, entries: before + 41 });
    expect(await countOf()).toBe(before + 41);
  });
});

describe('an entry', () => {
  const text = fc.string({ unit: 'grapheme', maxLength: 12 });
  const entries = fc.record({
    chain: fc.nat(63),
    seq: fc.nat(1000),
    at: fc.constantFrom(noon, nextDay),
    actor: text,
    call: text,
    body: text,
    prev: fc.constantFrom(zero, 'a'.repeat(64)),
  });

  const fields = ['chain', 'seq', 'at', 'actor', 'call', 'body', 'prev'] as const;

  it('has a hash of its own: whatever differs, wherever one field ends and the next begins', () => {
    fc.assert(
      fc.property(entries, entries, fc.constantFrom(...fields), (one, other, field) => {
        const changed = { ...one, [field]: other[field] };
        expect(entryHash(changed) === entryHash(one)).toBe(changed[field] === one[field]);
      }),
      { numRuns: 300 },
    );
    fc.assert(
      fc.property(text, text, entries, (left, right, row) => {
        fc.pre(right !== '');
        const split = { ...row, actor: left, call: right };
        const joined = { ...row, actor: `${left}${right}`, call: '' };
        expect(entryHash(split)).not.toBe(entryHash(joined));
      }),
    );
  });

  it('stands in its chain: a change breaks it and every entry after it', () => {
    const bodies = fc.array(fc.nat(99), { minLength: 2, maxLength: 20 });
    fc.assert(
      fc.property(bodies, fc.nat(), (numbers, where) => {
        const hashes = (changed: number | null) => {
          let prev = zero;
          return numbers.map((n, seq) => {
            const body = bodyText({ n: seq === changed ? n + 1 : n });
            prev = entryHash({ chain: 1, seq, at: noon, actor: 'staff:1', call: 'account.open', body, prev });
            return prev;
          });
        };
        const at = where % numbers.length;
        const [before, after] = [hashes(null), hashes(at)];
        expect(before.map((hash, seq) => hash === after[seq])).toEqual(before.map((_, seq) => seq < at));
      }),
    );
  });

  it('is the same bytes whatever the order of its facts', () => {
    fc.assert(
      fc.property(fc.dictionary(fc.string({ maxLength: 5 }), fc.jsonValue()), (facts) => {
        const turned = Object.fromEntries(Object.entries(facts).toReversed());
        expect(canonicalJson(turned)).toBe(canonicalJson(facts));
        expect(JSON.parse(canonicalJson(facts))).toEqual(JSON.parse(JSON.stringify(facts)));
      }),
    );
  });

  it.each([
    ['a name', { name: '佐藤 花子' }],
    ['a mail address', { mail: 'hanako@example.jp' }],
    ['a sentence', { note: 'called back' }],
    ['a name in a list', { names: ['ok', '佐藤'] }],
    ['a long text', { text: 'x'.repeat(65) }],
    ['facts within facts', { customer: { id: 1 } as unknown as string }],
  ])('carries no %s', (_, body) => {
    expect(() => bodyText(body)).toThrow(/is not an id, a count or a code/);
  });
});
