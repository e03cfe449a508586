/** A batch's number has its name on every screen. */
const named = /発行番号：\d+/;

/** Whether what a row of a disclosure says, or a fact in it, is a lone number, as an internal id would be. */
export const isBareNumber = ([, , item = '', content = '']: readonly string[]): boolean =>
  /変更[前後]|詳細|依頼の内容|顧客システムの値/.test(item) && /(^|：)\d{1,6}(、|$)/.test(content.replace(named, ''));
