/** A bill as it is handed out once more: A4, its first page with totals, tax and usage, then line by line. */
import { drawFirst } from './bill-first-page.ts';
import { rowHeight, rowsPerPage, sumHeight, sumRow, tableHead, tableRow } from './bill-table.ts';
import { monthText } from './bill-text.ts';
import { black, fillInk } from './operators.ts';
import { openPen } from './pen.ts';
import { openDocument } from './sheet.ts';

export type BillPaperLine = {
  readonly contractNo: string;
  readonly supplyPointNo: string;
  readonly plan: string;
  /** Empty: not to be shown. */
  readonly place: string;
  readonly usedFrom: string;
  readonly usedThrough: string;
  readonly readOn: string;
  readonly usageKwh: number;
  readonly basicYen: number;
  readonly energyYen: number;
  readonly fuelYen: number;
  readonly renewableYen: number;
  readonly otherYen: number;
  readonly amountYen: number;
  readonly taxPercent: number;
};
export type BillPaper = {
  readonly issuer: {
    readonly company: string;
    readonly postcode: string;
    readonly address: string;
    readonly helpPhone: string;
    readonly helpHours: string;
    readonly registrationNo: string;
  };
  /** With 様 or 御中. */
  readonly addressee: string;
  readonly customerNo: string;
  readonly billNo: string;
  /** `YYYY-MM`. */
  readonly billingMonth: string;
  readonly isCancelled: boolean;
  readonly issuedOn: string;
  readonly dueOn: string;
  /** In words. */
  readonly payment: string;
  readonly isByDebit: boolean;
  readonly reissuedOn: string;
  readonly amountYen: number;
  /** What was charged at each rate, tax included, and how much of that is tax. */
  readonly rates: readonly { readonly percent: number; readonly amountYen: number; readonly taxYen: number }[];
  readonly untaxedYen: number;
  readonly lines: readonly BillPaperLine[];
  /** Oldest first; null where there is no bill. */
  readonly usage: readonly { readonly month: string; readonly kwh: number | null }[];
};

type Page = { fonts: Record<string, unknown>; write: (chunk: string) => void };

/** Of what is on it, the first character that the font lacks; it must not become a box. */
export const undrawable = (paper: BillPaper, canDraw: (codePoint: number) => boolean): string | null =>
  [
    ...new Set(JSON.stringify([paper.addressee, paper.issuer, paper.lines.map(({ place, plan }) => [place, plan])])),
  ].find((character) => !canDraw(character.codePointAt(0) ?? 0)) ?? null;

/** @returns the document, ended: a readable stream of the file; the same paper gives the same bytes */
export const billDocument = (paper: BillPaper): PDFKit.PDFDocument => {
  const document = openDocument({ passphrase: null, madeOn: paper.reissuedOn });
  const pen = openPen(document);
  const addPage = (): Page => {
    document.addPage({ size: 'A4', margin: 0 });
    const page = document.page as unknown as Page;
    page.fonts[pen.fontId] = pen.fontRef;
    return page;
  };
  const pages: (readonly BillPaperLine[])[] = [];
  for (let from = 0; from < paper.lines.length; from += rowsPerPage)
    pages.push(paper.lines.slice(from, from + rowsPerPage));
  const count = pages.length + 1;
  const foot = (number: number): string =>
    pen.writeRight(`${paper.billNo}　${number} / ${count}`, { x: 195, baseline: 286, points: 7.5 });
  addPage().write([fillInk(black), drawFirst(pen, paper), foot(1)].join('\n'));
  pages.forEach((lines, index) => {
    const top = 26;
    const before = paper.lines.slice(0, index * rowsPerPage);
    const through = paper.lines.slice(0, index * rowsPerPage + lines.length);
    const isLast = through.length === paper.lines.length;
    const first = top + 10 + (before.length > 0 ? sumHeight : 0);
    const rows = lines.map((line, place) => tableRow(pen, line, first + place * rowHeight));
    if (before.length > 0) rows.unshift(sumRow(pen, '前ページからの繰越', before, top + 8));
    rows.push(sumRow(pen, isLast ? '合計' : '次ページへ繰越', through, first + lines.length * rowHeight - 1));
    const title = pen.write(`ご請求の内訳　${paper.addressee}　${monthText(paper.billingMonth)}分`, {
      x: 15,
      baseline: 20,
      points: 10.5,
    });
    addPage().write([fillInk(black), title, tableHead(pen, top), ...rows, foot(index + 2)].join('\n'));
  });
  document.end();
  return document;
};
