// One afternoon at the desk that makes every call of the contract at least once, for all hosts to answer alike.
import type { CallName } from '../../main/contract/index.ts';
import type { TestCustomer } from '../setup/customer.ts';
import type { StaffLogin } from '../setup/desk.ts';

export type Step = { readonly as: StaffLogin; readonly name: CallName; readonly input: unknown };
type Story = (customer: TestCustomer, phoneId: number) => Step[];

let serial = 0;
const asking = (input: object): object => {
  serial += 1;
  return { ...input, requestId: `story-${String(serial).padStart(6, '0')}` };
};

const because = { reason: 'お客さまのお申し出', isAskingApproval: true };

/** Registered data in the same call: asked of a supervisor, since a proxy has taken the caller's level down. */
const changes: Story = ({ accountId, contractId }, phoneId) => {
  const asked = (name: CallName, input: object): Step => ({
    as: 'agent',
    name,
    input: asking({ accountId, ...because, ...input }),
  });
  const supervisor = (name: CallName, input: object): Step => ({ as: 'supervisor', name, input });
  return [
    { as: 'agent', name: 'address.byPostcode', input: { postcode: '060-0042' } },
    asked('account.changeAddress', { postcode: '060-0042', line: '北海道札幌市中央区大通西5丁目8' }),
    asked('account.changePhone', { phoneId, number: '080-1111-2222' }),
    asked('account.changePhone', { phoneId, number: '12' }),
    asked('account.changeApplicationPhone', { contractId, number: '080-1111-2222' }),
    asked('account.changeMail', { mailId: null, address: 'a..b@example.jp' }),
    asked('account.setNotices', { wantsNotices: false }),
    asked('account.setAmounts', { wantsAmounts: true }),
    asked('account.changeLoginId', { loginId: 'Hanako-2' }),
    asked('account.withdraw', {}),
    asked('account.reopen', {}),
    { as: 'agent', name: 'moving.check', input: { accountId, contractIds: [contractId], endsOn: '2026-12-31' } },
    asked('moving.moveOut', { contractIds: [contractId], endsOn: '2026-12-31' }),
    asked('moving.moveOut', { contractIds: [contractId], endsOn: '2027-12-31' }),
    asked('moving.undoMoveOut', { contractIds: [contractId] }),
    asked('moving.moveIn', { supplyPointNo: '123', startsOn: '2026-12-01' }),
    asked('moving.moveWithin', { contractId, endsOn: '2026-12-31', newContractId: 99 }),
    asked('moving.changeName', { name: '山田　花子', nameKana: 'ヤマダ　ハナコ' }),
    asked('moving.changeHolder', {
      contractId,
      holderCustomerNo: '0000000000',
      changesOn: '2026-12-01',
      applicationPhone: '080-1111-2222',
    }),
    asked('moving.joinAccounts', { otherAccountId: 99, survivor: 'this' }),
    { as: 'agent', name: 'moving.closing', input: {} },
    { as: 'agent', name: 'card.outlook', input: { accountId } },
    asked('card.request', { cause: 'lost-card' }),
    { as: 'agent', name: 'card.cancel', input: asking({ accountId }) },
    { as: 'agent', name: 'card.list', input: {} },
    { as: 'agent', name: 'noticeCard.list', input: {} },
    { as: 'supervisor', name: 'card.openDropped', input: { cardRequestId: 1 } },
    { as: 'supervisor', name: 'card.mend', input: asking({ cardRequestId: 1, line: '1丁目', reason: '改行' }) },
    { as: 'supervisor', name: 'card.requeue', input: asking({ cardRequestId: 1, reason: '確認済み' }) },
    { as: 'agent', name: 'card.history', input: { accountId } },
    { as: 'agent', name: 'bill.list', input: { accountId } },
    { as: 'agent', name: 'bill.pdf', input: { accountId, billId: 1 } },
    { as: 'agent', name: 'bill.csv', input: { accountId, billId: 1 } },
    { as: 'agent', name: 'bill.visibility', input: { kind: 'bill', dates: ['2026-12-25'] } },
    { as: 'agent', name: 'bill.whyNoMail', input: { accountId, billId: 1 } },
    { as: 'agent', name: 'resend.look', input: { accountId } },
    { as: 'agent', name: 'resend.preview', input: { accountId, billId: 1, mailId: 1 } },
    { as: 'agent', name: 'resend.send', input: asking({ accountId, billIds: [1], mailIds: [1] }) },
    { as: 'agent', name: 'resend.confirmation', input: asking({ accountId, mailId: 1 }) },
    { as: 'agent', name: 'resend.history', input: { accountId } },
    supervisor('approval.list', {}),
    supervisor('approval.open', { approvalId: 1 }),
    supervisor('approval.decide', asking({ approvalId: 1, digest: 'not what was seen', outcome: 'grant' })),
    supervisor(
      'account.setFlags',
      asking({ accountId, isProtected: false, isDoNotPost: true, reason: '書面でのお申し出' }),
    ),
    supervisor('account.setHold', asking({ accountId, isHeld: true, reason: '照会 第12号' })),
    supervisor(
      'incident.record',
      asking({ cardId: 99, noticedOn: '2026-11-23', reason: '隣の方から', isReissue: true }),
    ),
    supervisor('incident.list', {}),
    supervisor('incident.report', asking({ incidentId: 99, which: 'first', on: '2026-11-23' })),
    supervisor('pendingChange.list', { state: 'pending' }),
    supervisor('pendingChange.open', { changeId: 1 }),
    supervisor('pendingChange.settle', asking({ changeId: 1, version: 1, keep: 'ours' })),
  ];
};

