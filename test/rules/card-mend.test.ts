import { describe, expect, it } from 'vitest';
import { type MendableText, refuseMend } from '../../main/rules/card-mend.ts';

const registered: MendableText = {
  name: '髙橋　健一',
  postcode: '0640821',
  line: '北海道札幌市中央区北一条西20丁目3-8',
  building: '円山公園ハイツ905',
  department: '髙田営業部',
  careOf: '渡邊様方',
};
/** Everything but one sign of the private use area and one rare character. */
const canDraw = (codePoint: number) => codePoint !== 0xe001 && codePoint !== 0x2a6a5;
const judge = (mended: Partial<MendableText>, from: Partial<MendableText> = {}, isConfirmed = false) =>
  refuseMend({ ...registered, ...from }, { ...registered, ...from, ...mended }, isConfirmed, canDraw)?.error ?? null;

describe('a card is mended', () => {
  it.each<[string, Partial<MendableText>]>([
    ['with another form of a character', { name: '高橋　健一' }],
    ['with a blank less', { name: '髙橋健一' }],
    ['with full-width digits', { line: '北海道札幌市中央区北一条西２０丁目３－８' }],
    ['with a line break', { line: '北海道札幌市中央区\n北一条西20丁目3-8' }],
    ['with a line break after the blocks', { line: '北海道札幌市中央区\n北一条西20丁目\n3-8' }],
    ['with the building in the first field', { line: `${registered.line} ${registered.building}`, building: '' }],
    ['with another form of its department', { department: '高田営業部' }],
    ['with another form of its 方書', { careOf: '渡邉様方' }],
    ['with another postcode of the same place', { postcode: '060-0001' }],
  ])('%s', (_how, mended) => {
    expect(judge(mended)).toBeNull();
  });

  it('with a large user’s postcode that was confirmed, and not one of somewhere else', () => {
    expect(judge({ postcode: '0608588' }, {}, true)).toBeNull();
    expect(judge({ postcode: '1008792' }, {}, true)).toBe('postcode-address');
  });

  it('without the selector of a variant', () => {
    expect(judge({ department: '葛城営業部' }, { department: '葛\u{E0100}城営業部' })).toBeNull();
  });

  it('with the one character that nobody can draw replaced by one', () => {
    expect(judge({ name: '渡辺　一郎' }, { name: '渡\uE001　一郎' })).toBeNull();
    expect(judge({ name: '龍　一郎' }, { name: '\u{2A6A5}　一郎' })).toBeNull();
  });
});

describe('a card is not mended', () => {
  it.each<[string, Partial<MendableText>, string]>([
    ['into another name', { name: '髙橋　健二' }, 'other-name'],
    ['into a longer name', { name: '髙橋　健一郎' }, 'other-name'],
    ['into nobody', { name: '' }, 'other-name'],
    ['into another house', { line: '北海道札幌市中央区北一条西20丁目3-9' }, 'other-address'],
    ['into another room', { building: '円山公園ハイツ906' }, 'other-address'],
    ['into a house without its room', { building: '' }, 'other-address'],
    ['by a break within a number', { building: '円山公園ハイツ90\n5' }, 'other-address'],
    ['by more lines than a card has', { line: '北\n海\n道\n札\n幌\n市中央区北一条西20丁目3-8' }, 'other-address'],
    ['into another department', { department: '高田総務部' }, 'other-care-of'],
    ['into another 方書', { careOf: '' }, 'other-care-of'],
    ['with a postcode of somewhere else', { postcode: '100-0013' }, 'postcode-address'],
    ['with a postcode that is none', { postcode: '12' }, 'postcode-format'],
    ['with a large user’s postcode that nobody has confirmed', { postcode: '0608588' }, 'postcode-unconfirmed'],
  ])('%s', (_how, mended, error) => {
    expect(judge(mended)).toBe(error);
  });

  it('where two characters take the place of one, or a character that can be drawn is another', () => {
    expect(judge({ name: '渡辺田　一郎' }, { name: '渡\uE001　一郎' })).toBe('other-name');
    expect(judge({ name: '沢辺　一郎' }, { name: '渡\uE001　一郎' })).toBe('other-name');
  });
});
