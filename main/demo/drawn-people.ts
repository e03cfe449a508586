// The demo's other customers, drawn from a seed.
import { addDays, type CalendarDate } from '../rules/calendar.ts';
import type { DemoLogin, DemoPerson } from './people.ts';

/** Small seeded generator (mulberry32), so that a seed and a date give the same demo on every machine. */
const seededRandom = (seed: number): (() => number) => {
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

/** One in so many has contracts and no web account. */
const oneWithout = 41;

/** @param count how many of them have an account */
export const drawnPeople = (count: number, seed: number, today: CalendarDate): DemoPerson[] => {
  const random = seededRandom(seed);
  const below = (limit: number): number => Math.floor(random() * limit);
  const pick = <T>(list: readonly T[]): T => list[below(list.length)] as T;
  const pad = (value: number, width: number): string => String(value).padStart(width, '0');
  return Array.from({ length: count + Math.floor(count / (oneWithout - 1)) }, (_, index) => {
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
      loginId: index % oneWithout === oneWithout - 1 ? null : `user${pad(index, 4)}${pick([...'dfhmnrt'])}`,
      login,
      wantsNotices: mails.length > 0 && random() < 0.85,
      contracts: [{ plan: pick(plans), startedOn, endedOn: random() < 0.05 ? addDays(today, -below(600)) : null }],
    };
  });
};