const noFile = '0123456789abcdef0123456789abcdef';

/** What admins do meanwhile. */
const administration = (): Step[] => {
  const admin = (name: CallName, input: object = {}): Step => ({ as: 'admin', name, input });
  return [
    admin('staff.list'),
    admin('staff.invite', asking({ login: 'newcomer', name: '新人', role: 'agent' })),
    admin('staff.showInvite', { staffId: 1 }),
    admin('staff.acceptInvite', { login: 'newcomer', code: 'AAAA', password: 'a long enough one' }),
    admin('staff.changeRole', asking({ staffId: 99, role: 'agent', version: 1 })),
    admin('staff.setActive', asking({ staffId: 99, isActive: false, version: 1 })),
    admin('staff.changePassword', { old: 'wrong wrong wrong', next: 'a long enough one' }),
    admin('setting.list'),
    admin('setting.change', asking({ name: 'idleLockMinutes', value: 20, version: 0, reason: '見直し' })),
    admin('setting.history', { name: 'idleLockMinutes' }),
    admin('card.returned', asking({ file: noFile })),
    admin('calendar.list'),
    admin('calendar.set', asking({ lines: '2027-01-04 company\n2027-01-05 休み' })),
    admin('calendar.set', asking({ lines: '2027-01-04 company' })),
    admin('disclosure.list'),
    admin('disclosure.record', asking({ customerNo: '1', receivedOn: '2026-11-20' })),
    admin('disclosure.file', { disclosureId: 99, format: 'csv' }),
    admin('disclosure.settle', asking({ disclosureId: 99, outcome: 'answered' })),
    admin('purge.overview'),
    admin('purge.ask', asking({ reason: '月例の消去' })),
    admin('purge.stop', asking({ runId: 99 })),
    admin('purge.goOn', asking({ runId: 99 })),
    admin('purge.certificate', { runId: 99 }),
    admin('purge.ids', { runId: 99 }),
    admin('import.list'),
    admin('import.offer', { fileName: 'accounts.csv', size: 1000 }),
    admin('import.offer', { fileName: 'accounts.csv', size: 5_000_000_000 }),
    admin('import.look', { file: noFile }),
    admin(
      'import.start',
      asking({ file: noFile, kind: 'accounts', isDry: true, encoding: 'utf-8', delimiter: ',', columns: [] }),
    ),
    admin('import.cancel', asking({ jobId: 99 })),
    admin('import.continue', asking({ jobId: 99 })),
    admin('import.rejects', { jobId: 99 }),
  ];
};

