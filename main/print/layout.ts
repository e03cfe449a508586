/** Sheets as data: where faces lie on a sheet, and where everything lies on a face. Millimetres from the top left. */

export type FaceName = 'front' | 'back' | 'cover' | 'secret';
export type Box = { readonly x: number; readonly y: number; readonly width: number; readonly height: number };
export type LayoutName = 'v-fold' | 'single';

export type Layout = {
  readonly name: LayoutName;
  /** Counted up with every change that a print house would see. */
  readonly version: number;
  readonly sheet: { readonly width: number; readonly height: number };
  readonly face: { readonly width: number; readonly height: number };
  /** The second page is printed on the other side, turned about the sheet's short or long edge. */
  readonly duplex: 'short-edge' | 'long-edge' | 'none';
  /** Beyond the trim on each side; where it is more than 0, marks of the folds stand in it. */
  readonly bleed: number;
  /** From the left edge of the trimmed sheet. */
  readonly folds: readonly number[];
  readonly pages: readonly (readonly { readonly face: FaceName; readonly x: number }[])[];
  readonly front: {
    /** Of 横書き lines of address and name; the barcode follows under the name. */
    readonly address: { readonly x: number; readonly y: number; readonly width: number };
    /** Top of the barcode, at the lowest. */
    readonly barcodeLowest: number;
    readonly notice: { readonly y: number; readonly lines: number };
    readonly sender: Box;
  };
};

/** Manual p05, measured inside the frames: upright card of 100 mm, JIS. */
export const postcodeBoxes = {
  lefts: [44.3, 51.3, 58.3, 65.9, 72.7, 79.5, 86.3],
  top: 12,
  width: 5.7,
  height: 8,
  /** The first three frames and the hyphen are heavier than the last four. */
  heavyLine: 0.5,
  lightLine: 0.3,
} as const;

/** 料金後納郵便, 20 to 30 mm, inside the top left 35 x 70 mm of an upright card. */
export const paidMark = { x: 12, y: 11, size: 22 } as const;

/** Size in points; 8 to 11.5 are allowed, and 10 would leave 0.1 mm of an upright card's 80 (p12, p13). */
export const barcodePoints = 9;
export const barcodeClearance = 2;
export const barcodeMargin = 10;

const front = {
  address: { x: 14, y: 51, width: 74 },
  barcodeLowest: 107.6,
  notice: { y: 111, lines: 0 },
  sender: { x: 12, y: 113, width: 76, height: 25 },
} as const;

export const layouts: Readonly<Record<LayoutName, Layout>> = {
  // Folded once about the middle, the address outside: turned over, the cover lies behind the front.
  'v-fold': {
    name: 'v-fold',
    version: 2,
    sheet: { width: 200, height: 148 },
    face: { width: 100, height: 148 },
    duplex: 'short-edge',
    bleed: 0,
    folds: [100],
    pages: [
      [
        { face: 'back', x: 0 },
        { face: 'front', x: 100 },
      ],
      [
        { face: 'cover', x: 0 },
        { face: 'secret', x: 100 },
      ],
    ],
    front,
  },
  single: {
    name: 'single',
    version: 2,
    sheet: { width: 100, height: 148 },
    face: { width: 100, height: 148 },
    duplex: 'none',
    bleed: 0,
    folds: [],
    pages: [[{ face: 'front', x: 0 }]],
    front: {
      address: { x: 14, y: 48.5, width: 74 },
      barcodeLowest: 105.1,
      notice: { y: 110.6, lines: 3 },
      sender: { x: 12, y: 123.6, width: 76, height: 13 },
    },
  },
};

/** How far a printer is off, in tenths of a millimetre, right and down; each page of the sheet for itself. */
export type Offset = { readonly x: number; readonly y: number };
export const noOffset: Offset = { x: 0, y: 0 };
