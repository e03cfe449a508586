// The demo's customers: a few with a story each, the rest drawn from a seed. Nobody in here is real.
import { addDays, type CalendarDate } from '../rules/calendar.ts';

export type DemoLogin =
  | 'never-issued'
  | 'first-login'
  | 'initial-expired'
  | 'in-use'
  | 'some-failures'
  | 'limited-this-morning'
  | 'limited-next-morning';
export type DemoContract = {
  plan: string;
  startedOn: CalendarDate;
  endedOn: CalendarDate | null;
  line?: string;
  supplyPoint?: string;
  isMailEligible?: boolean;
};
export type DemoPerson = {
  /** People who share it are one customer with several accounts. */
  customerKey: string;
  kind: 'person' | 'organisation';
  name: string;
  kana: string;
  birthOn: string | null;
  phones: string[];
  mails: string[];
  postcode: string;
  line: string;
  building: string;
  loginId: string;
  login: DemoLogin;
  status?: 'withdrawn';
  isProtected?: boolean;
  isDoNotPost?: boolean;
  wantsNotices?: boolean;
  contracts: DemoContract[];
};

/** Small seeded generator (mulberry32), so that a seed and a date give the same demo on every machine. */
export const seededRandom = (seed: number): (() => number) => {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296;
  };
};

const places: readonly [postcode: string, line: string][] = [
  ['0640821', '北海道札幌市中央区北一条西20丁目'],
  ['0600062', '北海道札幌市中央区南二条西6丁目'],
  ['0010024', '北海道札幌市北区北二十四条西4丁目'],
  ['0620933', '北海道札幌市豊平区平岸三条8丁目'],
  ['0030029', '北海道札幌市白石区平和通3丁目'],
  ['0040014', '北海道札幌市厚別区もみじ台北5丁目'],
  ['0630804', '北海道札幌市西区二十四軒四条3丁目'],
  ['0700032', '北海道旭川市二条通8丁目'],
  ['0400011', '北海道函館市本町12番'],
  ['0470032', '北海道小樽市稲穂2丁目'],
  ['0800012', '北海道帯広市西二条南9丁目'],
  ['0850015', '北海道釧路市北大通7丁目'],
  ['0530022', '北海道苫小牧市表町5丁目'],
  ['0900024', '北海道北見市北四条東3丁目'],
  ['0440053', '北海道虻田郡倶知安町北三条西2丁目'],
];
const surnames =
  '佐藤サトウ 鈴木スズキ 高橋タカハシ 髙橋タカハシ 田中タナカ 伊藤イトウ 渡辺ワタナベ 渡邉ワタナベ 山本ヤマモト 中村ナカムラ 小林コバヤシ 加藤カトウ 吉田ヨシダ 山田ヤマダ 斎藤サイトウ 齋藤サイトウ 斉藤サイトウ 山崎ヤマザキ 山﨑ヤマザキ 工藤クドウ 阿部アベ 菅原スガワラ 及川オイカワ 𠮷田ヨシダ 澤田サワダ 濱田ハマダ 三上ミカミ 本間ホンマ'.split(
    ' ',
  );
const givenNames =
  '健一ケンイチ 美咲ミサキ 大輔ダイスケ 恵子ケイコ 翔太ショウタ 陽菜ヒナ 和夫カズオ 幸子サチコ 誠マコト 由美子ユミコ 拓也タクヤ 久美子クミコ 隆タカシ 千尋チヒロ 葵アオイ 蓮レン 節子セツコ 浩ヒロシ 愛アイ 進ススム'.split(
    ' ',
  );
const buildings = [
  '',
  '',
  '',
  'グランドハイツ 203号室',
  'コーポ白樺102',
  'サニーコート 5-B',
  'ノースタワー 1204号室',
  'ライラックマンション305',
];
const plans = ['従量電灯B', '従量電灯C', 'スマート電化', 'ドリーム8', '低圧電力'];
const split = (text: string): [string, string] => {
  const at = text.search(/[ァ-ヶー]/);
  return [text.slice(0, at), text.slice(at)];
};

