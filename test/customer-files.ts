// Files of the customer system for tests and benches: row i depends on the seed and i alone.
import { closeSync, openSync, writeSync } from 'node:fs';

export const accountHeader =
  'customer_no,kind,login_id,name,name_kana,phone,phone2,email,postal_code,address,building,status,registered_at,updated_at';
export const contractHeader =
  'supply_point,contract_no,customer_no,plan,status,started_on,ended_on,supply_postal_code,supply_address,application_phone';

export type AccountFields = Record<
  | 'customer_no'
  | 'kind'
  | 'login_id'
  | 'name'
  | 'name_kana'
  | 'phone'
  | 'phone2'
  | 'email'
  | 'postal_code'
  | 'address'
  | 'building'
  | 'status'
  | 'registered_at'
  | 'updated_at',
  string
>;
export type ContractFields = Record<
  | 'supply_point'
  | 'contract_no'
  | 'customer_no'
  | 'plan'
  | 'status'
  | 'started_on'
  | 'ended_on'
  | 'supply_postal_code'
  | 'supply_address'
  | 'application_phone',
  string
>;

const words = (text: string): string[] => text.trim().split(/\s+/);
const pairs = (text: string): [string, string][] => words(text).map((word) => word.split('/') as [string, string]);
const surnames = pairs(
  '佐藤/サトウ 高橋/タカハシ 髙橋/タカハシ 佐々木/ササキ 鈴木/スズキ 伊藤/イトウ 田中/タナカ 吉田/ヨシダ 渡辺/ワタナベ 渡邊/ワタナベ 小林/コバヤシ 中村/ナカムラ 加藤/カトウ 山本/ヤマモト 斎藤/サイトウ 齋藤/サイトウ 工藤/クドウ 阿部/アベ 三浦/ミウラ 菊地/キクチ 本間/ホンマ 長谷川/ハセガワ 山﨑/ヤマザキ 山崎/ヤマザキ 𠮷田/ヨシダ 石川/イシカワ 後藤/ゴトウ 成田/ナリタ 木村/キムラ 千葉/チバ 及川/オイカワ 大友/オオトモ 白戸/シラト 五十嵐/イガラシ 対馬/ツシマ 菅原/スガワラ 濱田/ハマダ 浜田/ハマダ 若狭/ワカサ 藤原/フジワラ',
);
const firstSigns = pairs(
  '健/ケン 恵/エ 美/ミ 一/カズ 和/カズ 真/マ 由/ユ 直/ナオ 幸/ユキ 智/トモ 陽/ヨウ 裕/ヒロ 麻/マ 拓/タク 千/チ 光/ミツ 義/ヨシ 春/ハル 涼/リョウ 雅/マサ',
);
const lastSigns = pairs(
  '子/コ 一/イチ 郎/ロウ 太/タ 介/スケ 美/ミ 代/ヨ 香/カ 之/ユキ 輔/スケ 奈/ナ 樹/キ 人/ト 江/エ 治/ジ 平/ヘイ 穂/ホ 夫/オ 翔/ト 菜/ナ',
);
const places: [code: string, town: string][] = [
  ['0640944', '北海道札幌市中央区円山西町'],
  ['0600042', '札幌市中央区大通西'],
  ['0010016', '北海道札幌市北区北十六条西'],
  ['0600807', '札幌市北区北七条西'],
  ['0620932', '北海道札幌市豊平区平岸二条'],
  ['0040051', '札幌市厚別区厚別中央一条'],
  ['0700035', '北海道旭川市五条通'],
  ['0400011', '函館市本町'],
  ['0850018', '北海道釧路市黒金町'],
  ['0800012', '北海道帯広市西二条南'],
  ['0800302', '北海道河東郡音更町木野西通'],
  ['0681215', '岩見沢市北村幌達布'],
  ['0411131', '北海道亀田郡七飯町中野'],
  ['0482402', '北海道余市郡仁木町北町'],
  ['0481544', '虻田郡ニセコ町元町'],
];
const buildings = words('グランド サニー パーク ロイヤル メゾン 第一 北海 リバー').flatMap((front) =>
  words('マンション ハイツ コーポ レジデンス 荘').map((back) => front + back),
);
const firms = words('北斗 大雪 石狩 十勝 道央 ポプラ すずらん 雪印原');
const trades = words('建設 商店 運輸 薬局 水産 不動産 会計事務所');
const domains = words('gmail.com docomo.ne.jp yahoo.co.jp icloud.com ezweb.ne.jp');

