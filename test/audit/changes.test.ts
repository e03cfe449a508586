// One entry for every change of registered data, settings and staff, and nothing in it that names a person.
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import * as accounts from '../../db/accounts.ts';
import * as pending from '../../db/pending-changes.ts';
import { type CallName, contract } from '../../main/contract/index.ts';
import type { Row } from '../../main/contract/row.ts';
import type { Desk } from '../../main/core.ts';
import type { AnyReply } from '../../main/dispatch.ts';
import { answerOf, hangUp, takeCall } from '../door/caller.ts';
import { uploadList } from '../jobs/batches.ts';
import { addPostedCard } from '../setup/card.ts';
import { addCustomer, type TestCustomer } from '../setup/customer.ts';
import { engines, openTestDesk, requestId, type StaffLogin, staffPassword, type TestDesk } from '../setup/desk.ts';
import { entriesOf } from './entries-of.ts';

/** Audited calls that this file has a case for. */
const changesCovered =
  /^(account\.(change|set|withdraw|reopen)|moving|card|incident|calendar|pendingChange|approval|setting|staff\.(invite|showInvite|acceptInvite|changeRole|setActive|changePassword))/;

type Case = {
  as: StaffLogin;
  input: () => Promise<object> | object;
  says: readonly string[];
  refused?: readonly string[];
};