/** The ones the guided stories meet; dates are relative to the day on which the demo is made. */
export const storyPeople = (today: CalendarDate): DemoPerson[] => {
  const base = { kind: 'person' as const, birthOn: '1980-04-01', building: '', wantsNotices: true };
  const running = (startedOn: string, more: Partial<DemoContract> = {}): DemoContract => ({
    plan: '従量電灯B',
    startedOn,
    endedOn: null,
    ...more,
  });
  return [
    {
      ...base,
      customerKey: 'sato',
      name: '佐藤　花子',
      kana: 'サトウ　ハナコ',
      phones: ['011-231-4567', '090-1234-5678'],
      mails: ['hanako.sato@example.jp'],
      postcode: '0640821',
      line: '北海道札幌市中央区北一条西20丁目3-8',
      building: 'グランドハイツ円山 503号室',
      loginId: 'Hanako_Sato',
      login: 'limited-next-morning',
      contracts: [running('2019-04-01')],
    },
    {
      ...base,
      customerKey: 'takahashi',
      name: '髙橋　健一',
      kana: 'タカハシ　ケンイチ',
      birthOn: '1955-11-03',
      phones: ['0166-22-1234'],
      mails: [],
      postcode: '0700032',
      line: '北海道旭川市二条通8丁目12番地',
      loginId: 'takahashi55',
      login: 'limited-this-morning',
      contracts: [running('2012-10-01')],
    },
    {
      ...base,
      customerKey: 'yamazaki',
      name: '山﨑　美咲',
      kana: 'ヤマザキ　ミサキ',
      birthOn: null,
      phones: ['080-2345-6789'],
      mails: ['misaki@example.jp', 'yamazaki.family@example.jp'],
      postcode: '0470032',
      line: '北海道小樽市稲穂2丁目14-7',
      loginId: 'misaki0707',
      login: 'first-login',
      contracts: [running(addDays(today, -40))],
    },
    {
      ...base,
      customerKey: 'saito',
      name: '齋藤　隆',
      kana: 'サイトウ　タカシ',
      phones: ['0138-51-2345'],
      mails: ['t.saito@example.jp'],
      postcode: '0400011',
      line: '北海道函館市本町12番5号',
      loginId: 'saitotks',
      login: 'initial-expired',
      contracts: [running('2021-07-15')],
    },
    {
      ...base,
      customerKey: 'watanabe',
      name: '渡邉　節子',
      kana: 'ワタナベ　セツコ',
      birthOn: '1948-02-11',
      phones: ['0155-24-3456'],
      mails: [],
      postcode: '0800012',
      line: '北海道帯広市西二条南9丁目4-1',
      loginId: 'w4t9n3bk7h',
      login: 'never-issued',
      wantsNotices: false,
      contracts: [running('2003-05-20')],
    },
    {
      ...base,
      customerKey: 'kitami',
      kind: 'organisation',
      name: '株式会社北見水産',
      kana: 'キタミスイサン',
      birthOn: null,
      phones: ['0157-61-2345'],
      mails: ['keiri@example.co.jp'],
      postcode: '0900024',
      line: '北海道北見市北四条東3丁目1-2',
      loginId: 'kitami-suisan',
      login: 'in-use',
      contracts: [
        running('2010-04-01', { plan: '低圧電力' }),
        running('2014-09-01', { line: '北海道網走市港町5-11' }),
        running('2018-06-01', { plan: '高圧季時別電力', line: '北海道紋別市港町6丁目3', isMailEligible: false }),
      ],
    },
    {
      ...base,
      customerKey: 'kitami',
      kind: 'organisation',
      name: '株式会社北見水産',
      kana: 'キタミスイサン',
      birthOn: null,
      phones: ['0157-61-2345'],
      mails: ['shiten@example.co.jp'],
      postcode: '0930013',
      line: '北海道網走市港町5-11',
      loginId: 'kitami-abashiri',
      login: 'some-failures',
      contracts: [running('2020-01-10', { line: '北海道網走市港町5-12' })],
    },
    {
      ...base,
      customerKey: 'moved-last-month',
      name: '小林　誠',
      kana: 'コバヤシ　マコト',
      phones: ['090-3456-7890'],
      mails: ['makoto.k@example.jp'],
      postcode: '0620933',
      line: '北海道札幌市豊平区平岸三条8丁目5-1',
      building: 'コーポ白樺102',
      loginId: 'makoto_k',
      login: 'in-use',
      contracts: [{ ...running('2016-03-28', { supplyPoint: 'next-tenant' }), endedOn: addDays(today, -30) }],
    },
    {
      ...base,
      customerKey: 'next-tenant',
      name: '陳　美玲',
      kana: 'チン　ミレイ',
      phones: ['070-4567-8901'],
      mails: ['chen@example.jp'],
      postcode: '0620933',
      line: '北海道札幌市豊平区平岸三条8丁目5-1',
      building: 'コーポ白樺102',
      loginId: 'c7m3hrt94n',
      login: 'first-login',
      contracts: [running(addDays(today, -20), { supplyPoint: 'next-tenant' })],
    },
    {
      ...base,
      customerKey: 'moved-23-months',
      name: '及川　進',
      kana: 'オイカワ　ススム',
      phones: ['0144-32-1111'],
      mails: [],
      postcode: '0530022',
      line: '北海道苫小牧市表町5丁目6-2',
      loginId: 'oikawa.s',
      login: 'in-use',
      contracts: [{ ...running('2008-08-08'), endedOn: addDays(today, -700) }],
    },
    {
      ...base,
      customerKey: 'protected',
      name: '本間　葵',
      kana: 'ホンマ　アオイ',
      phones: ['080-5678-9012'],
      mails: ['aoi.h@example.jp'],
      postcode: '0010024',
      line: '北海道札幌市北区北二十四条西4丁目2-9',
      loginId: 'aoi_h2024',
      login: 'in-use',
      isProtected: true,
      contracts: [running('2024-06-01')],
    },
    {
      ...base,
      customerKey: 'do-not-post',
      name: '菅原　和夫',
      kana: 'スガワラ　カズオ',
      phones: ['0154-22-9876'],
      mails: [],
      postcode: '0850015',
      line: '北海道釧路市北大通7丁目1',
      loginId: 'sugawara',
      login: 'in-use',
      isDoNotPost: true,
      contracts: [running('2001-12-01')],
    },
    {
      ...base,
      customerKey: 'withdrawn',
      name: '三上　恵子',
      kana: 'ミカミ　ケイコ',
      phones: ['0136-22-5555'],
      mails: ['mikami@example.jp'],
      postcode: '0440053',
      line: '北海道虻田郡倶知安町北三条西2丁目18',
      loginId: 'mikami_k',
      login: 'in-use',
      status: 'withdrawn',
      contracts: [running('2015-02-14')],
    },
  ];
};

