/** Cards that tell of a change (rule 10): to the address before it, without the new value and without anything secret. */

import { tokyoDate } from '../rules/calendar.ts';
import type { CardFace } from '../rules/card-check.ts';
import { japaneseDate, type SenderText } from './card-text.ts';
import { wordOf } from './holding-codes.ts';
import { layouts } from './layout.ts';
import { type DeliveryText, type PreparedCard, prepareCard } from './prepare-card.ts';
import { openSheets } from './sheet.ts';

export type NoticeText = Pick<
  DeliveryText,
  'kind' | 'name' | 'postcode' | 'line' | 'building' | 'department' | 'careOf'
>;
export type PrintedNotice = {
  readonly id: number;
  readonly kind: string;
  readonly createdAt: string;
  readonly face: CardFace;
};

const layout = 'single';
/** An even number of digits, and fewer than a card with a password has. */
const serialDigits = 8;

/** The delivery check of rule 17; what was on file is confirmed by nobody any more, and login factors do not matter. */
export const prepareNotice = (text: NoticeText): PreparedCard =>
  prepareCard(
    { ...text, confirmedPostcode: text.postcode, hasApplicationPhone: true, status: 'active', isDoNotPost: false },
    layout,
  );

/** Three lines at most. The act's name is the one that a mail of it bears. */
const linesOf = ({ kind, createdAt }: PrintedNotice, { service, helpPhone }: SenderText): string[] => [
  `${japaneseDate(tokyoDate(createdAt))}に次の手続きを承りました。`,
  `${service}：${wordOf('notice_card', 'kind', kind) ?? 'ご登録内容の変更'}`,
  `お心当たりのないときは ${helpPhone} へお電話ください。`,
];

/** @returns the document, ended: a readable stream */
export const noticeDocument = (
  notices: readonly PrintedNotice[],
  sender: SenderText,
  madeOn: string,
): PDFKit.PDFDocument => {
  // Nothing on the address face is valid through a day.
  const dates = { madeOn, validThrough: madeOn };
  const sheets = openSheets({ layout: layouts[layout], sender, ...dates, passphrase: null, serialDigits });
  for (const notice of notices)
    sheets.addNotice({
      serial: String(notice.id).padStart(serialDigits, '0'),
      face: notice.face,
      notice: linesOf(notice, sender),
    });
  sheets.end();
  return sheets.document;
};
