/** What is printed for every customer of a batch: the sender's own words, without anything of a customer. */
import type { CardFace } from '../rules/card-check.ts';

/** Who sends, as set by the utility. Each line is short; nothing here is wrapped. */
export type SenderText = {
  readonly company: string;
  /** Seven digits. */
  readonly postcode: string;
  readonly address: string;
  /** 差出局 in the mark of prepaid mail: 札幌中央局. */
  readonly postOffice: string;
  /** 返還先 where it is not the sender's address. */
  readonly returnTo: string | null;
  /** The web service's name, and where it is found. */
  readonly service: string;
  readonly serviceAddress: string;
  readonly helpPhone: string;
  readonly helpHours: string;
};

/** A card that carries credentials. The password's bytes are zeroed once its page is written. */
export type CredentialCard = {
  /** An even number of digits; the same on front and inner face. */
  readonly serial: string;
  readonly face: CardFace;
  readonly loginId: string;
  readonly password: Uint8Array;
};

/** A card without secrets: the address face alone. */
export type NoticeCard = { readonly serial: string; readonly face: CardFace; readonly notice: readonly string[] };

const weekdays = '日月火水木金土';
/** 2026年12月23日（水） */
export const japaneseDate = (on: string): string => {
  const [year, month, day] = on.split('-').map(Number);
  return `${year}年${month}月${day}日（${weekdays[new Date(`${on}T00:00:00.000Z`).getUTCDay()]}）`;
};

export const hyphenated = (postcode: string): string => `${postcode.slice(0, 3)}-${postcode.slice(3)}`;