/** Everything of cards that an admin may ask for while nothing is there yet, and a sender. */
const printing = (): Step[] => {
  const admin = (name: CallName, input: object = {}): Step => ({ as: 'admin', name, input });
  const sender = {
    company: 'あかり電力株式会社',
    postcode: '060-0042',
    address: '札幌市中央区大通西1丁目1-1',
    postOffice: '札幌中央',
    returnTo: null,
    service: 'あかりWebサービス',
    serviceAddress: 'https://web.example.jp',
    helpPhone: '0120-000-000',
    helpHours: '平日 9時〜17時',
  };
  const sending = {
    server: { host: '127.0.0.1', port: 9, security: 'none', user: null },
    senderName: 'あかり電力',
    senderLocal: 'info',
    billUrl: 'https://web.example.jp/bills',
    confirmUrl: 'https://web.example.jp/confirm',
    connections: 2,
    perMinute: null,
    noticesFrom: null,
  };
  return [
    admin('print.settings'),
    admin('print.sample', { what: 'proof' }),
    admin('print.setSender', asking({ sender, version: 0 })),
    admin('noticeCard.print', { noticeCardIds: [1] }),
    admin('noticeCard.markPosted', asking({ noticeCardIds: [1], postedOn: '2026-11-23' })),
    admin('print.setHouseKey', asking({ key: 'age1none', reason: '通知' })),
    admin('print.sample', { what: 'calibration' }),
    admin('bill.sender'),
    admin('mail.settings'),
    admin('mail.setSending', asking({ ...sending, version: 0 })),
    admin(
      'mail.setSending',
      asking({ ...sending, server: { ...sending.server, host: 'mail.example.jp' }, version: 1 }),
    ),
    admin('mail.keepPassword', asking({ password: 'of a mail server' })),
    admin('mail.test'),
    admin('mail.texts'),
    admin('mail.setText', asking({ kind: 'withdrawn', subject: '退会のお知らせ', body: '承りました。', version: 0 })),
    admin('mail.setText', asking({ kind: 'bill', subject: 'ご請求', body: '{ご請求}', version: 0 })),
    admin('mail.previewText', { kind: 'withdrawn', subject: '退会のお知らせ', body: '{お名前}' }),
    admin('mail.textHistory', { kind: 'withdrawn' }),
    admin('mail.outbox'),
    admin('mail.retryNow', asking({})),
    admin('mail.demoMailbox'),
    admin('mail.demoMail', { mailId: 1 }),
    admin('bill.setSender', asking({ registrationNo: 'T6430001000000', mailDomain: 'mail.example.jp', version: 0 })),
    admin('resend.failed', { fromOn: '2026-11-01', throughOn: '2026-11-23' }),
    admin('resend.all', asking({ fromOn: '2026-11-01', throughOn: '2026-11-23', throughId: 0, after: 0 })),
    admin('batch.list'),
    admin('batch.open', { batchId: 99 }),
    admin('batch.make', asking({ plannedPostingOn: '2026-12-01' })),
    admin('batch.generate', asking({ batchId: 99 })),
    admin('batch.showPassphrase', { batchId: 99 }),
    admin('batch.notePassphrase', asking({ batchId: 99, group: 'ABCDEF' })),
    admin('batch.cancelJob', asking({ batchId: 99 })),
    admin('batch.undo', asking({ batchId: 99, reason: '用紙の不良' })),
    admin('batch.undoPart', asking({ batchId: 99, part: 2, reason: '用紙の不良' })),
    admin('batch.file', { batchId: 99, what: 'part' }),
    admin('batch.offer', { fileName: 'results.csv', size: 0 }),
    admin('batch.results', asking({ batchId: 99, file: noFile })),
    admin('batch.pull', asking({ batchId: 99, serial: '000010000016', requestTo: 'waiting', reason: '宛先' })),
    admin('batch.pullAll', asking({ batchId: 99, requestTo: 'waiting', reason: 'お届け先の変更' })),
    admin('batch.post', asking({ batchId: 99, part: 1, postedOn: '2026-11-23' })),
  ];
};

