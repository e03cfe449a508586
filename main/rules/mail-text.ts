/** What is written to customers: a text for each kind of mail, what may stand in it, and what makes it unfit. */

export const mailKinds = [
  'bill',
  'bill-with-amount',
  'reading',
  'debited',
  'debit-failed',
  'confirm-address',
  'limit-lifted',
  'mail-changed',
  'address-changed',
  'phone-changed',
  'application-phone-changed',
  'login-id-changed',
  'withdrawn',
  'reopened',
  'moved-out',
  'move-out-undone',
  'moved-in',
  'moved-within',
  'name-changed',
  'holder-changed',
  'accounts-joined',
  'clock-ending',
  'other-change',
] as const;
export type MailKind = (typeof mailKinds)[number];
export const isMailKind = (kind: string): kind is MailKind => mailKinds.some((known) => known === kind);
/** A kind that is newer than the texts is told of as any change. */
export const textKindOf = (kind: string, showsAmount: boolean): MailKind => {
  if (kind === 'bill' && showsAmount) return 'bill-with-amount';
  return isMailKind(kind) ? kind : 'other-change';
};

export type MailText = { readonly subject: string; readonly body: string };

const everywhere = ['会社名', 'サービス名', 'サービスのURL', 'お問い合わせ電話', '受付時間'] as const;
const about = ['お名前', 'ご請求年月', 'ご請求のURL'] as const;
const bill = [...about, 'お支払期限'] as const;
const change = ['お名前', '手続き日時'] as const;
const placeholders: Readonly<Record<MailKind, readonly string[]>> = {
  bill: [...everywhere, ...bill],
  'bill-with-amount': [...everywhere, ...bill, 'ご請求金額', 'ご使用量'],
  // Neither ever bears an amount: what was used and paid is seen after login.
  reading: [...everywhere, ...about, '検針日'],
  debited: [...everywhere, ...about, '口座振替日'],
  'debit-failed': [...everywhere, ...about, '口座振替日'],
  // Whoever reads it may be anybody: the address is not known to be the customer's yet (rule 22).
  'confirm-address': [...everywhere, '確認のURL', '有効期限'],
  'limit-lifted': [...everywhere, ...change],
  'mail-changed': [...everywhere, ...change],
  'address-changed': [...everywhere, ...change],
  'phone-changed': [...everywhere, ...change],
  'application-phone-changed': [...everywhere, ...change],
  'login-id-changed': [...everywhere, ...change],
  withdrawn: [...everywhere, ...change],
  reopened: [...everywhere, ...change],
  'moved-out': [...everywhere, ...change],
  'move-out-undone': [...everywhere, ...change],
  'moved-in': [...everywhere, ...change],
  'moved-within': [...everywhere, ...change],
  'name-changed': [...everywhere, ...change],
  'holder-changed': [...everywhere, ...change],
  'accounts-joined': [...everywhere, ...change],
  'clock-ending': [...everywhere, 'お名前', 'ログインできる最終日'],
  'other-change': [...everywhere, ...change],
};
/** Told because somebody changed what is registered (rule 10); that a limit was lifted is of no use to hear later. */
export const isChangeNotice = (kind: string): boolean =>
  kind !== 'limit-lifted' && placeholders[textKindOf(kind, false)].includes('手続き日時');
/** Without these the mail is of no use. */
const required: Partial<Readonly<Record<MailKind, readonly string[]>>> = {
  bill: ['ご請求のURL'],
  'bill-with-amount': ['ご請求のURL', 'ご請求金額'],
  reading: ['ご請求のURL'],
  debited: ['口座振替日'],
  'debit-failed': ['口座振替日'],
  'confirm-address': ['確認のURL'],
  'clock-ending': ['ログインできる最終日'],
};
export const placeholdersOf = (kind: MailKind): readonly string[] => placeholders[kind];

const signature = `
※このメールは送信専用です。ご返信いただいてもお答えできません。

{会社名}　{サービス名}
{サービスのURL}
お問い合わせ　{お問い合わせ電話}（{受付時間}）
`;
const changed = (what: string): MailText => ({
  subject: `【{サービス名}】${what}のお知らせ`,
  body: `{お名前}　さま

いつも{サービス名}をご利用いただき、ありがとうございます。
{手続き日時}に、${what}の手続きを承りました。

お手続きにお心当たりのない場合は、お早めに下記までお問い合わせください。
${signature}`,
});
const ofBill = (amount: string): MailText => ({
  subject: '【{サービス名}】{ご請求年月}分のご請求のお知らせ',
  body: `{お名前}　さま

いつも{サービス名}をご利用いただき、ありがとうございます。
{ご請求年月}分のご請求の情報を更新しました。
${amount}
お支払期限　{お支払期限}

ご請求の内容は、ログインのうえ、下記からご確認ください。
{ご請求のURL}
${signature}`,
});

