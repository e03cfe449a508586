/** What is held on one customer, and who has read it: as a paper, and as rows for a spreadsheet. */
import { tokyoText } from '../rules/calendar.ts';
import { isCode, wordOf } from './holding-codes.ts';
import { jsonText } from './holding-facts.ts';
import { callWords, columnWords, ownColumnWords, portalWord, tableWords } from './holding-words.ts';
import { type Block, paperFile } from './paper.ts';

type HeldRow = readonly (readonly [column: string, value: string])[];
type Holdings = readonly { readonly table: string; readonly rows: readonly HeldRow[] }[];
type Reading = { readonly at: string; readonly by: string; readonly call: string };
export type Readings = {
  /** Newest first. */
  readonly entries: readonly Reading[];
  /** There are older ones, which are not shown. */
  readonly hasMore: boolean;
};
type Item = readonly [name: string, content: string];

const json = new Set([
  'account_event.facts',
  'approval.content',
  'card_request.drop_detail',
  'pending_change.old_value',
  'pending_change.new_value',
  'pending_change.file_value',
]);
const sectionOf = (table: string): string => tableWords[table] ?? table;
const itemOf = (table: string, column: string): string =>
  ownColumnWords[`${table}.${column}`] ?? columnWords[column] ?? column;
const actOf = (call: string): string => (call.startsWith('portal.') ? portalWord : (callWords[call] ?? call));
const readers = '閲覧・操作の記録';
const notAllShown = ({ entries }: Readings): string =>
  `新しいものから${entries.length.toLocaleString('ja-JP')}件を載せています。これより前にも記録があります。`;

/** An instant as people in Japan read it, codes in words. */
const contentOf = (table: string, row: HeldRow, column: string, value: string): string => {
  if (json.has(`${table}.${column}`)) return jsonText(value, row.find(([name]) => name === 'act')?.[1]);
  if (isCode(table, column)) return wordOf(table, column, value) ?? value;
  return /^\d{4}-\d{2}-\d{2}T[\d:.]+Z$/.test(value) ? tokyoText(value).slice(0, 16).replace('T', ' ') : value;
};

const itemsOf = (table: string, row: HeldRow): Item[] =>
  row.flatMap(([column, value]): Item[] => {
    const content = contentOf(table, row, column, value);
    return content === '' ? [] : [[itemOf(table, column), content]];
  });

/** Section, number, item, content. */
export const rowsOf = (holdings: Holdings, readings: Readings): string[][] => [
  ...holdings.flatMap(({ table, rows }) =>
    rows.flatMap((row, index) =>
      itemsOf(table, row).map(([name, content]) => [sectionOf(table), String(index + 1), name, content]),
    ),
  ),
  ...readings.entries.map(({ at, by, call }, index) => [readers, String(index + 1), `${at} ${by}`, actOf(call)]),
  ...(readings.hasMore ? [[readers, '', 'ご案内', notAllShown(readings)]] : []),
];

/** As a letter writes it: days, amounts and numbers in the form that people read. */
const written = (table: string, column: string, content: string): string => {
  if (/_yen$/.test(column)) return `${Number(content).toLocaleString('ja-JP')}円`;
  if (column === 'usage_kwh') return Number(content).toLocaleString('ja-JP');
  if (/(^|_)postcode$/.test(column)) return content.replace(/^(\d{3})(\d{4})$/, '〒$1-$2');
  if (column === 'supply_point_no')
    return content.replace(/^(\d\d)(\d{4})(\d{4})(\d{4})(\d{4})(\d{4})$/, '$1-$2-$3-$4-$5-$6');
  return isCode(table, column) ? content : dayText(content);
};

/** A whole date, month or time of day, as a letter has it. */
const dayText = (content: string): string =>
  content.replace(
    /^(\d{4})-(\d{2})(?:-(\d{2}))?( \d{2}:\d{2})?$/,
    (_, year, month, day, time) => `${year}年${Number(month)}月${day ? `${Number(day)}日` : ''}${time ?? ''}`,
  );

type Facts = {
  readonly customerNo: string;
  readonly customerName: string;
  readonly receivedOn: string;
  readonly madeOn: string;
};

export const disclosurePaper = (
  { customerNo, customerName, receivedOn, madeOn }: Facts,
  holdings: Holdings,
  readings: Readings,
) =>
  paperFile({
    title: '保有する個人情報のご開示',
    subtitle: `${customerName} さま　お客さま番号 ${customerNo}　受付日 ${dayText(receivedOn)}　作成日 ${dayText(madeOn)}`,
    foot: `お客さま番号 ${customerNo}　作成日 ${dayText(madeOn)}`,
    madeOn,
    blocks: [
      {
        kind: 'text',
        text: 'あかりデスク（コールセンターの管理システム）で保有している、ご本人に関する情報のすべてです。パスワードはハッシュ値のみを保管しており、読み取ることができないため含みません。',
      },
      ...holdings.flatMap(({ table, rows }): Block[] => [
        { kind: 'heading', text: sectionOf(table) },
        {
          kind: 'records',
          records: rows.map((row) =>
            row.flatMap(([column, value]): Item[] => {
              const content = contentOf(table, row, column, value);
              return content === '' ? [] : [[itemOf(table, column), written(table, column, content)]];
            }),
          ),
        },
      ]),
      { kind: 'heading', text: readers },
      ...(readings.hasMore ? [{ kind: 'text', text: notAllShown(readings) } as const] : []),
      {
        kind: 'table',
        head: ['日時', 'だれが', '何を'],
        widths: [0.34, 0.26, 0.4],
        rows: readings.entries.map(({ at, by, call }) => [dayText(at), by, actOf(call)]),
      },
    ],
  });
