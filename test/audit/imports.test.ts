// An import is on the audit when it is asked for, when it begins, with each piece and at its end; never with its data.
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { contract } from '../../main/contract/index.ts';
import type { Row } from '../../main/contract/row.ts';
import type { Desk } from '../../main/core.ts';
import { addMinutes } from '../../main/rules/calendar.ts';
import { accountFields } from '../customer-files.ts';
import { answerOf, codeOf } from '../door/caller.ts';
import { ended, fileText, type ImportDesk, jobOf, openImportDesk, signInAs, start, upload } from '../jobs/desk.ts';
import { engines, noon, requestId } from '../setup/desk.ts';
import { type Entry, entriesOf } from './entries-of.ts';

describe.each(engines)('the audit of imports on %s', (engine) => {
  let at: ImportDesk;
  let admin: Desk;
  beforeAll(async () => {
    at = await openImportDesk(engine);
    admin = await signInAs(at);
  });
  afterAll(() => at.close());
  const tried = new Set<string>();
  const added = async (name: string, work: () => Promise<unknown>): Promise<Entry[]> => {
    tried.add(name);
    return (await entriesOf(at.db, work))[1];
  };
  const rows = Array.from({ length: 40 }, (_, row) => accountFields(row));
  const text = fileText('accounts', [...rows, { ...accountFields(40), name: '' }]);

  it('has who asked for it, the file’s digest, and then each step with its counts', async () => {
    const file = await upload(admin, text, '佐藤様の一覧.csv');
    const entries = await added('import.start', async () => {
      answerOf(await start(admin, 'accounts', file));
      await ended(admin);
    });
    const { jobId, sha256, size } = await jobOf(admin);
    expect(entries.map(({ call }) => call)).toEqual(['import.start', ...Array(3).fill('import.accounts')]);
    expect(new Set(entries.map(({ actor }) => actor))).toEqual(new Set(['staff:4']));
    const [asked, begun, piece, end] = entries.map(({ body }) => body);
    expect(asked).toEqual({ job: jobId, kind: 'accounts', dry: false, sha256, bytes: size });
    expect(begun).toEqual({ run: 1, state: 'started' });
    const counts = { new: 40, changed: 0, same: 0, kept: 0, pending: 0 };
    expect(piece).toEqual({ run: 1, ...counts, rejected: 0 });
    expect(end).toEqual({ run: 1, state: 'done', sha256, ...counts, rejected: 1 });
  });

  it('has who fetched the list of refused rows', async () => {
    const { jobId } = await jobOf(admin);
    const entries = await added('import.rejects', () => admin.call('import.rejects', { jobId }));
    expect(entries).toMatchObject([{ call: 'import.rejects', actor: 'staff:4', body: { job: jobId } }]);
    expect(await added('import.rejects', () => admin.call('import.rejects', { jobId: 99 }))).toEqual([]);
  });

  it('has who took up an import that was cut off, and who gave it up', async () => {
    const file = await upload(admin, text);
    answerOf(await start(admin, 'accounts', file, { isDry: true }));
    const { jobId } = await ended(admin);
    // Its process may still be on its way out: as long as it is, the console leaves the job to it.
    await at.core.idle();
    const cutOff = () =>
      at.db.write('job').where({ id: jobId }).update({ state: 'running', ended_at: null, lease_until: noon, fence: 5 });
    await cutOff();
    const again = () => admin.call('import.continue', { jobId, requestId: requestId() });
    const taken = await added('import.continue', async () => {
      answerOf(await again());
      await ended(admin);
    });
    expect(taken).toMatchObject([{ call: 'import.continue', actor: 'staff:4', body: { job: jobId } }]);
    expect(await added('import.continue', async () => expect(codeOf(await again())).toBe('job-ended'))).toEqual([]);
    await cutOff();
    await at.moveTo(addMinutes(noon, 1));
    const given = await added('import.cancel', () => admin.call('import.cancel', { jobId, requestId: requestId() }));
    expect(given).toMatchObject([{ call: 'import.cancel', body: { job: jobId, state: 'cancelled' } }]);
  });

  it('has a case for each of its calls, and nothing by which somebody could be named', async () => {
    const audited = Object.entries<Row>(contract).flatMap(([name, { kind }]) =>
      kind !== 'read' && name.startsWith('import.') ? [name] : [],
    );
    expect([...tried].toSorted()).toEqual(audited.toSorted());
    const all = JSON.stringify(await at.db.read('audit_entry').select('actor', 'call', 'body'));
    const named = rows.flatMap(({ name, login_id, customer_no, phone }) => [name, login_id, customer_no, phone]);
    for (const secret of [...named, '佐藤様']) expect(all, secret).not.toContain(secret);
    // What stands with the job as well.
    const jobs = JSON.stringify(await at.db.read('job').select('cursor', 'progress', 'result'));
    for (const secret of named) expect(jobs, secret).not.toContain(secret);
  });
});
