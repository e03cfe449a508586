import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { verifyAudit } from '../../main/audit.ts';
import type { Desk } from '../../main/core.ts';
import { accountFields } from '../customer-files.ts';
import { answerOf, codeOf } from '../door/caller.ts';
import { ended, fileText, type ImportDesk, openImportDesk, start, upload } from '../jobs/desk.ts';
import { openPdf, textOf } from '../print/reading.ts';
import { addCustomer, rightPassword, type TestCustomer } from '../setup/customer.ts';
import { engines, requestId } from '../setup/desk.ts';
import { addGone, unique } from './gone.ts';

describe.each(engines)('a purge on %s', (engine) => {
  let at: ImportDesk;
  let admin: Desk;
  let other: Desk;
  let supervisor: Desk;
  const people: Record<'gone' | 'held' | 'running' | 'two' | 'second', TestCustomer> = {} as never;
  beforeAll(async () => {
    at = await openImportDesk(engine);
    [admin, other, supervisor] = [await at.signIn('admin'), await at.signIn('admin2'), await at.signIn('supervisor')];
    people.gone = await addGone(at.db.write);
    people.held = await addCustomer(at.db.write, { endedOn: '2024-10-31' });
    people.running = await addCustomer(at.db.write);
    // One customer, two accounts: the first one's time is over, the second one's contract runs.
    people.two = await addCustomer(at.db.write, { name: '二重　口座', endedOn: '2024-09-30' });
    people.second = await addCustomer(at.db.write, { customerId: people.two.customerId });
    const hold = { accountId: people.held.accountId, isHeld: true, reason: '係争中' };
    answerOf(await supervisor.call('account.setHold', { ...hold, requestId: requestId() }));
  });
  afterAll(() => at.close());
  const overview = async () => answerOf(await admin.call('purge.overview', {}));
  const ask = () => admin.call('purge.ask', { reason: '月例の消去', requestId: requestId() });
  const open = async (approvalId: number) => answerOf(await other.call('approval.open', { approvalId }));
  const decide = async (approvalId: number, outcome: 'grant' | 'refuse', desk = other) =>
    desk.call('approval.decide', {
      approvalId,
      digest: (await open(approvalId)).digest,
      outcome,
      note: outcome === 'refuse' ? '対象を確かめてください' : '',
      requestId: requestId(),
    });
  const bytesOf = (desk: Desk, file: string): Buffer => Buffer.from(desk.takeFile(file)?.bytes ?? []);
  let runId = 0;

  it('is shown before it is asked for: how many, which are overdue, what is kept, and a sample of internal ids', async () => {
    expect(await overview()).toMatchObject({
      today: '2026-11-23',
      due: 2,
      overdue: 2,
      kept: [
        { reason: 'hold', count: 1 },
        { reason: 'incident', count: 0 },
        { reason: 'batch', count: 0 },
        { reason: 'call', count: 0 },
        { reason: 'disclosure', count: 0 },
        { reason: 'supply', count: 0 },
      ],
      sample: [
        { accountId: people.gone.accountId, openThrough: '2026-08-31', dueBy: '2026-09-30' },
        { accountId: people.two.accountId, openThrough: '2026-09-30', dueBy: '2026-10-30' },
      ],
      runs: [],
      can: { ask: { isAllowed: true, reason: null } },
    });
  });

  it('is refused by the other admin without anything being taken, and may be asked for again', async () => {
    const asked = answerOf(await ask());
    expect(asked.accounts).toBe(2);
    expect(await ask()).toMatchObject({ error: 'purge-under-way', detail: { runId: asked.runId } });
    expect(codeOf(await decide(asked.approvalId, 'grant', admin))).toBe('own-request');
    answerOf(await decide(asked.approvalId, 'refuse'));
    expect((await overview()).runs).toMatchObject([{ runId: asked.runId, state: 'refused', purged: 0 }]);
    expect(codeOf(await admin.call('purge.certificate', { runId: asked.runId }))).toBe('purge-not-done');
  });

  it('takes what was approved and nothing else, whoever asked and approved, once a job has gone through it', async () => {
    const asked = answerOf(await ask());
    runId = asked.runId;
    expect((await open(asked.approvalId)).changes).toEqual([
      { field: 'purge', before: '', after: String(runId) },
      { field: 'purge-accounts', before: '', after: '2' },
      { field: 'purge-through', before: '', after: '2026-09-30' },
    ]);
    answerOf(await decide(asked.approvalId, 'grant'));
    await at.core.idle();
    expect((await overview()).runs[0]).toMatchObject({
      runId,
      state: 'done',
      accounts: 2,
      purged: 2,
      kept: 0,
      askedBy: '三浦 千佳',
      approvedBy: '本間 拓也',
    });
    expect(await at.db.read('account').orderBy('id').pluck('id')).toEqual([
      people.held.accountId,
      people.running.accountId,
      people.second.accountId,
    ]);
    // The customer of two accounts stays, with what the second one needs.
    expect(await at.db.read('customer').where({ id: people.two.customerId }).pluck('name')).toEqual(['二重　口座']);
    expect(await at.db.read('customer').where({ id: people.gone.customerId })).toEqual([]);
    expect(await at.db.read('contract').where({ id: people.two.contractId })).toEqual([]);
    expect((await at.portal.attempt(people.running.loginId, rightPassword)).answer).toBe('accepted');
    expect((await at.portal.attempt(unique.loginId, rightPassword)).answer).toBe('refused');
    expect(codeOf(await admin.call('account.open', { accountId: people.gone.accountId }))).toBe('no-such-account');
    const found = answerOf(await admin.call('account.search', { text: '纐纈' }));
    expect(found.hits).toEqual([]);
  });

  it('has one audit entry at the start, for each piece and at the end, none of which says whom', async () => {
    const entries: { call: string; actor: string; body: string }[] = await at.db
      .read('audit_entry')
      .where('call', 'like', 'purge.%')
      .whereNot('call', 'purge.ask')
      .orderBy(['at', 'chain', 'seq'])
      .select('call', 'actor', 'body');
    const { actor } = entries.find(({ call }) => call === 'purge.begun') ?? {};
    const [asker] = await at.db.read('staff').where({ login: 'admin' }).pluck('id');
    expect(actor).toBe(`staff:${asker}`);
    expect(entries.map(({ call, body }) => [call, JSON.parse(body)])).toEqual([
      ['purge.begun', { run: runId, accounts: 2, through: '2026-09-30' }],
      ['purge.piece', { run: runId, accounts: 2, customers: 1, kept: 0 }],
      ['purge.done', { run: runId, accounts: 2, customers: 1, kept: 0 }],
    ]);
    expect(await verifyAudit(at.db.read)).toMatchObject({ isWhole: true });
  });

  it('has a certificate that says when, by which rule, how much, who, and where it stands in the audit', async () => {
    const { file, fileName } = answerOf(await other.call('purge.certificate', { runId }));
    expect(fileName).toBe(`akari-purge-${runId}.pdf`);
    const bytes = bytesOf(other, file);
    if (process.env.AKARI_KEEP)
      (await import('node:fs')).writeFileSync(`${process.env.AKARI_KEEP}/certificate.pdf`, bytes);
    const pdf = await openPdf(bytes);
    const text = `${await textOf(await pdf.getPage(1))}${await textOf(await pdf.getPage(2))}`;
    const run = await at.db.read('purge_run').where({ id: runId }).first();
    const last = await at.db
      .read('audit_entry')
      .where({ chain: run.job_id % 64, seq: run.last_seq })
      .first('call', 'hash');
    expect(last.call).toBe('purge.done');
    for (const words of [
      '消去証明書',
      '2件',
      '三浦千佳',
      '本間拓也',
      '業務規則30',
      run.digest,
      last.hash,
      'メールアドレス',
    ])
      expect(text).toContain(words.replaceAll(' ', ''));
    expect(text).not.toContain('纐纈');
    const ids = answerOf(await other.call('purge.ids', { runId }));
    expect(bytesOf(other, ids.file).toString('utf8').split('\r\n').slice(1, 3)).toEqual([
      `${people.gone.accountId},${people.gone.customerId},2026-08-31,purged,,2026-11-23T03:00:00.000Z`,
      `${people.two.accountId},${people.two.customerId},2026-09-30,purged,,2026-11-23T03:00:00.000Z`,
    ]);
  });

  it('keeps the purged customer number as a keyed hash alone, by which no import brings anybody back', async () => {
    const hashes: string[] = await at.db.read('purged_customer').pluck('customer_hash');
    expect(hashes).toHaveLength(1);
    expect(hashes[0]).toMatch(/^[0-9a-f]{64}$/);
    const text = fileText('accounts', [{ ...accountFields(1), customer_no: unique.customerNo }]);
    const file = await upload(admin, text);
    answerOf(await start(admin, 'accounts', file));
    expect(await ended(admin)).toMatchObject({ state: 'done', counts: { rejected: 1, newCount: 0 } });
    expect(await at.db.read('customer').where({ customer_no: unique.customerNo })).toEqual([]);
    const { jobId } = (await answerOf(await admin.call('import.list', {}))).job ?? {};
    const rejects = answerOf(await admin.call('import.rejects', { jobId: jobId ?? 0 }));
    expect(bytesOf(admin, rejects.file).toString('utf8')).toContain('purged-customer');
  });
});