export const initialTexts: Readonly<Record<MailKind, MailText>> = {
  bill: ofBill(''),
  'bill-with-amount': ofBill('\nご請求金額　{ご請求金額}\nご使用量　　{ご使用量}'),
  reading: {
    subject: '【{サービス名}】{ご請求年月}分の検針結果のお知らせ',
    body: `{お名前}　さま

いつも{サービス名}をご利用いただき、ありがとうございます。
{検針日}の検針による、{ご請求年月}分のご使用量の情報を更新しました。

ご使用量は、ログインのうえ、下記からご確認ください。
{ご請求のURL}
${signature}`,
  },
  debited: {
    subject: '【{サービス名}】{ご請求年月}分の口座振替済のお知らせ',
    body: `{お名前}　さま

いつも{サービス名}をご利用いただき、ありがとうございます。
{ご請求年月}分の電気料金を、{口座振替日}に、ご指定の口座から振り替えいたしました。

口座振替の内容は、ログインのうえ、下記からご確認ください。
{ご請求のURL}
${signature}`,
  },
  'debit-failed': {
    subject: '【{サービス名}】{ご請求年月}分の口座振替についてのお知らせ',
    body: `{お名前}　さま

いつも{サービス名}をご利用いただき、ありがとうございます。
{ご請求年月}分の電気料金は、{口座振替日}に、ご指定の口座から振り替えることができませんでした。

すでに別の方法でお支払いいただいている場合は、行き違いをご容赦ください。お支払いについてご不明な点は、お手数ですが下記までお問い合わせください。

ご請求の内容は、ログインのうえ、下記からご確認ください。
{ご請求のURL}
${signature}`,
  },
  'confirm-address': {
    subject: '【{サービス名}】メールアドレスのご確認',
    body: `{サービス名}に、このメールアドレスのご登録を承りました。

{有効期限}までに、下記のページを開いてご確認ください。ご確認いただくまで、お知らせメールはお送りいたしません。
{確認のURL}

お心当たりのない場合は、このメールを破棄してください。ご登録は有効になりません。
${signature}`,
  },
  'limit-lifted': changed('ログイン制限の解除'),
  'mail-changed': changed('メールアドレスの変更'),
  'address-changed': changed('郵送物のお届け先の変更'),
  'phone-changed': changed('ご連絡先電話番号の変更'),
  'application-phone-changed': changed('お申し込み時の電話番号の変更'),
  'login-id-changed': changed('ログインIDの変更'),
  withdrawn: changed('退会'),
  reopened: changed('ご利用の再開'),
  'moved-out': changed('お引越し（ご契約の廃止）'),
  'move-out-undone': changed('お引越しの取消'),
  'moved-in': changed('ご使用開始'),
  'moved-within': changed('エリア内のお引越し'),
  'name-changed': changed('お名前の変更'),
  'holder-changed': changed('ご契約の名義変更'),
  'accounts-joined': changed('アカウントの統合'),
  'clock-ending': {
    subject: '【{サービス名}】ログインできる期間の終了のお知らせ',
    body: `{お名前}　さま

{サービス名}をご利用いただき、ありがとうございました。
ご利用いただける期間が終わるため、{ログインできる最終日}を過ぎると、ログインしてご請求やご使用量を確認することができなくなります。

必要な内容は、{ログインできる最終日}までにご確認ください。
${signature}`,
  },
  'other-change': changed('ご登録内容の変更'),
};

const subjectLength = 120;
const bodyLength = 4000;
const placeholder = /\{([^{}\n]*)\}/g;
/** Line ends of any kind and other signs that nobody sees: in a header they would begin another one. */
const control = /[\p{Cc}\u2028\u2029]/u;

export type TextFault =
  | { readonly fault: 'empty' | 'too-long' | 'line-break' | 'brace'; readonly name: null }
  | { readonly fault: 'unknown-placeholder' | 'missing-placeholder'; readonly name: string };

/** Null: it can be sent. */
export const refuseText = (kind: MailKind, { subject, body }: MailText): TextFault | null => {
  if (subject.trim() === '' || body.trim() === '') return { fault: 'empty', name: null };
  if (subject.length > subjectLength || body.length > bodyLength) return { fault: 'too-long', name: null };
  if (control.test(subject) || control.test(body.replaceAll('\n', ''))) return { fault: 'line-break', name: null };
  const used = [...`${subject}\n${body}`.matchAll(placeholder)].map(([, name = '']) => name);
  const unknown = used.find((name) => !placeholders[kind].includes(name));
  if (unknown !== undefined) return { fault: 'unknown-placeholder', name: unknown };
  if (/[{}]/.test(`${subject}\n${body}`.replace(placeholder, ''))) return { fault: 'brace', name: null };
  const missing = required[kind]?.find((name) => !body.includes(`{${name}}`));
  return missing === undefined ? null : { fault: 'missing-placeholder', name: missing };
};

export type MailValues = Readonly<Record<string, string>>;

/** Null: a value would break out of its line, or a placeholder has none; such a mail is never sent. */
export const fillText = ({ subject, body }: MailText, values: MailValues): MailText | null => {
  let isSafe = true;
  const fill = (text: string): string =>
    text.replace(placeholder, (_whole, name: string) => {
      const value = values[name];
      if (value === undefined || control.test(value)) isSafe = false;
      return value ?? '';
    });
  const filled = { subject: fill(subject), body: fill(body) };
  return isSafe && !control.test(filled.subject) ? filled : null;
};

/** A fixed, invented customer for looking at a text before it is in force. */
export const sampleValues: MailValues = {
  会社名: 'あかり電力株式会社',
  サービス名: 'あかりでんきWebサービス',
  サービスのURL: 'https://web.akari.example.jp/',
  お問い合わせ電話: '0120-000-000',
  受付時間: '9時～17時 土日祝日を除く',
  お名前: '見本　花子',
  ご請求年月: '2026年10月',
  お支払期限: '2026年11月9日',
  ご請求のURL: 'https://web.akari.example.jp/bills',
  ご請求金額: '8,000円',
  ご使用量: '210kWh',
  検針日: '2026年10月12日',
  口座振替日: '2026年11月9日',
  確認のURL: 'https://web.akari.example.jp/confirm#12.mihonmihonmihonmihon12',
  有効期限: '2026年11月30日 12時00分',
  手続き日時: '2026年11月23日 12時00分',
  ログインできる最終日: '2026年12月23日',
};
