/** What is held on one customer, and who has read it: as a paper, and as rows for a spreadsheet. */
import { tokyoText } from '../rules/calendar.ts';
import { callWords, columnWords, tableWords } from './holding-words.ts';
import { type Block, paperDocument } from './paper.ts';

type Holdings = readonly {
  readonly table: string;
  readonly rows: readonly (readonly (readonly [column: string, value: string])[])[];
}[];
export type Reading = { readonly at: string; readonly by: string; readonly call: string };

const sectionOf = (table: string): string => tableWords[table] ?? table;
/** An instant as people in Japan read it. */
const contentOf = (value: string): string =>
  /^\d{4}-\d{2}-\d{2}T[\d:.]+Z$/.test(value) ? tokyoText(value).slice(0, 16).replace('T', ' ') : value;
const itemOf = (column: string): string => columnWords[column] ?? column;
const actOf = (call: string): string => callWords[call] ?? call;
const readers = '閲覧・操作の記録';

/** Section, number, item, content. */
export const rowsOf = (holdings: Holdings, readings: readonly Reading[]): string[][] => [
  ...holdings.flatMap(({ table, rows }) =>
    rows.flatMap((row, index) =>
      row.map(([column, value]) => [sectionOf(table), String(index + 1), itemOf(column), contentOf(value)]),
    ),
  ),
  ...readings.map(({ at, by, call }, index) => [readers, String(index + 1), `${at} ${by}`, actOf(call)]),
];

type Facts = {
  readonly customerNo: string;
  readonly customerName: string;
  readonly receivedOn: string;
  readonly madeOn: string;
};

export const disclosurePaper = (
  { customerNo, customerName, receivedOn, madeOn }: Facts,
  holdings: Holdings,
  readings: readonly Reading[],
) =>
  paperDocument({
    title: '保有する個人情報のご開示',
    subtitle: `${customerName} さま　お客さま番号 ${customerNo}　受付日 ${receivedOn}　作成日 ${madeOn}`,
    foot: `お客さま番号 ${customerNo}　作成日 ${madeOn}`,
    madeOn,
    blocks: [
      {
        kind: 'text',
        text: 'あかりデスク（コールセンターの管理システム）で保有している、ご本人に関する情報のすべてです。パスワードはハッシュ値のみを保管しており、読み取ることができないため含みません。',
      },
      ...holdings.flatMap(({ table, rows }): Block[] => [
        { kind: 'heading', text: sectionOf(table) },
        {
          kind: 'table',
          head: ['番号', '内容'],
          widths: [0.1, 0.9],
          rows: rows.map((row, index) => [
            String(index + 1),
            row.map(([column, value]) => `${itemOf(column)}：${contentOf(value)}`).join('　'),
          ]),
        },
      ]),
      { kind: 'heading', text: readers },
      {
        kind: 'table',
        head: ['日時', 'だれが', '何を'],
        widths: [0.34, 0.26, 0.4],
        rows: readings.map(({ at, by, call }) => [at, by, actOf(call)]),
      },
    ],
  });