const remote = { host: 'db.example', port: 5432, database: 'akari', user: 'akari', password: '', tls: 'verify-full' };

/** A host that was started for one database says so to all of these. */
const choosing = (): Step[] => {
  const admin = (name: CallName, input: object = {}): Step => ({ as: 'admin', name, input });
  return [
    admin('start.status'),
    admin('start.rest', { isResting: true }),
    admin('desk.noteFault', { name: 'TypeError', caught: 'part', components: ['Bills'], places: ['Bills.js:1:2'] }),
    admin('start.drawKey', { name: '札幌' }),
    admin('start.makeLocal', { name: '札幌', lastGroup: null }),
    admin('start.openLocal', { name: '札幌', key: null }),
    admin('start.openDemo'),
    admin('start.testRemote', { ...remote, ca: null }),
    admin('start.openRemote', { ...remote, ca: null }),
    admin('start.retry', { secret: null }),
  ];
};

export const story: Story = (customer, phoneId) => {
  const { accountId } = customer;
  const agent = (name: CallName, input: object = {}): Step => ({ as: 'agent', name, input });
  const auditor = (name: CallName, input: object = {}): Step => ({ as: 'auditor', name, input });
  return [
    agent('desk.status'),
    agent('desk.renewDemo'),
    agent('demo.tour'),
    agent('desk.setUp', { code: 'WRONG', admins: [{ login: 'mallory', name: 'M', password: 'mallory mallory' }] }),
    agent('account.search', { text: 'さとう 札幌' }),
    agent('account.search', { text: 1 }),
    agent('account.open', { accountId }),
    agent('account.open', { accountId: 999_999 }),
    agent('account.timeline', { accountId }),
    agent('customer.open', { customerId: customer.customerId }),
    agent(
      'customer.openAccount',
      asking({ customerId: customer.customerId, contractIds: [customer.contractId], reason: 'お申し出' }),
    ),
    agent('account.unlock', asking({ accountId, reason: 'caps-lock' })),
    agent('contact.open', asking({ topic: 'general' })),
    agent('contact.attach', asking({ accountId })),
    agent('contact.current'),
    agent('contact.tick', asking({ fact: 'name' })),
    agent('contact.check', asking({ fact: 'customer-no', said: customer.customerNo })),
    agent('contact.check', asking({ fact: 'supply-point', said: '1' })),
    agent('contact.check', asking({ fact: 'supply-point', said: customer.supplyPointNo })),
    agent('contact.reached', asking({ phoneId })),
    agent('contact.showNumber', { phoneId }),
    agent('contact.reached', asking({ phoneId })),
    agent('account.reveal', { accountId, field: 'contact-phone', valueId: phoneId }),
    agent('contact.setProxy', asking({ proxy: { relation: 'family', hasConsent: true, hasAttorney: false } })),
    agent('contact.note', asking({ note: 'ご家族の方からのお電話' })),
    agent('account.unlock', asking({ accountId, reason: 'caps-lock' })),
    agent('account.unlock', asking({ accountId, reason: 'caps-lock' })),
    agent('callBack.promise', asking({ dueAt: '2099-01-01T00:00:00.000Z', note: '折り返し' })),
    ...changes(customer, phoneId),
    agent('staff.signOut'),
    agent('contact.close', asking({ category: 'login-limit' })),
    agent('callBack.list'),
    agent('callBack.settle', asking({ callBackId: 1, outcome: 'done' })),
    agent('staff.lock'),
    agent('staff.unlock', { password: 'wrong wrong wrong' }),
    agent('audit.list'),
    auditor('account.open', { accountId }),
    auditor('audit.list', { call: 'account.unlock' }),
    auditor('audit.choices'),
    auditor('audit.export', {}),
    auditor('audit.verify', {}),
    auditor('audit.head'),
    ...administration(),
    ...printing(),
    { as: 'agent2', name: 'staff.signIn', input: { login: 'agent2', password: 'wrong wrong wrong' } },
    { as: 'supervisor', name: 'staff.signOut', input: {} },
    ...choosing(),
  ];
};
