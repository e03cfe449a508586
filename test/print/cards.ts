// Cards of invented people for the tests of printing.
import type { CredentialCard, SenderText } from '../../main/print/card-text.ts';
import { type Layout, layouts } from '../../main/print/layout.ts';
import { openTypeface } from '../../main/print/typeface.ts';
import { type CardFace, type CardFacts, checkCard } from '../../main/rules/card-check.ts';
import { passwordSigns } from '../../main/rules/password-draw.ts';

export const sender: SenderText = {
  company: 'あかり電力株式会社',
  postcode: '0600042',
  address: '北海道札幌市中央区大通西1丁目1-1 あかりビル',
  postOffice: '札幌中央局',
  returnTo: null,
  service: 'あかりでんきWebサービス',
  serviceAddress: 'https://web.akari.example.jp/',
  helpPhone: '0120-000-000',
  helpHours: '9時～17時 土日祝日を除く',
};
export const dates = { madeOn: '2026-11-23', validThrough: '2026-12-27' } as const;

export const facts: CardFacts = {
  postcode: '2630023',
  confirmedPostcode: null,
  address: '千葉県千葉市稲毛区緑町3丁目30-8 郵便ビル403号',
  careOf: [],
  name: '髙﨑 𠮷子',
  person: null,
  kind: 'person',
  hasApplicationPhone: true,
};

export const faceOf = (more: Partial<CardFacts> = {}, layout: Layout = layouts['v-fold']): CardFace => {
  const check = checkCard({ ...facts, ...more }, layout.front.address.width, openTypeface());
  if (!check.ok) throw new Error(JSON.stringify(check.dropOuts));
  return check.face;
};

/** As much as a card takes: every line of address, department and name is used. */
export const longest: Partial<CardFacts> = {
  address: `千葉県千葉市稲毛区緑町3丁目30-8${'郵便中央住宅団地'.repeat(10)}`,
  careOf: ['総合企画本部施設管理統括部', '電力契約担当窓口'],
  name: '一般財団法人見本地域技術普及推進協議会'.repeat(3),
  person: '勘解由小路 左衛門',
  kind: 'organisation',
};

/** A password that is known to the test: sign after sign of the alphabet. */
export const knownPassword = (index: number): string =>
  Array.from({ length: 14 }, (_, place) => passwordSigns[(index * 11 + place * 5) % passwordSigns.length]).join('');

export const cardOf = (index: number, face: CardFace = faceOf()): CredentialCard => ({
  serial: String(index).padStart(12, '0'),
  face,
  loginId: 'bdfhm34789',
  password: Buffer.from(knownPassword(index)),
});
