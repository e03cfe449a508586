// A customer whose time is over, with something in every table that a purge has to reach, under words that nobody else has.
import type { Knex } from 'knex';
import { addPostedCard } from '../setup/card.ts';
import { addCustomer, type CustomerOptions, type TestCustomer } from '../setup/customer.ts';

/** Every word here is this customer's alone. */
export const unique = {
  customerNo: '1987650432',
  name: '纐纈　琥珀丸',
  nameKana: 'コウケツ　コハクマル',
  birthOn: '1931-07-29',
  phone: '0137-86-4209',
  applicationPhone: '080-9753-1864',
  mail: 'kohakumaru.koketsu@example.jp',
  loginId: 'Kohakumaru_K',
  formerLoginId: 'kk-before-1931',
  postcode: '0640821',
  confirmedPostcode: '0618714',
  line: '北海道札幌市中央区北一条西20丁目77-31',
  building: 'ヴィラ紫陽花館806',
  contractNo: '5876504321',
  supplyPointNo: '0100876504321987650432',
  billNo: '7654398120',
  note: '猫の白玉ちゃんの話',
  callBackNote: '鷲羽根さんに折り返し',
  approvalReason: '紫陽花館の管理人から',
  oldAddress: '旧居の蓬莱坂12番',
  careOf: '琥珀丸気付',
  mailBody: '白鷺坂様へのご案内',
  mendedLine: '北海道札幌市中央区翡翠通9',
  dropNote: '翡翠通が見つからない',
  incidentNote: '隣の鳳凰院さまに届いた',
  decision: '鳳凰院さまの件につき',
  fileValue: '顧客台帳の孔雀町3',
} as const;

/** As the search keys, other hosts and mail programs would hold them. */
export const foldedForms: readonly string[] = [
  '纐纈',
  '琥珀丸',
  '珀丸',
  'コウケツ',
  'コハクマル',
  'クマル',
  '0137864209',
  '08097531864',
  'kohakumaru',
  'ヴィラ紫陽花館',
  '紫陽花館',
  'ビラ紫陽花館',
];