/** A generator of its own for each row, so that any row can be made alone. */
export const drawer = (seed: number, row: number): (() => number) => {
  let state = (Math.imul(seed + 1, 0x9e3779b1) ^ Math.imul(row + 1, 0x85ebca6b)) >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
};
const digits = (value: number, length: number): string => String(value).padStart(length, '0');
export const customerNoOf = (row: number): string => `10${digits((row * 40_009 + 17) % 99_999_989, 8)}`;
const dateIn = (draw: () => number, from: number, days: number): string =>
  new Date(Date.UTC(from, 0, 1) + Math.floor(draw() * days) * 86_400_000).toISOString().slice(0, 10);

export const accountFields = (row: number, seed = 7): AccountFields => {
  const draw = drawer(seed, row);
  const pick = <Item>(items: readonly Item[]): Item => items[Math.floor(draw() * draw() * items.length)] as Item;
  const any = <Item>(items: readonly Item[]): Item => items[Math.floor(draw() * items.length)] as Item;
  const isFirm = draw() < 0.06;
  const surname = pick(surnames);
  const given = [any(firstSigns), any(lastSigns)];
  const firm = any(firms);
  const name = isFirm ? `株式会社${firm}${any(trades)}` : `${surname[0]}　${given.map(([kanji]) => kanji).join('')}`;
  const kana = isFirm ? 'カブシキガイシャ' : `${surname[1]}　${given.map(([, reading]) => reading).join('')}`;
  const [code, town] = pick(places);
  const block = `${1 + Math.floor(draw() * 30)}丁目${1 + Math.floor(draw() * 30)}番${1 + Math.floor(draw() * 30)}号`;
  const mobile = `0${any(['90', '80', '70'])}-${digits(1000 + Math.floor(draw() * 9000), 4)}-${digits(Math.floor(draw() * 10_000), 4)}`;
  const local = `${any(words('taro hanako ken yuki m.sato snow kita umi'))}${digits(Math.floor(draw() * 100_000), 5)}`;
  return {
    customer_no: customerNoOf(row),
    kind: isFirm ? 'organisation' : 'person',
    login_id: `${any(words('Sora yuki kita haru'))}${row.toString(36).padStart(5, '0')}`,
    name,
    name_kana: kana,
    phone: mobile,
    phone2: draw() < 0.25 ? `011-${200 + Math.floor(draw() * 700)}-${digits(Math.floor(draw() * 10_000), 4)}` : '',
    email: draw() < 0.03 ? '' : `${local}@${any(domains)}`,
    postal_code: code,
    address: town + block,
    building: draw() < 0.5 ? `${any(buildings)}${100 + Math.floor(draw() * 900)}号室` : '',
    status: draw() < 0.97 ? 'active' : 'withdrawn',
    registered_at: dateIn(draw, 2012, 4800),
    updated_at: dateIn(draw, 2024, 700),
  };
};

export const contractFields = (row: number, seed = 7): ContractFields => {
  const draw = drawer(seed + 1000, row);
  const account = accountFields(row, seed);
  const hasEnded = draw() < 0.07;
  return {
    supply_point: `0100${digits((row * 104_729 + 1) % 999_999_937, 18)}`,
    contract_no: digits(10_000_000 + row, 10),
    customer_no: account.customer_no,
    plan: draw() < 0.6 ? '従量電灯B' : '従量電灯C',
    status: hasEnded ? 'ended' : 'active',
    started_on: dateIn(draw, 2010, 4000),
    ended_on: hasEnded ? dateIn(draw, 2024, 900) : '',
    supply_postal_code: account.postal_code,
    supply_address: [account.address, account.building].filter(Boolean).join('　'),
    application_phone: draw() < 0.02 ? '' : account.phone,
  };
};

const cell = (value: string): string => (/[",\r\n]/.test(value) ? `"${value.replaceAll('"', '""')}"` : value);
export const csvLine = (fields: Record<string, string>): string => Object.values(fields).map(cell).join(',');

/** Writes rows 0 to `rows` - 1; `change` alters some of them. */
export const writeCustomerFile = <Kind extends 'accounts' | 'contracts'>(
  path: string,
  kind: Kind,
  rows: number,
  options: { seed?: number; change?: (row: number, fields: Record<string, string>) => Record<string, string> } = {},
): string => {
  const file = openSync(path, 'w');
  let text = `${kind === 'accounts' ? accountHeader : contractHeader}\n`;
  for (let row = 0; row < rows; row++) {
    const fields = kind === 'accounts' ? accountFields(row, options.seed) : contractFields(row, options.seed);
    text += `${csvLine(options.change ? options.change(row, fields) : fields)}\n`;
    if (text.length > 1 << 20) {
      writeSync(file, text);
      text = '';
    }
  }
  writeSync(file, text);
  closeSync(file);
  return path;
};
