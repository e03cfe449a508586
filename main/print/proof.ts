/** 見本 for 校了: the same layout with invented people, the longest lines there may be and passwords that open nothing. */
import { type CardFace, type CardFacts, checkCard } from '../rules/card-check.ts';
import { passwordSigns } from '../rules/password-draw.ts';
import type { CredentialCard, NoticeCard, SenderText } from './card-text.ts';
import type { Layout, Offset } from './layout.ts';
import { openSheets } from './sheet.ts';
import { openTypeface } from './typeface.ts';

const invented: readonly CardFacts[] = [
  {
    postcode: '2630023',
    confirmedPostcode: null,
    address: '千葉県千葉市稲毛区緑町3丁目30-8 郵便ビル403号',
    careOf: [],
    name: '見本 花子',
    person: null,
    kind: 'person',
    hasApplicationPhone: true,
  },
  {
    postcode: '0640804',
    confirmedPostcode: null,
    address:
      '北海道札幌市中央区南四条西29丁目1524-23 第2郵便ハウス・グランドタワー札幌円山公園ウエストサイドレジデンス 南館3階 301号室',
    careOf: ['総合企画本部 施設管理統括部 電力契約担当 御担当窓口'],
    name: '一般財団法人見本地域エネルギー環境技術普及推進協議会連合会 札幌第二総合事務センター',
    person: '髙﨑𠮷 勘解由小路左衛門',
    kind: 'organisation',
    hasApplicationPhone: true,
  },
  {
    postcode: '0600000',
    confirmedPostcode: null,
    address: '北海道札幌市中央区見本町西6丁目1-1',
    careOf: ['見本様方'],
    name: 'みほんマンション管理組合',
    person: null,
    kind: 'unknown',
    hasApplicationPhone: true,
  },
];

const faces = (layout: Layout): CardFace[] =>
  invented.map((facts) => {
    const check = checkCard(facts, layout.front.address.width, openTypeface());
    if (!check.ok) throw new Error(`an invented card cannot be printed: ${JSON.stringify(check.dropOuts)}`);
    return check.face;
  });

/** Every sign once over the cards, none of it drawn: a proof opens no account. */
const dummyPassword = (index: number): Uint8Array =>
  Uint8Array.from({ length: 14 }, (_, place) =>
    passwordSigns.charCodeAt((index * 7 + place * 5) % passwordSigns.length),
  );

/** @returns the document, ended: a readable stream of an unencrypted file whose every page says 見本 */
export const proofDocument = (
  layout: Layout,
  sender: SenderText,
  dates: { readonly madeOn: string; readonly validThrough: string },
  offsets: readonly Offset[] = [],
): PDFKit.PDFDocument => {
  const sheets = openSheets({ layout, sender, ...dates, passphrase: null, isProof: true, offsets, serialDigits: 12 });
  const hasSecret = layout.pages.flat().some(({ face }) => face === 'secret');
  faces(layout).forEach((face, index) => {
    const serial = `0000000000${index + 1}`.padStart(12, '0');
    const card: CredentialCard & NoticeCard = {
      serial,
      face,
      // The longest that a customer can choose stands on the second.
      loginId:
        index === 1 ? 'mihon-hanako_sapporo.chuo-ku.minami4jo-nishi29chome.1524-23-2-50'.slice(0, 64) : 'bdfhm34789',
      password: dummyPassword(index),
      notice: [
        '電話番号の変更を承りました。',
        'お心当たりのないときは、下記までご連絡ください。',
        'このはがきへのご返信は不要です。',
      ],
    };
    if (hasSecret) sheets.addCard(card);
    else sheets.addNotice(card);
  });
  sheets.end();
  return sheets.document;
};