export const addGone = async (db: Knex, options: Partial<CustomerOptions> = {}): Promise<TestCustomer> => {
  const customer = await addCustomer(db, {
    customerNo: unique.customerNo,
    name: unique.name,
    nameKana: unique.nameKana,
    birthOn: unique.birthOn,
    phones: [{ number: unique.phone }],
    mails: [{ address: unique.mail }],
    loginId: unique.loginId,
    postcode: unique.postcode,
    line: unique.line,
    building: unique.building,
    contractNo: unique.contractNo,
    supplyPointNo: unique.supplyPointNo,
    applicationPhone: unique.applicationPhone,
    endedOn: '2024-08-31',
    ...options,
  });
  const { accountId, customerId, contractId } = customer;
  const at = '2024-08-01T00:00:00.000Z';
  const { cardId } = await addPostedCard(db, customer, { postedOn: '2024-07-01' });
  await db.transaction(async (tx) => {
    const id = async (table: string, row: object): Promise<number> =>
      (await tx(table).insert(row).returning('id'))[0].id;
    const staff = await tx('staff').where({ login: 'agent' }).first('id');
    const session = await id('staff_session', {
      staff_id: staff.id,
      host: 'cli',
      started_at: at,
      last_seen_at: at,
      ended_at: at,
    });
    const contact = await id('contact', {
      staff_id: staff.id,
      session_id: session,
      customer_id: customerId,
      account_id: accountId,
      topic: 'account',
      opened_at: at,
      last_active_at: at,
      facts_from: at,
      closed_at: at,
      outcome: 'closed',
      proxy_relation: 'family',
    });
    await tx('verification').insert({ contact_id: contact, fact: 'customer-no', outcome: 'matched', at });
    const phone = await tx('contact_phone').where({ customer_id: customerId }).first('id');
    await tx('contact_dial').insert({ contact_id: contact, phone_id: phone.id, at });
    await tx('call_back').insert({
      contact_id: contact,
      account_id: accountId,
      promised_by: staff.id,
      promised_at: at,
      due_at: at,
      state: 'done',
      note: unique.callBackNote,
    });
    await tx('account_event').insert({ account_id: accountId, at, kind: 'note', actor: 'staff:1', note: unique.note });
    const event = await id('account_event', {
      account_id: accountId,
      at,
      kind: 'card-misdelivered',
      actor: 'staff:1',
      note: unique.incidentNote,
    });
    await tx('incident').insert({
      card_id: cardId,
      account_id: accountId,
      noticed_on: '2024-07-10',
      first_report_due_on: '2024-07-14',
      final_report_due_on: '2024-08-08',
      first_reported_on: '2024-07-11',
      final_reported_on: '2024-07-30',
      recorded_by: staff.id,
      recorded_at: at,
      event_id: event,
    });
    await tx('account').where({ id: accountId }).update({ delivery_confirmed_postcode: unique.confirmedPostcode });
    await tx('card_request').where({ account_id: accountId }).update({
      mended_line: unique.mendedLine,
      mended_department: unique.mendedLine,
      mended_care_of: unique.mendedLine,
      mended_from: unique.line,
      drop_detail: unique.dropNote,
    });
    await tx('former_login_id').insert({
      account_id: accountId,
      login_id: unique.formerLoginId,
      login_key: unique.formerLoginId,
      until: at,
    });
    await tx('approval').insert({
      act: 'account.changeAddress',
      account_id: accountId,
      content: JSON.stringify({ line: unique.oldAddress }),
      digest: '',
      subject_version: 1,
      reason: unique.approvalReason,
      contact_id: contact,
      asked_by: staff.id,
      asked_at: at,
      state: 'void',
      decision_note: unique.decision,
    });
    await tx('pending_change').insert({
      account_id: accountId,
      field: 'address',
      subject_id: accountId,
      old_value: unique.oldAddress,
      new_value: unique.line,
      file_value: unique.fileValue,
      made_at: at,
      made_by: staff.id,
      state: 'confirmed',
    });
    await tx('notice_card').insert({
      account_id: accountId,
      kind: 'address-changed',
      postcode: unique.postcode,
      line: unique.oldAddress,
      building: '',
      department: '',
      care_of: unique.careOf,
      state: 'waiting',
      created_at: at,
    });
    const bill = await id('bill', {
      bill_no: unique.billNo,
      customer_id: customerId,
      billing_month: '2024-07',
      state: 'fixed',
      issued_on: '2024-08-01',
      due_on: '2024-09-01',
      payment: 'debit',
      amount_yen: 7712,
      standard_yen: 7712,
      standard_tax_yen: 701,
      reduced_yen: 0,
      reduced_tax_yen: 0,
      created_at: at,
      noticed_at: at,
    });
    await tx('bill_line').insert({
      bill_id: bill,
      line_no: 1,
      contract_id: contractId,
      used_from: '2024-07-01',
      used_through: '2024-07-31',
      read_on: '2024-08-01',
      usage_kwh: 231,
      basic_yen: 1000,
      energy_yen: 6000,
      fuel_yen: 500,
      renewable_yen: 212,
      other_yen: 0,
      amount_yen: 7712,
      tax_percent: 10,
    });
    await tx('debit').insert({ bill_id: bill, debited_on: '2024-08-27', result: 'debited', created_at: at });
    const mail = await tx('mail_address').where({ account_id: accountId }).first('id');
    const sent = await id('outbox', {
      message_id: `<bill-${bill}@example.jp>`,
      kind: 'bill',
      account_id: accountId,
      mail_address_id: mail.id,
      bill_id: bill,
      state: 'accepted',
      created_at: at,
      due_at: at,
    });
    await tx('demo_mail').insert({
      outbox_id: sent,
      at,
      sender: 'bill@example.jp',
      recipient: unique.mail,
      subject: 'ご請求のお知らせ',
      body: unique.mailBody,
    });
    await tx('legal_hold').insert({
      account_id: accountId,
      set_by: staff.id,
      set_at: at,
      lifted_by: staff.id,
      lifted_at: at,
    });
  });
  return customer;
};
