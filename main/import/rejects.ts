// The file of refused rows: where and why, never the values. Its owner alone may read it (rule 35).
import { open, stat } from 'node:fs/promises';
import { resolve } from 'node:path';
import { ImportStop } from './fault.ts';
import type { Reject, RowFault } from './row-check.ts';

const sentences: { readonly [Fault in RowFault]: readonly [ja: string, en: string] } = {
  'broken-quotes': ['引用符の使い方が正しくありません。', 'The quotes do not match up.'],
  'field-count': ['項目の数が見出しと合いません。', 'The number of fields differs from the header.'],
  missing: ['必須の項目が空です。', 'A required field is empty.'],
  'too-long': ['項目が長すぎます。', 'The field is too long.'],
  gaiji: [
    '外字が含まれています。通常の文字に直してください。',
    'It holds a private-use character (gaiji); use a standard one.',
  ],
  'control-character': ['使えない制御文字が含まれています。', 'It holds a control character.'],
  'bad-customer-no': ['お客さま番号は半角数字10桁です。', 'A customer number is ten half-width digits.'],
  'bad-contract-no': ['契約番号は半角数字10桁です。', 'A contract number is ten half-width digits.'],
  'bad-supply-point': ['供給地点特定番号は半角数字22桁です。', 'A supply point number is 22 half-width digits.'],
  'bad-kind': [
    '契約者の種別は person（個人）、sole-trader（個人事業主）、organisation（法人・団体）、unknown（不明）のいずれかです。',
    'The kind is person, sole-trader, organisation or unknown.',
  ],
  'bad-status': [
    '状態は、アカウントでは active か withdrawn、ご契約では active か ended です。ended には廃止日が必要です。',
    'The status is active or withdrawn (accounts), active or ended (contracts); an ended one needs its end date.',
  ],
  'bad-date': ['実在する日付を YYYY-MM-DD で入力してください。', 'Give an existing date as YYYY-MM-DD.'],
  'bad-postcode': ['郵便番号は7桁です。', 'A postcode has seven digits.'],
  'bad-phone': ['電話番号は0で始まる9〜11桁です。', 'A telephone number has 9 to 11 digits and begins with 0.'],
  'bad-login': [
    'ログインIDは半角英数字と . _ - で4〜64文字です。',
    'A login ID has 4 to 64 half-width letters, digits, . _ or -.',
  ],
  'login-taken': ['ログインIDは別のアカウントが使用中か使用済みです。', 'Another account has or had this login ID.'],
  'ends-before-start': ['廃止日がご使用開始日より前です。', 'The contract ends before it starts.'],
  repeated: ['同じ番号の行がファイルの前の方にあります。', 'An earlier row of the file has the same number.'],
  'unknown-customer': [
    'お客さま番号が登録されていません。先にアカウントの一覧を取り込んでください。',
    'No such customer yet: import the accounts first.',
  ],
  'purged-customer': [
    'このお客さまは保存期間が終わり、個人情報を消去しています。お客さま番号を確かめてください。',
    'This customer was purged after the time to keep the data. Check the customer number.',
  ],
  'other-customer': ['この契約番号は別のお客さまのものです。', 'The contract number belongs to another customer.'],
  'other-supply-point': [
    'この契約番号は別の供給地点のものです。',
    'The contract number belongs to another supply point.',
  ],
  'supply-point-taken': [
    'この供給地点には使用中の契約があります。',
    'Another contract is running at this supply point.',
  ],
  'bad-bill-no': ['請求番号は半角数字10桁です。', 'A bill number is ten half-width digits.'],
  'bad-number': [
    '半角数字の整数で入力してください（桁区切りなし）。',
    'Give a whole number in half-width digits, without separators.',
  ],
  'bad-yes-no': ['yes か no（対象・対象外）で入力してください。', 'Give yes or no.'],
  'bad-month': ['年月を YYYY-MM で入力してください。', 'Give a month as YYYY-MM.'],
  'bad-payment': ['支払方法は debit、card、slip のいずれかです。', 'The way of payment is debit, card or slip.'],
  'bad-result': ['振替結果は debited か failed です。', 'The result is debited or failed.'],
  'bad-rate': ['税率は 10、8、0 のいずれかです。', 'The tax rate is 10, 8 or 0.'],
  'amounts-disagree': ['金額の内訳が合計と合いません。', 'The parts do not add up to the amount.'],
  'bill-differs': [
    '同じ請求番号の前の行と、請求全体の項目が異なります。',
    'What is the whole bill’s differs from the row before.',
  ],
  'bill-split': ['同じ請求番号の行は続けて並べてください。', 'Rows of one bill must follow one another.'],
  'bill-of-other-customer': ['この請求番号は別のお客さまのものです。', 'The bill number belongs to another customer.'],
  'unknown-contract': [
    '契約番号が登録されていません。先に contracts を取り込んでください。',
    'No such contract yet: import the contracts first.',
  ],
  'unknown-bill': [
    '請求番号が登録されていません。先に bills を取り込んでください。',
    'No such bill yet: import the bills first.',
  ],
  'mail-refused': [
    'メールアドレスに使えない文字があるため、アドレスなしで取り込みました。',
    'Imported without the mail address, which is malformed.',
  ],
};

