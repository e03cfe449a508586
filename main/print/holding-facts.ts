/** What the database keeps as JSON, in words: an event's facts, what a request asked for, values before and after. */
import screens from '../../renderer/locales/ja.json' with { type: 'json' };
import { type CodedFact, factWords } from '../rules/event-facts.ts';

type Value = string | number | boolean | null;
type Read = (value: Value) => string | null;
type Words = Readonly<Record<string, string>>;

const text: Read = (value) => String(value);
const among =
  (words: Words): Read =>
  (value) =>
    words[String(value)] ?? String(value);
const flag =
  (is: string, not: string): Read =>
  (value) =>
    value === true ? is : not;
const counted =
  (unit: string): Read =>
  (value) =>
    `${value}${unit}`;

const wordAt = (path: string): string | null => {
  const found = path
    .split('.')
    .reduce<unknown>(
      (at, step) =>
        typeof at === 'object' && at !== null ? Object.entries(at).find(([key]) => key === step)?.[1] : null,
      screens,
    );
  return typeof found === 'string' ? found : null;
};

/** Of what is a code, for which the screens have the word. */
const codeLabels: Readonly<Record<CodedFact, string>> = {
  fact: '項目',
  category: '分類',
  relation: 'ご関係',
  reason: '理由',
  outcome: '結果',
  factor: '間違えた項目',
  field: '項目',
  fields: '項目',
  act: '手続き',
  keep: '残した値',
  cause: '依頼の理由',
  drop: '保留の理由',
  mailKind: 'メール',
  state: '状態',
  returnReason: '返戻の理由',
  joined: '統合',
  report: '報告',
};
const coded = Object.fromEntries(
  (Object.entries(codeLabels) as [CodedFact, string][]).map(([name, label]): [string, readonly [string, Read]] => [
    name,
    [label, (value) => factWords(name, String(value), wordAt).join('、')],
  ]),
);

/** By the name that the fact has there. */
const facts: Readonly<Record<string, readonly [label: string, read: Read]>> = {
  ...coded,
  code: ['応答', text],
  status: ['応答の詳細', text],
  returnedOn: ['返戻日', text],
  on: ['日付', text],
  batch: ['発行番号', text],
  endsOn: ['廃止日', text],
  startsOn: ['ご使用開始日', text],
  changesOn: ['名義変更の日', text],
  through: ['ログインできる最終日', text],
  survivor: ['残すアカウント', among({ this: 'このアカウント', other: 'もう一方のアカウント' })],
  noticedOn: ['把握した日', text],
  isPasswordVoid: ['これまでのパスワード', flag('無効にした', 'そのまま')],
  wasInitial: ['前のパスワード', flag('初期パスワード', 'お客さまのパスワード')],
  isRemoved: ['登録', flag('削除', '変更')],
  wantsNotices: [screens.field.notices, flag(screens.reach.noticesOn, screens.reach.noticesOff)],
  wantsAmounts: [screens.field.amounts, flag(screens.reach.amountsOn, screens.reach.amountsOff)],
  isProtected: ['支援措置', flag(screens.reach.protectedOn, screens.reach.protectedOff)],
  isDoNotPost: ['郵送停止', flag('あり', 'なし')],
  isToldByMail: ['メールでのお知らせ', flag('あり', 'なし')],
  deliversThere: ['お届け先', flag('新しいご使用場所', '変更なし')],
  dueAt: ['予定', text],
  lockedUntil: ['制限の期限', text],
  mails: ['メール', counted('通')],
  noticesQueued: ['お知らせのメール', counted('通')],
  misses: ['不一致', counted('回')],
  failures: ['失敗', counted('回')],
  number: ['電話番号', text],
  postcode: ['郵便番号', text],
  isPostcodeConfirmed: ['大口事業所の個別番号', flag('確認済み', 'なし')],
  line: ['ご住所', text],
  building: ['建物', text],
  department: ['部署', text],
  careOf: ['気付', text],
  address: ['メールアドレス', text],
  loginId: ['ログインID', text],
  supplyPointNo: ['供給地点特定番号', text],
  plan: ['ご契約種別', text],
  applicationPhone: ['お申し込み時の電話番号', text],
  name: ['お名前', text],
  nameKana: ['フリガナ', text],
  character: ['文字', text],
};

/** Names of rows, of members of staff among them; and of another customer, which are not this one's to be told. */
const withheld =
  /Ids?$|^(approvedBy|run|contract|contracts|other|phone|mail|value|position|holderCustomerNo|codePoint|visibleBy|isAskingApproval)$/;
/** What is the customer's own everywhere but in what was asked for by this act: there it is of who takes a contract over. */
const ofAnother: Readonly<Record<string, readonly string[]>> = { 'moving.changeHolder': ['applicationPhone'] };

/** Either it has words or it is left out on purpose. */
export const isKnownFact = (name: string): boolean => name in facts || withheld.test(name);

const wordsOf = (held: Readonly<Record<string, Value>>, act: string): string =>
  Object.entries(held)
    .flatMap(([name, value]) => {
      const [label, read] = facts[name] ?? [];
      if (!label || !read || value === null || value === '' || ofAnother[act]?.includes(name)) return [];
      const word = read(value);
      return word === null ? [] : [`${label}：${word}`];
    })
    .join('、');

const parsed = (held: string): unknown => {
  try {
    return JSON.parse(held);
  } catch {
    return held;
  }
};

/**
 * '' where nothing in it can be told. What is no such notation is text, and stands as it is: nobody is kept waiting by it.
 * @param act whose content it is; '' where it is none
 */
export const jsonText = (text: string, act = ''): string => {
  const held = parsed(text);
  if (Array.isArray(held))
    return held
      .map((one) => wordsOf(one, act))
      .filter((words) => words !== '')
      .join('、');
  if (typeof held === 'object' && held !== null) return wordsOf(held as Record<string, Value>, act);
  return typeof held === 'string' ? held : text;
};
