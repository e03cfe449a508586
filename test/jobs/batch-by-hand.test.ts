// A batch for a print house that has no key: who made it is shown the passphrase once, who released it gets the files, and
// neither has both (rule 15).
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { verifyAudit } from '../../main/audit.ts';
import type { Desk } from '../../main/core.ts';
import { answerOf, codeOf } from '../door/caller.ts';
import { findAnywhere } from '../faults/postcards.ts';
import { openPdf, textOf } from '../print/reading.ts';
import { engines, requestId } from '../setup/desk.ts';
import { batchWhen, fileOf, release, sender, waitingCustomers } from './batches.ts';
import { type ImportDesk, openImportDesk } from './desk.ts';

describe.each(engines)('a batch whose print house has no key, on %s', (engine) => {
  let at: ImportDesk;
  let maker: Desk;
  let releaser: Desk;
  let batchId: number;
  beforeEach(async () => {
    at = await openImportDesk(engine);
    maker = await at.signIn('admin');
    releaser = await at.signIn('admin2');
    answerOf(await maker.call('print.setSender', { sender, version: 0, requestId: requestId() }));
    await waitingCustomers(at, 2);
    batchId = await release(maker, releaser);
  }, 60_000);
  afterEach(async () => {
    expect((await at.db.snapshot((tx) => verifyAudit(tx))).finding).toBeNull();
    await at.close();
  });
  const begin = async (desk = maker) => desk.call('batch.generate', { batchId, requestId: requestId() });
  const waits = () => batchWhen(maker, batchId, 'it waits', ({ batch: { job } }) => job?.waitsFor === 'passphrase');
  const over = (state: string) =>
    batchWhen(maker, batchId, `the job is ${state}`, ({ batch: { job } }) => job?.state === state);
  const show = (desk = maker) => desk.call('batch.showPassphrase', { batchId });
  const note = (group: string, desk = maker) =>
    desk.call('batch.notePassphrase', { batchId, group, requestId: requestId() });

  it('is generated once its maker has noted the passphrase, which nothing and nobody else keeps', async () => {
    expect(answerOf(await maker.call('batch.list', {})).hasHouseKey).toBe(false);
    expect(codeOf(await show())).toBe('no-passphrase-waits');
    expect(codeOf(await begin(releaser))).toBe('maker-only');
    answerOf(await begin());
    const { can } = await waits();
    expect(can.notePassphrase).toEqual({ isAllowed: true, reason: null });
    expect(answerOf(await releaser.call('batch.open', { batchId })).can.notePassphrase.reason).toBe('maker-only');
    expect(codeOf(await show(releaser))).toBe('maker-only');
    // Nobody can have noted what nobody has seen.
    expect(codeOf(await note('ABCDEF'))).toBe('passphrase-differs');

    const { groups } = answerOf(await show());
    const passphrase = groups.join('');
    expect(passphrase).toMatch(/^[A-Z2-7]{26}$/);
    expect(codeOf(await show())).toBe('shown-already');
    const last = groups.at(-1) ?? '';
    expect(codeOf(await note(last, releaser))).toBe('maker-only');
    expect(codeOf(await note(groups[0] ?? ''))).toBe('passphrase-differs');
    // Nothing is drawn before.
    expect(await at.db.read('credential').where({ state: 'staged' })).toEqual([]);
    answerOf(await note(` ${last.toLowerCase()}`));
    const { batch, can: now } = await over('done');
    expect(batch).toMatchObject({ state: 'generated', cards: 2, passphraseTo: 'maker' });

    // The file goes to whoever released it, and no sealed passphrase lies beside it.
    expect(now.fetchFiles).toEqual({ isAllowed: false, reason: 'releaser-only' });
    for (const what of ['part', 'manifest', 'sums'] as const)
      expect(codeOf(await maker.call('batch.file', { batchId, what }))).toBe('releaser-only');
    expect(codeOf(await releaser.call('batch.file', { batchId, what: 'passphrase' }))).toBe('no-such-file');
    const pdf = await openPdf(await fileOf(releaser, batchId, 'part'), passphrase);
    expect(await textOf(await pdf.getPage(2))).toMatch(/No\.\d{12}[DFHJLMNQRTbdfhmnrt34789]{14}/);
    expect(await findAnywhere(at as never, [passphrase, groups.join(' ')])).toEqual([]);
    const calls = await at.db
      .read('audit_entry')
      .whereLike('call', 'batch.%Passphrase')
      .orderBy('at')
      .select('call', 'body');
    expect(calls.map(({ call, body }) => [call, Object.keys(JSON.parse(body)).toSorted()])).toEqual([
      ['batch.showPassphrase', ['batch', 'job']],
      ['batch.notePassphrase', ['batch', 'job']],
    ]);
  }, 60_000);

  it('goes back to where it was released where the passphrase is not noted, and the next one is another', async () => {
    answerOf(await begin());
    await waits();
    const first = answerOf(await show()).groups;
    answerOf(await maker.call('batch.cancelJob', { batchId, requestId: requestId() }));
    expect((await over('cancelled')).batch.state).toBe('released');
    expect(codeOf(await note(first.at(-1) ?? ''))).toBe('no-passphrase-waits');
    answerOf(await begin());
    await waits();
    expect(codeOf(await note(first.at(-1) ?? ''))).toBe('passphrase-differs');
    expect(answerOf(await show()).groups).not.toEqual(first);
  }, 60_000);

  it('whose console dies meanwhile is taken up by another, which has no passphrase to go on with', async () => {
    answerOf(await begin());
    await waits();
    // As a minute later: nobody has heard of its process since.
    await at.db.write('job').where({ state: 'running' }).update({ lease_until: '2000-01-01T00:00:00.000Z', fence: 7 });
    await at.core.idle();
    await at.core.lookAfterJobs();
    const { batch } = await over('failed');
    expect(batch).toMatchObject({ state: 'released', job: { fault: 'passphrase-gone' } });
  }, 60_000);
});