describe.each(engines)('the audit of changes on %s', (engine) => {
  let test: TestDesk;
  let customer: TestCustomer;
  const desks = new Map<StaffLogin, Desk>();
  const personal = {
    name: '志田　志のぶ',
    customerNo: `7740${engine === 'sqlite' ? 1 : 2}4412`,
    loginId: `Shida-${engine}`,
    mails: [{ address: 'shida@example.jp' }],
    phones: [{ number: '011-773-0914' }],
    applicationPhone: '090-6655-4433',
  };
  beforeAll(async () => {
    test = await openTestDesk(engine);
    customer = await addCustomer(test.db.write, personal);
    for (const login of ['agent', 'supervisor', 'admin', 'admin2'] as const) desks.set(login, await test.signIn(login));
    await takeCall(deskOf('agent'), customer, 3);
  });
  afterAll(() => test.close());

  const deskOf = (login: StaffLogin): Desk => {
    const desk = desks.get(login);
    if (!desk) throw new Error(`${login} is not at a desk`);
    return desk;
  };
  const asked = async (): Promise<{ approvalId: number; digest: string }> => {
    await hangUp(deskOf('agent'));
    await takeCall(deskOf('agent'), customer, 2);
    const mail = { mailId: null, address: 'asked.for@example.jp' };
    const { approvalId } = answerOf(
      await deskOf('agent').call('account.changeMail', { ...act(), ...mail, isAskingApproval: true }),
    );
    const row = await test.db.read('approval').where({ id: approvalId }).first('digest');
    return { approvalId: approvalId ?? 0, digest: row.digest };
  };
  /** A card of the customer's that has dropped out. */
  const dropped = async (): Promise<number> => {
    const { write } = test.db;
    const request = { account_id: customer.accountId, cause: 'lost-card', asked_at: '2026-11-22T00:00:00.000Z' };
    await write('card_request').where({ account_id: customer.accountId }).update({ state: 'cancelled' });
    const [row] = await write('card_request')
      .insert({ ...request, state: 'dropped-out', drop_code: 'phone-missing', drop_detail: '' })
      .returning('id');
    return row.id;
  };
  const act = () => ({ accountId: customer.accountId, reason: '志田様のお申し出', requestId: requestId() });
  const onAccount = ['account', 'customer', 'contact', 'fields', 'notices'];
  const ending = () => ({ contractIds: [customer.contractId], endsOn: '2026-11-30' });
  const place = (last: string) => ({
    supplyPointNo: `01987${engine === 'sqlite' ? 1 : 2}${last.padStart(15, '0')}`.padEnd(22, '0'),
    startsOn: '2026-12-01',
    plan: '従量電灯B',
    postcode: '060-0042',
    line: '北海道札幌市中央区大通西5丁目8',
    applicationPhone: '080-1111-3333',
  });
  const runningContract = async (): Promise<number> => {
    const { accountId } = customer;
    const running = (await accounts.contractsOf(test.db.read, accountId)).find(({ endedOn }) => endedOn === null);
    return running?.id ?? 0;
  };
  const invited = async (): Promise<{ login: string; staffId: number; code: string }> => {
    const login = `new${requestId().slice(-4)}`;
    const { staffId } = answerOf(
      await deskOf('admin').call('staff.invite', { login, name: '新人', role: 'agent', requestId: requestId() }),
    );
    return { login, staffId, code: answerOf(await deskOf('admin').call('staff.showInvite', { staffId })).code };
  };
  const versionOf = async (id: number): Promise<number> =>
    (await test.db.read('staff').where({ id }).first('version')).version;

  const cases: Partial<Record<CallName, Case>> = {
    'account.changePhone': {
      as: 'agent',
      input: () => ({ ...act(), phoneId: null, number: '080-1111-2222' }),
      says: onAccount,
    },
    'account.changeApplicationPhone': {
      as: 'agent',
      input: () => ({ ...act(), contractId: customer.contractId, number: '080-1111-3333' }),
      says: onAccount,
    },
    'account.changeAddress': {
      as: 'agent',
      input: () => ({ ...act(), postcode: '060-0042', line: '北海道札幌市中央区大通西5丁目8' }),
      says: onAccount,
    },
    'account.changeMail': {
      as: 'agent',
      input: () => ({ ...act(), mailId: null, address: 'second@example.jp' }),
      says: onAccount,
    },
    'account.setNotices': { as: 'agent', input: () => ({ ...act(), wantsNotices: false }), says: onAccount },
    'account.setAmounts': { as: 'agent', input: () => ({ ...act(), wantsAmounts: true }), says: onAccount },
    'account.changeLoginId': { as: 'agent', input: () => ({ ...act(), loginId: `Other-${engine}` }), says: onAccount },
    'account.withdraw': { as: 'agent', input: act, says: onAccount },
    'account.reopen': { as: 'agent', input: act, says: onAccount },
    'moving.check': {
      as: 'agent',
      // Beside the account that is open it is no opening: another one's is.
      input: async () => ({ accountId: (await addCustomer(test.db.write, { credential: null })).accountId }),
      says: ['account', 'customer', 'protected'],
    },
    'moving.moveOut': { as: 'agent', input: () => ({ ...act(), ...ending() }), says: onAccount },
    'moving.undoMoveOut': {
      as: 'agent',
      input: () => ({ ...act(), contractIds: [customer.contractId] }),
      says: onAccount,
    },
    'moving.moveIn': { as: 'agent', input: () => ({ ...act(), ...place('1') }), says: onAccount },
    'moving.moveWithin': {
      as: 'agent',
      input: () => ({ ...act(), ...place('2'), contractId: customer.contractId, endsOn: '2026-11-30' }),
      says: onAccount,
    },
    'moving.changeName': {
      as: 'agent',
      input: () => ({ ...act(), name: '志田　新名', nameKana: 'シダ　シンメイ' }),
      says: onAccount,
    },
    'moving.changeHolder': {
      as: 'agent',
      input: async () => ({
        ...act(),
        contractId: await runningContract(),
        holderCustomerNo: (await addCustomer(test.db.write, { credential: null })).customerNo,
        changesOn: '2026-12-20',
        applicationPhone: '080-1111-4444',
        isAskingApproval: true,
      }),
      says: [...onAccount.filter((name) => name !== 'notices'), 'approval'],
    },
    'moving.joinAccounts': {
      as: 'agent',
      input: async () => {
        const { customerId } = customer;
        const { accountId } = await addCustomer(test.db.write, { customerId, credential: null });
        return { ...act(), otherAccountId: accountId, survivor: 'this', isAskingApproval: true };
      },
      says: [...onAccount.filter((name) => name !== 'notices'), 'approval'],
    },
    'card.request': { as: 'agent', input: () => ({ ...act(), cause: 'lost-card' }), says: onAccount },
    'card.cancel': {
      as: 'agent',
      input: () => ({ accountId: customer.accountId, requestId: requestId() }),
      says: ['account', 'contact', 'customer', 'request'],
    },
    'card.openDropped': {
      as: 'supervisor',
      input: async () => ({ cardRequestId: await dropped() }),
      says: ['account', 'customer', 'request'],
    },
    'card.mend': {
      as: 'supervisor',
      input: async () => ({
        cardRequestId: await dropped(),
        line: '北海道札幌市中央区大通西5丁目\n8',
        reason: '志田様の宛先の改行',
        requestId: requestId(),
      }),
      says: ['account', 'approved', 'customer', 'fields', 'request'],
    },
    'card.requeue': {
      as: 'supervisor',
      input: async () => ({ cardRequestId: await dropped(), reason: '電話番号の登録を確認', requestId: requestId() }),
      says: ['account', 'approved', 'customer', 'request'],
    },
    'card.returned': {
      as: 'admin',
      input: async () => {
        const { serial } = await addPostedCard(test.db.write, customer);
        const file = await uploadList(deskOf('admin'), `serial,reason,returned_on\n${serial},転居先不明,2026-11-22\n`);
        return { file, requestId: requestId() };
      },
      says: ['heldBack', 'returned', 'same', 'sha256', 'toPull', 'voided'],
    },
    'incident.record': {
      as: 'supervisor',
      input: async () => {
        const { cardId } = await addPostedCard(test.db.write, customer);
        return {
          cardId,
          noticedOn: '2026-11-23',
          reason: '志田様のお隣から',
          isReissue: false,
          requestId: requestId(),
        };
      },
      says: ['account', 'card', 'customer', 'incident', 'noticed', 'passwordVoid', 'reissue'],
    },
    'incident.report': {
      as: 'admin',
      input: () => ({ incidentId: 1, which: 'first', on: '2026-11-23', requestId: requestId() }),
      says: ['account', 'incident', 'on', 'report'],
    },
    'calendar.set': {
      as: 'admin',
      input: () => ({ lines: '2027-01-04 会社休業日', requestId: requestId() }),
      says: ['removed', 'same', 'set'],
    },
    'account.setFlags': {
      as: 'supervisor',
      input: () => ({ ...act(), isProtected: false, isDoNotPost: true }),
      says: ['account', 'customer', 'doNotPost', 'protected'],
    },
    'account.setHold': {
      as: 'supervisor',
      input: () => ({ ...act(), isHeld: true }),
      says: ['account', 'customer', 'held'],
    },
    'pendingChange.open': {
      as: 'supervisor',
      input: async () => ({ changeId: (await test.db.read('pending_change').first('id')).id }),
      says: ['account', 'change', 'field', 'protected'],
    },
    'pendingChange.settle': {
      as: 'supervisor',
      input: async () => {
        const { id: changeId } = await test.db.read('pending_change').where({ field: 'contact-phone' }).first('id');
        await pending.contradict(test.db.write, changeId, '"011-999-0000"');
        const { version } = await test.db.read('pending_change').where({ id: changeId }).first('version');
        return { changeId, version, keep: 'ours', requestId: requestId() };
      },
      says: ['account', 'change', 'field', 'keep'],
    },
    'approval.open': {
      as: 'supervisor',
      input: async () => ({ approvalId: (await asked()).approvalId }),
      says: ['account', 'approval'],
    },
    'approval.decide': {
      as: 'supervisor',
      input: async () => ({ ...(await asked()), outcome: 'refuse', note: '志田様に折り返し', requestId: requestId() }),
      says: ['account', 'approval', 'askedBy', 'outcome'],
    },
    'setting.change': {
      as: 'admin',
      input: () => ({ name: 'idleLockMinutes', value: 20, version: 0, reason: '見直し', requestId: requestId() }),
      says: ['from', 'setting', 'to'],
    },
    'staff.invite': {
      as: 'admin',
      input: () => ({ login: 'shinjin', name: '新人', role: 'agent', requestId: requestId() }),
      says: ['role', 'staff'],
    },
    'staff.showInvite': { as: 'admin', input: async () => ({ staffId: (await invited()).staffId }), says: ['staff'] },
    'staff.acceptInvite': {
      as: 'admin2',
      input: async () => {
        const { login, code } = await invited();
        return { login, code, password: 'a long enough passphrase' };
      },
      says: ['staff'],
      refused: ['wrong-code'],
    },
    'staff.changeRole': {
      as: 'admin',
      input: async () => {
        const { staffId } = await invited();
        return { staffId, role: 'auditor', version: await versionOf(staffId), requestId: requestId() };
      },
      says: ['from', 'staff', 'to'],
    },
    'staff.setActive': {
      as: 'admin',
      input: async () => {
        const { staffId } = await invited();
        return { staffId, isActive: false, version: await versionOf(staffId), requestId: requestId() };
      },
      says: ['active', 'sessions', 'staff'],
    },
    'staff.changePassword': {
      as: 'admin2',
      input: () => ({ old: staffPassword, next: 'a long enough passphrase' }),
      says: ['sessions', 'staff'],
      refused: ['wrong-password', 'sign-in-limited'],
    },
  };

  it('has a case for every one of them', () => {
    const audited = Object.entries<Row>(contract).flatMap(([name, row]) =>
      row.kind !== 'read' && changesCovered.test(name) ? [name] : [],
    );
    expect(Object.keys(cases).toSorted()).toEqual(audited.toSorted());
  });

  it.each(Object.entries(cases))(
    '%s: has one entry of ids and codes when it was done',
    async (name, { as, input, says, refused = [] }) => {
      const given = await input();
      const [reply, made] = await entriesOf<AnyReply>(test.db, () => deskOf(as).callAny(name, given));
      expect(reply).toMatchObject({ ok: true });
      expect(made).toMatchObject([{ call: name, actor: expect.stringMatching(/^staff:\d+$/) }]);
      expect(Object.keys(made[0]?.body ?? {}).toSorted()).toEqual([...says].toSorted());

      // The same once more, as another request: refused now, or done again; a refusal leaves nothing but a failed sign-in.
      const again = { ...given, ...('requestId' in given ? { requestId: requestId() } : {}) };
      const [second, entries] = await entriesOf<AnyReply>(test.db, () => deskOf(as).callAny(name, again));
      if (!second.ok)
        expect(entries.filter(({ call }) => call === name)).toHaveLength(refused.includes(second.error) ? 1 : 0);
    },
  );

  it('holds nothing by which somebody could be named', async () => {
    const text = JSON.stringify(await test.db.read('audit_entry').select('actor', 'call', 'body'));
    const phones = await accounts.phonesOf(test.db.read, customer.customerId);
    for (const secret of [
      '志田',
      '折り返し',
      'shinjin',
      '新人',
      'example.jp',
      '大通',
      '0600042',
      '080-1111',
      '0801111',
      'Other-',
      personal.customerNo,
      ...phones.map(({ digits }) => digits),
    ])
      expect(text, secret).not.toContain(secret);
  });
});
