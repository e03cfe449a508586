// Customers who move, have moved together, or have handed a contract over. What became of them is in `moves.ts`.
import { addDays, type CalendarDate } from '../rules/calendar.ts';
import { type DemoPerson, running } from './people.ts';

const base = { kind: 'person' as const, building: '', wantsNotices: true, login: 'in-use' as const };
const inOtaru = { postcode: '0470032', line: '北海道小樽市稲穂4丁目3-6' };

export const movedPeople = (today: CalendarDate): DemoPerson[] => [
  {
    ...base,
    customerKey: 'leaving',
    name: '森　直樹',
    kana: 'モリ　ナオキ',
    birthOn: '1986-09-12',
    phones: ['011-816-2020'],
    mails: ['naoki.mori@example.jp'],
    postcode: '0620933',
    line: '北海道札幌市豊平区平岸三条10丁目2-5',
    loginId: 'mori_naoki',
    contracts: [running('2017-04-01')],
  },
  // One customer with two accounts, until they were joined.
  {
    ...base,
    customerKey: 'joined',
    name: '井上　真由美',
    kana: 'イノウエ　マユミ',
    birthOn: '1974-07-07',
    phones: ['0134-25-8181'],
    mails: ['mayumi.inoue@example.jp'],
    ...inOtaru,
    loginId: 'inoue.mayumi',
    contracts: [running('2016-02-01')],
  },
  {
    ...base,
    customerKey: 'joined',
    name: '井上　真由美',
    kana: 'イノウエ　マユミ',
    birthOn: '1974-07-07',
    phones: [],
    mails: [],
    ...inOtaru,
    loginId: 'mayumi-shop',
    contracts: [running('2021-10-01', { plan: '低圧電力', line: '北海道小樽市稲穂4丁目8-1　井上商店' })],
  },
  {
    ...base,
    customerKey: 'handed-over',
    name: '松本　正雄',
    kana: 'マツモト　マサオ',
    birthOn: '1946-05-20',
    phones: ['0166-24-6363'],
    mails: ['m.matsumoto@example.jp'],
    postcode: '0700032',
    line: '北海道旭川市二条通11丁目5',
    loginId: 'matsumoto_masao',
    contracts: [running('1998-04-01')],
  },
  {
    ...base,
    customerKey: 'taken-over',
    name: '松本　直人',
    kana: 'マツモト　ナオト',
    birthOn: '1975-01-15',
    phones: ['090-5656-1212'],
    mails: ['naoto.matsumoto@example.jp'],
    postcode: '0700032',
    line: '北海道旭川市二条通14丁目1',
    building: 'メゾン二条 203',
    loginId: 'naoto.matsumoto',
    contracts: [running(addDays(today, -1500))],
  },
];
