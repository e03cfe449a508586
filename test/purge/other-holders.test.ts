// What a purge and a disclosure may not touch: contracts that others hold or held, and those of customers who came back.
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { holdingsOf } from '../../db/holdings.ts';
import * as purge from '../../db/purge.ts';
import { addCustomer, type TestCustomer } from '../setup/customer.ts';
import { engines, openTestDesk, type TestDesk } from '../setup/desk.ts';

const today = '2026-11-23';

describe.each(engines)('a customer whose time is over on %s', (engine) => {
  let at: TestDesk;
  let earlier: TestCustomer;
  let later: TestCustomer;
  let contractId = 0;
  beforeAll(async () => {
    at = await openTestDesk(engine);
    earlier = await addCustomer(at.db.write, { name: '先代　花子' });
    later = await addCustomer(at.db.write, { name: '次代　太郎', endedOn: '2024-08-31' });
    contractId = (await at.db.write('contract').where({ customer_id: later.customerId }).first('id')).id;
    // It was the earlier one's until it changed hands.
    const held = { account_id: earlier.accountId, contract_id: contractId, from_on: '2001-02-03', to_on: '2011-12-13' };
    await at.db.write('account_contract').insert(held);
    // And had taken it over from a third one, of whom nothing is left.
    const facts = JSON.stringify({ contracts: String(contractId), startsOn: '2001-02-03' });
    const told = { kind: 'holder-taken-over', at: '2001-02-03T00:00:00.000Z', actor: 'staff:1', facts };
    await at.db.write('account_event').insert({ account_id: earlier.accountId, ...told });
    await at.db
      .write('contract')
      .where({ id: contractId })
      .update({ started_on: '2001-02-02', held_since: '2011-12-14' });
  });
  afterAll(() => at.close());

  /** More mails than are taken at once, all of them repeating the first; and somebody else's request made in their call. */
  const addMailsAndCall = async (): Promise<void> => {
    const at2024 = '2024-08-01T00:00:00.000Z';
    const address = { account_id: later.accountId, address: 'x@example.jp', address_key: 'x', created_at: at2024 };
    const contact = { topic: 'account', opened_at: at2024, last_active_at: at2024, facts_from: at2024 };
    const asked = { act: 'account.join', content: '{}', digest: '', subject_version: 1, reason: '', state: 'void' };
    await at.db.write.transaction(async (tx) => {
      const [mail] = await tx('mail_address').insert(address).returning('id');
      const sent = { kind: 'bill', account_id: later.accountId, mail_address_id: mail.id, state: 'accepted' };
      const first = { ...sent, message_id: 'first', created_at: at2024, due_at: at2024 };
      const [{ id }] = await tx('outbox')
        .insert({ ...first, kind: 'confirm' })
        .returning('id');
      for (let index = 0; index < 600; index += 1)
        await tx('outbox').insert({ ...first, kind: 'confirm', message_id: `again-${index}`, resend_of: id });
      const [agent] = await tx('staff').where({ login: 'agent' }).pluck('id');
      const [session] = await tx('staff_session')
        .insert({ staff_id: agent, host: 'cli', started_at: at2024, last_seen_at: at2024 })
        .returning('id');
      const own = {
        ...contact,
        customer_id: later.customerId,
        session_id: session.id,
        staff_id: agent,
        closed_at: at2024,
      };
      const [call] = await tx('contact').insert(own).returning('id');
      const approval = {
        ...asked,
        account_id: earlier.accountId,
        contact_id: call.id,
        asked_by: agent,
        asked_at: at2024,
      };
      await tx('approval').insert(approval);
      const taking = { contractId, holderCustomerNo: `№ ${later.customerNo}`, changesOn: '2026-12-01' };
      const handing = { ...approval, act: 'moving.changeHolder', state: 'asked', content: JSON.stringify(taking) };
      const toStranger = { ...handing, content: JSON.stringify({ ...taking, holderCustomerNo: '999' }) };
      await tx('approval').insert([handing, toStranger]);
    });
  };

  it('is told nothing of the time in which a contract was another one’s', async () => {
    const held = JSON.stringify(await holdingsOf(at.db.read, later.customerId));
    expect(held).toContain('次代');
    expect(held).not.toContain('2001-02-0');
    expect(held).toContain('2011-12-14');
  });

  it('who came back, and whose new contract has no account yet, is not purged', async () => {
    const { id: _, ...row } = await at.db.write('contract').where({ id: contractId }).first();
    const back = { ...row, contract_no: 'BACK-1', started_on: '2026-11-01', ended_on: null };
    const [made] = await at.db.write('contract').insert(back).returning('id');
    expect(await purge.countDue(at.db.read, today)).toBe(0);
    expect((await purge.countKept(at.db.read, today)).supply).toBe(1);
    expect(await purge.keepingOf(at.db.write, [later.accountId], today)).toEqual(
      new Map([[later.accountId, 'supply']]),
    );
    await at.db.write('contract').where({ id: made.id }).delete();
    expect(await purge.countDue(at.db.read, today)).toBe(1);
  });

  it('goes whole, and leaves a contract to its earlier holder as they left it, without what was told of it since', async () => {
    await addMailsAndCall();
    const erased = await at.db.write.transaction((tx) => purge.erase(tx, [later.accountId], null));
    expect(erased).toMatchObject({ accounts: 1, customers: 1 });
    expect(await at.db.read('contract').where({ id: contractId }).first()).toMatchObject({
      customer_id: earlier.customerId,
      application_phone: null,
      application_phone_digits: null,
      held_since: '2001-02-03',
      ended_on: '2011-12-13',
    });
    const left = JSON.stringify(await holdingsOf(at.db.read, earlier.customerId));
    for (const day of ['2011-12-14', '2024-08-31', '2001-02-02']) expect(left).not.toContain(day);
    expect(await at.db.read('customer').where({ id: later.customerId })).toEqual([]);
    expect(erased.rows).toMatchObject({ outbox: 601, contact: 1 });
    expect(await at.db.read('approval').orderBy('id').select('contact_id', 'state')).toEqual([
      { contact_id: null, state: 'void' },
      { contact_id: null, state: 'void' },
      { contact_id: null, state: 'asked' },
    ]);
    // What was to be handed over to them names them by their number.
    expect(JSON.stringify(await at.db.read('approval'))).not.toContain(later.customerNo);
  });
});