/** Everybody else, as many as are wanted. */
export const drawnPeople = (count: number, seed: number, today: CalendarDate): DemoPerson[] => {
  const random = seededRandom(seed);
  const below = (limit: number): number => Math.floor(random() * limit);
  const pick = <T>(list: readonly T[]): T => list[below(list.length)] as T;
  const pad = (value: number, width: number): string => String(value).padStart(width, '0');
  return Array.from({ length: count }, (_, index) => {
    const [surname, surnameKana] = split(pick(surnames));
    const [given, givenKana] = split(pick(givenNames));
    const [postcode, street] = pick(places);
    const phone = `090-${pad(1000 + below(9000), 4)}-${pad(below(10_000), 4)}`;
    const dice = random();
    const login: DemoLogin =
      dice < 0.12
        ? 'never-issued'
        : dice < 0.2
          ? 'first-login'
          : dice < 0.24
            ? 'some-failures'
            : dice < 0.27
              ? 'limited-next-morning'
              : 'in-use';
    const startedOn = addDays(today, -30 - below(5000));
    const mails = random() < 0.7 ? [`user${pad(index, 4)}@example.jp`] : [];
    return {
      customerKey: `drawn-${index}`,
      kind: 'person' as const,
      name: `${surname}　${given}`,
      kana: `${surnameKana}　${givenKana}`,
      birthOn: random() < 0.6 ? `${1940 + below(65)}-${pad(1 + below(12), 2)}-${pad(1 + below(28), 2)}` : null,
      phones: [phone],
      mails,
      postcode,
      line: `${street}${1 + below(30)}-${1 + below(40)}`,
      building: pick(buildings),
      loginId: `user${pad(index, 4)}${pick([...'dfhmnrt'])}`,
      login,
      wantsNotices: mails.length > 0 && random() < 0.85,
      contracts: [{ plan: pick(plans), startedOn, endedOn: random() < 0.05 ? addDays(today, -below(600)) : null }],
    };
  });
};
