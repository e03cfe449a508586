// What a file of the customer system must bring, and which of its columns are likely to be meant.

export const importKinds = ['accounts', 'contracts', 'bills', 'debits'] as const;
export type ImportedKind = (typeof importKinds)[number];

/** Each field with the headings that customer systems give it, beside its own name. */
const headings = {
  accounts: {
    customer_no: ['お客さま番号', 'お客様番号', '顧客番号', '契約者番号'],
    kind: ['種別', '契約者種別', '個人法人区分'],
    login_id: ['ログインID', 'ユーザーID'],
    name: ['氏名', '名前', 'お名前', '契約者名', 'ご契約者名', '顧客名'],
    name_kana: ['フリガナ', 'カナ', 'カナ氏名', '氏名カナ', '契約者名カナ'],
    phone: ['電話番号', '電話番号1', '連絡先電話番号', '電話'],
    phone2: ['電話番号2', '連絡先電話番号2', '携帯電話番号'],
    email: ['メールアドレス', 'Eメール', 'mail', 'mail_address'],
    postal_code: ['郵便番号', 'postcode', 'zip'],
    address: ['住所', 'ご住所', '送付先住所'],
    building: ['建物名', '建物', '方書'],
    status: ['状態', 'ステータス', '利用状態'],
    registered_at: ['登録日', '加入日'],
    updated_at: ['更新日', '最終更新日'],
  },
  contracts: {
    supply_point: ['供給地点特定番号', '供給地点番号', '地点番号'],
    contract_no: ['契約番号', 'ご契約番号'],
    customer_no: ['お客さま番号', 'お客様番号', '顧客番号', '契約者番号'],
    plan: ['契約種別', 'プラン', '料金プラン', 'ご契約種別'],
    status: ['状態', 'ステータス', '契約状態'],
    started_on: ['ご使用開始日', '使用開始日', '開始日', '契約開始日'],
    ended_on: ['廃止日', '終了日', '契約終了日'],
    supply_postal_code: ['ご使用場所郵便番号', '使用場所郵便番号', '供給場所郵便番号', '郵便番号'],
    supply_address: ['ご使用場所', '使用場所', '供給場所', 'ご使用場所住所', '住所'],
    application_phone: ['お申し込み時の電話番号', '申込電話番号', '申込時電話番号', '電話番号'],
    mail_eligible: ['お知らせメール提供対象', 'メール提供対象', '提供対象'],
  },
  // A row is one contract's part of a bill; what is the whole bill's stands the same in each of its rows.
  bills: {
    bill_no: ['請求番号', 'ご請求番号'],
    customer_no: ['お客さま番号', 'お客様番号', '顧客番号', '契約者番号'],
    billing_month: ['請求年月', 'ご請求年月', '請求月', '年月分'],
    bill_state: ['請求状態', '状態', 'ステータス'],
    issued_on: ['確定日', '請求確定日', '発行日'],
    due_on: ['支払期限日', '支払期限', 'お支払期限', '振替予定日'],
    payment: ['支払方法', 'お支払方法'],
    bill_yen: ['請求金額', 'ご請求金額', '合計金額'],
    standard_yen: ['10%対象額', '標準税率対象額'],
    standard_tax_yen: ['10%消費税額', '標準税率消費税額'],
    reduced_yen: ['8%対象額', '軽減税率対象額'],
    reduced_tax_yen: ['8%消費税額', '軽減税率消費税額'],
    line_no: ['明細番号', '行番号'],
    contract_no: ['契約番号', 'ご契約番号'],
    used_from: ['使用期間開始日', 'ご使用期間（自）', '使用開始日'],
    used_through: ['使用期間終了日', 'ご使用期間（至）', '使用終了日'],
    read_on: ['検針日', '計量日'],
    usage_kwh: ['使用量', 'ご使用量', '使用電力量'],
    basic_yen: ['基本料金'],
    energy_yen: ['電力量料金'],
    fuel_yen: ['燃料費調整額'],
    renewable_yen: ['再エネ賦課金', '再生可能エネルギー発電促進賦課金'],
    other_yen: ['その他', '割引等', 'その他料金'],
    line_yen: ['明細金額', '小計', '契約別金額'],
    tax_percent: ['税率', '消費税率'],
  },
  debits: {
    bill_no: ['請求番号', 'ご請求番号'],
    debited_on: ['口座振替日', '振替日'],
    result: ['振替結果', '結果'],
  },
} as const satisfies Record<ImportedKind, Record<string, readonly string[]>>;

export const fieldsOf = (kind: ImportedKind): readonly string[] => Object.keys(headings[kind]);

/** What a file may leave out: then it stays as it is, and a new contract is eligible for notice mail. */
const leftOut: readonly string[] = ['mail_eligible'];
export const mayBeLeftOut = (field: string): boolean => leftOut.includes(field);

/** Field -> place of its column in the file, from 0. */
export type Columns = Readonly<Record<string, number>>;

const plain = (heading: string): string =>
  heading
    .normalize('NFKC')
    .toLowerCase()
    .replace(/[\s_\-・()]/g, '');

/** Where two columns might be meant, none is: a person says which. */
export const guessColumns = (kind: ImportedKind, header: readonly string[]): Columns => {
  const places = Map.groupBy(header.keys(), (place) => plain(header[place] ?? ''));
  const guessed: Record<string, number> = {};
  const taken = new Set<number>();
  const names = Object.entries<readonly string[]>(headings[kind]);
  for (const [field, others] of names)
    for (const name of [field, ...others]) {
      const [place, another] = places.get(plain(name)) ?? [];
      if (place === undefined || another !== undefined || taken.has(place)) continue;
      guessed[field] = place;
      taken.add(place);
      break;
    }
  return guessed;
};

/** The kind of which more columns are found; null where nothing is. */
export const guessKind = (header: readonly string[]): ImportedKind | null => {
  const found = importKinds.map((kind) => ({ kind, count: Object.keys(guessColumns(kind, header)).length }));
  const [best] = found.sort((a, b) => b.count - a.count);
  return best && best.count > 1 ? best.kind : null;
};

/** Fields that no column, or not one of this many, is chosen for. */
export const missingFields = (kind: ImportedKind, columns: Columns, width: number): string[] =>
  fieldsOf(kind).filter((field) => {
    const place = columns[field];
    if (place === undefined) return !mayBeLeftOut(field);
    return !Number.isInteger(place) || place < 0 || place >= width;
  });
