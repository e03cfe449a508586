/** Cards on the pages of one document. What is alike on every card is drawn once and referred to from each page. */
import PDFDocument from 'pdfkit';
import { fixedBack } from './back-face.ts';
import type { CredentialCard, NoticeCard, SenderText } from './card-text.ts';
import { fixedFront, ownFront } from './front-face.ts';
import { type FaceName, type Layout, noOffset, type Offset } from './layout.ts';
import { black, closed, drawForm, fillInk, line, openedAt, pointsPerMm, stroked, strokeInk } from './operators.ts';
import { openPen, type Pen } from './pen.ts';
import { fixedCover, fixedSecret, ownSecret, passwordCells } from './secret-face.ts';

export type SheetOptions = {
  readonly layout: Layout;
  readonly sender: SenderText;
  /** The last day on which the batch's initial passwords are valid. */
  readonly validThrough: string;
  /** Stands in the file; with the same date and cards the bytes are the same before encryption. */
  readonly madeOn: string;
  /** Of the print file: opens it and owns it. Null leaves the file open, for a proof. */
  readonly passphrase: string | null;
  /** 見本 across every page. */
  readonly isProof?: boolean;
  /** One a page of the sheet, in tenths of a millimetre. */
  readonly offsets?: readonly Offset[];
  /** All serials of a file have this many digits. */
  readonly serialDigits: number;
};

export type Sheets = {
  /** A readable stream: pipe it before the first card. */
  readonly document: PDFKit.PDFDocument;
  readonly pagesPerCard: number;
  /** Zeroes the password. */
  readonly addCard: (card: CredentialCard) => void;
  readonly addNotice: (card: NoticeCard) => void;
  readonly end: () => void;
};

type Resources = { write: (chunk: string | Uint8Array) => void; end: () => void };
type Page = {
  fonts: Record<string, unknown>;
  xobjects: Record<string, unknown>;
  dictionary: { data: Record<string, unknown> };
  write: (chunk: string | Uint8Array) => void;
};
const pageOf = (document: PDFKit.PDFDocument): Page => document.page as unknown as Page;

/** An empty page of the sheet, its axis downwards; also for the calibration page. */
export const addSheetPage = (document: PDFKit.PDFDocument, { sheet, bleed, folds }: Layout, pen: Pen): Page => {
  const [width, height] = [sheet.width + 2 * bleed, sheet.height + 2 * bleed].map((mm) => mm * pointsPerMm);
  document.addPage({ size: [width ?? 0, height ?? 0], margin: 0 });
  const page = pageOf(document);
  page.fonts[pen.fontId] = pen.fontRef;
  const inside = bleed * pointsPerMm;
  page.dictionary.data.TrimBox = [inside, inside, (width ?? 0) - inside, (height ?? 0) - inside];
  if (bleed > 0)
    for (const fold of folds) {
      const x = fold + bleed;
      const bottom = sheet.height + 2 * bleed;
      page.write(stroked(black, 0.1, line(x, 0, x, bleed - 0.5), line(x, bottom, x, bottom - bleed + 0.5)));
    }
  return page;
};

export const openDocument = ({ passphrase, madeOn }: Pick<SheetOptions, 'passphrase' | 'madeOn'>) =>
  new PDFDocument({
    autoFirstPage: false,
    fontLayoutCache: false,
    info: { Producer: 'Akari Desk', Creator: 'Akari Desk', CreationDate: new Date(`${madeOn}T00:00:00.000Z`) },
    // AES-256. With an owner's password alone the file would open without any.
    ...(passphrase === null
      ? { pdfVersion: '1.7' }
      : { pdfVersion: '1.7ext3', userPassword: passphrase, ownerPassword: passphrase }),
  } as PDFKit.PDFDocumentOptions);

export const openSheets = (options: SheetOptions): Sheets => {
  const { layout, sender, validThrough, isProof = false, offsets = [] } = options;
  const document = openDocument(options);
  const pen = openPen(document);
  const cells = passwordCells(pen);
  const fixed: Record<FaceName, () => string> = {
    front: () => fixedFront(pen, layout, sender),
    back: () => fixedBack(pen, layout, sender),
    cover: () => fixedCover(pen, layout),
    secret: () => fixedSecret(pen, layout, sender, validThrough, '0'.repeat(options.serialDigits)),
  };
  const forms = new Map<FaceName, unknown>();
  for (const { face } of layout.pages.flat()) {
    const form = document.ref({
      Type: 'XObject',
      Subtype: 'Form',
      BBox: [0, 0, layout.face.width * pointsPerMm, layout.face.height * pointsPerMm],
      Resources: { Font: { [pen.fontId]: pen.fontRef } },
    }) as unknown as Resources;
    form.write(fixed[face]());
    form.end();
    forms.set(face, form);
  }
  const proofMark = (): string => {
    const { width, height } = layout.face;
    const place = { x: width / 2 - 22, baseline: height / 2 + 34, points: 96 };
    return [strokeInk([0.86, 0.3, 0.3], 0.5), pen.outlineTurned('見本', place, 50)].join('\n');
  };

  let before: Page | null = null;
  /** One page of a card's sheet; `own` writes what is the card's own on each face. */
  const drawPage = (index: number, own: (face: FaceName, page: Page) => void): void => {
    const page = addSheetPage(document, layout, pen);
    // Written when this one began. pdfkit keeps it until the file's end, where only its number is asked for.
    if (before) before.dictionary.data = {};
    before = page;
    const { x: right, y: down } = offsets[index] ?? noOffset;
    for (const { face, x } of layout.pages[index] ?? []) {
      page.xobjects[face] = forms.get(face);
      const opened = openedAt(layout.bleed + x + right / 10, layout.bleed + down / 10);
      page.write([opened, drawForm(face), fillInk(black)].join('\n'));
      own(face, page);
      page.write(isProof ? `${proofMark()}\n${closed}` : closed);
    }
  };

  const drawSecret = (card: CredentialCard, page: Page): void => {
    page.write(ownSecret(pen, card));
    card.password.forEach((sign, place) => {
      const operator = cells[place]?.get(sign);
      if (!operator) throw new Error('a password has a sign or a length that no card can hold');
      page.write(operator);
    });
    if (card.password.length !== cells.length) throw new Error('a password is too short for its card');
  };

  return {
    document,
    pagesPerCard: layout.pages.length,
    addCard: (card) => {
      try {
        layout.pages.forEach((_, index) => {
          drawPage(index, (face, page) => {
            if (face === 'front') page.write(ownFront(pen, layout, card.face, card.serial, []));
            if (face === 'secret') drawSecret(card, page);
          });
        });
      } finally {
        card.password.fill(0);
      }
    },
    addNotice: ({ face, serial, notice }) => {
      layout.pages.forEach((_, index) => {
        drawPage(index, (name, page) => {
          if (name === 'front') page.write(ownFront(pen, layout, face, serial, notice));
        });
      });
    },
    end: () => document.end(),
  };
};
