// At the command line: the carrier's list of returned cards, and cards for the new accounts of a file.
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import Encoding from 'encoding-japanese';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { verifyAudit } from '../../main/audit.ts';
import { sweepPlaces } from '../../main/import/places.ts';
import { accountFields, accountHeader, csvLine } from '../customer-files.ts';
import { openContact } from '../door/caller.ts';
import { addPostedCard, type TestCard } from '../setup/card.ts';
import { type Ended, inItsOwnProcess, inThisProcess } from '../setup/command-line.ts';
import { addCustomer, type TestCustomer } from '../setup/customer.ts';
import { engines, openTestDesk, type TestDesk } from '../setup/desk.ts';
import { scratchFolder } from '../setup/scratch-folder.ts';

describe.each(engines)('akari cards returned on %s', (engine) => {
  const home = scratchFolder('akari-home-');
  let desk: TestDesk;
  let customer: TestCustomer;
  let card: TestCard;
  beforeAll(async () => {
    vi.stubEnv('AKARI_HOME', home.path);
    desk = await openTestDesk(engine);
    customer = await addCustomer(desk.db.write);
    card = await addPostedCard(desk.db.write, customer);
  });
  afterAll(async () => {
    await desk.close();
    home.remove();
  });
  const take = async (content: string | Uint8Array, run = inThisProcess): Promise<Ended> => {
    const path = join(home.path, 'henrei.csv');
    writeFileSync(path, content);
    return run(['cards', 'returned', path, '--db', desk.url]);
  };
  const list = (reason: string) => `serial,reason,returned_on\r\n${card.serial},${reason},2026-11-20\r\n`;
  const entries = () => desk.db.read('audit_entry').where({ call: 'card.returned' }).select('actor', 'body');

  it('takes in nothing of a list that is wrong, and tells the line', async () => {
    const { code, out } = await take(list('不在'));
    expect({ code, out: JSON.parse(out) }).toEqual({
      code: 2,
      out: { error: 'returns-wrong', rows: [{ line: 2, code: 'reason' }] },
    });
    expect((await take(Uint8Array.of(0xff, 0xfe, 0x80))).code).toBe(2);
    expect(await entries()).toEqual([]);
  });

  it('takes in one as the carrier’s spreadsheet writes it, with one entry on the audit, and consoles are told', async () => {
    const heard = new Set<string>();
    const shown = ['cards', 'contact', `account:${customer.accountId}`];
    const agent = await desk.signIn('agent');
    for (const topic of shown) agent.listen(topic, () => heard.add(topic));
    // Something of the console's own, so that listening is known to have begun.
    await openContact(agent, null);
    await vi.waitFor(() => expect([...heard]).toContain('contact'), { timeout: 15_000 });
    heard.clear();
    const codes = Encoding.convert(Encoding.stringToCode(list('保管期間経過')), { from: 'UNICODE', to: 'SJIS' });
    const { code, out } = await take(Uint8Array.from(codes), inItsOwnProcess);
    expect({ code, out: JSON.parse(out) }).toEqual({
      code: 0,
      out: { returned: 1, same: 0, voided: 1, heldBack: 0, toPull: [] },
    });
    await vi.waitFor(() => expect([...heard].toSorted()).toEqual(shown.toSorted()), { timeout: 15_000 });
    const row = await desk.db.read('card').where({ id: card.cardId }).first();
    expect(row).toMatchObject({ state: 'returned', return_reason: 'storage-expired', returned_on: '2026-11-20' });
    const [entry, ...more] = await entries();
    expect(more).toEqual([]);
    expect(entry.actor).toMatch(/^system:/);
    expect(JSON.parse(entry.body)).toMatchObject({ returned: 1, voided: 1, sha256: expect.any(String) });
    expect(JSON.parse((await take(list('保管期間経過'))).out)).toMatchObject({ returned: 0, same: 1 });
    expect((await verifyAudit(desk.db.read)).finding).toBeNull();
  }, 60_000);
});

describe.each(engines)('akari import accounts on %s', (engine) => {
  const home = scratchFolder('akari-home-');
  let desk: TestDesk;
  beforeAll(async () => {
    vi.stubEnv('AKARI_HOME', home.path);
    desk = await openTestDesk(engine);
  });
  afterAll(async () => {
    await desk.close();
    home.remove();
  });
  const take = async (kind: 'accounts' | 'contracts', people: number, ...flags: string[]): Promise<Ended> => {
    const path = join(home.path, 'accounts.csv');
    const rows = [accountFields(0), accountFields(1), { ...accountFields(2), status: 'withdrawn' }];
    writeFileSync(path, [accountHeader, ...rows.slice(0, people).map((row) => csvLine({ ...row })), ''].join('\n'));
    return inThisProcess(['import', kind, path, ...flags, '--db', desk.url]);
  };
  const summaryOf = ({ out }: Ended) => JSON.parse(out).value;
  const asked = () => desk.db.read('card_request').select('cause', 'state', 'asked_by');

  it('asks for a card for each account that is new in the file and can be logged in to, once', async () => {
    expect(summaryOf(await take('accounts', 1))).not.toHaveProperty('postcards');
    expect(await asked()).toEqual([]);
    const asking = () => take('accounts', 3, '--request-postcards');
    expect(summaryOf(await asking())).toMatchObject({ newCount: 2, same: 1, postcards: 1 });
    expect(await asked()).toEqual([{ cause: 'new-account', state: 'waiting', asked_by: null }]);
    const events = await desk.db.read('account_event').where({ kind: 'card-requested' }).select('actor', 'facts');
    expect(events).toEqual([{ actor: expect.stringMatching(/^system:/), facts: '{"cause":"new-account"}' }]);
    // The same file again: nobody in it is new.
    expect(summaryOf(await asking())).toMatchObject({ newCount: 0, postcards: 0 });
    expect(await asked()).toHaveLength(1);
  });

  it('lists refused rows in the data folder, where the list is removed when its days are over', async () => {
    const path = join(home.path, 'wrong.csv');
    writeFileSync(path, [accountHeader, csvLine({ ...accountFields(7), name: '' }), ''].join('\n'));
    const { code, out } = await inThisProcess(['import', 'accounts', path, '--db', desk.url]);
    expect(code).toBe(1);
    const { rejects } = JSON.parse(out);
    expect(dirname(rejects)).toBe(join(home.path, 'rejects'));
    expect(readFileSync(rejects, 'utf8')).toContain('2,name,,missing,rejected');
    expect(readdirSync(home.path).filter((name) => name.startsWith('wrong'))).toEqual(['wrong.csv']);
    await sweepPlaces(home.path, Date.now() + 15 * 24 * 3_600_000, { rejectsFileDays: 14 });
    expect(existsSync(rejects)).toBe(false);
  });

  it('takes the wish with accounts only', async () => {
    const { code, out, err } = await take('contracts', 3, '--request-postcards');
    expect({ code, out }).toEqual({ code: 2, out: '' });
    expect(err).toContain('accounts');
  });
});
