import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { looksLikePhone, maskMail, maskPhone, phoneDigits, samePhone } from '../../main/rules/phone.ts';

describe('comparing telephone numbers', () => {
  it.each([
    '090-1234-5678',
    '09012345678',
    '０９０（１２３４）５６７８',
    '+81 90 1234 5678',
    '+81(0)90-1234-5678',
    '090ー1234ー5678',
  ])('hears 09012345678 in %s', (text) => {
    expect(phoneDigits(text)).toBe('09012345678');
    expect(samePhone(text, '090 1234 5678')).toBe(true);
  });

  it('never takes two missing numbers for the same', () => {
    expect(samePhone('', '-')).toBe(false);
  });

  it('knows ten and eleven digits from 0 as a number', () => {
    expect(['0111234567', '09012345678', '1111234567', '090123456', '090123456789'].map(looksLikePhone)).toEqual([
      true,
      true,
      false,
      false,
      false,
    ]);
  });
});

describe('hiding contact data before the caller is verified', () => {
  it.each([
    ['090-1234-5678', '***-****-**78'],
    ['０１１（１２３）４５６７', '***(***)**67'],
    ['09012345678', '*********78'],
    ['', ''],
  ])('shows %s as %s', (text, masked) => {
    expect(maskPhone(text)).toBe(masked);
  });

  it.each([
    ['sato@gmail.com', 's***@g***.com'],
    ['a@docomo.ne.jp', '***@d***.jp'],
    ['sato', 's***'],
    ['sato@localhost', 's***@l***'],
  ])('shows %s as %s', (address, masked) => {
    expect(maskMail(address)).toBe(masked);
  });

  it('never shows more than two digits', () => {
    fc.assert(
      fc.property(fc.string({ unit: fc.constantFrom(...'0123456789-() ０９') }), (text) => {
        expect(maskPhone(text).replace(/\D/g, '').length).toBeLessThanOrEqual(2);
      }),
    );
  });
});