const notListed = [
  'これより後の行は一覧にありません。原因を直して、もう一度取り込んでください。',
  'Later rows are not listed. Mend what is wrong and import the file again.',
] as const;

/** A fault that leaves the row in. */
export const isWarning = (code: RowFault): boolean => code === 'mail-refused';

const quoted = (text: string): string => `"${text.replaceAll('"', '""')}"`;
const lineOf = ({ line, column, code, position }: Reject, heading: string): string => {
  const [ja, en] = sentences[code];
  const effect = isWarning(code) ? 'warning' : 'rejected';
  return [line, column, position ?? '', code, effect, quoted(ja), quoted(en), quoted(heading)].join(',');
};

/** More than anybody mends by hand; a file of the wrong kind would fill the disk. */
const listedLimit = 100_000;

export type Rejects = {
  /** What the file itself calls the column of a field, in words that we know; else its number. */
  readonly setHeadings: (headings: ReadonlyMap<string, string>) => void;
  readonly add: (rejects: readonly Reject[]) => Promise<void>;
  readonly close: () => Promise<void>;
};

/** Under another spelling of its name, or behind a link, it may be the same file. */
const isSameFile = async (path: string, other: string): Promise<boolean> => {
  if (resolve(path) === resolve(other)) return true;
  const [one, two] = await Promise.all([path, other].map((name) => stat(name, { bigint: true }).catch(() => null)));
  return Boolean(one && two && one.dev === two.dev && one.ino === two.ino);
};

/** @throws ImportStop where it cannot be written, before anything was imported */
export const openRejects = async (path: string, importedPath: string): Promise<Rejects> => {
  if (await isSameFile(path, importedPath)) throw new ImportStop('rejects-not-writable');
  const file = await open(path, 'w', 0o600).catch(() => {
    throw new ImportStop('rejects-not-writable');
  });
  // One that was there before keeps its mode otherwise.
  await file.chmod(0o600);
  // With BOM, so that Excel reads the sentences.
  await file.write('\ufeffline,column,position,code,effect,reason_ja,reason_en,heading\r\n');
  let headings: ReadonlyMap<string, string> = new Map();
  let listed = 0;
  return {
    setHeadings: (found) => {
      headings = found;
    },
    add: async (rejects) => {
      const room = rejects.slice(0, listedLimit - listed);
      if (room.length === 0) return;
      listed += room.length;
      const lines = room.map((reject) => `${lineOf(reject, headings.get(reject.column) ?? '')}\r\n`);
      if (listed === listedLimit) lines.push(`,,,more-not-listed,,"${notListed[0]}","${notListed[1]}",\r\n`);
      await file.write(lines.join(''));
    },
    close: () => file.close(),
  };
};
