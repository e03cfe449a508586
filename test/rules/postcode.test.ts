import { describe, expect, it } from 'vitest';
import { checkPostcode, isLargeUser, needsConfirmation } from '../../main/rules/postcode.ts';

const sapporo = '北海道札幌市中央区大通西5丁目8';

describe('a postcode that is typed with an address', () => {
  it.each([
    ['060-0042', sapporo, false, { postcode: '0600042', confirmedPostcode: null }],
    ['０６０－００４２', sapporo, true, { postcode: '0600042', confirmedPostcode: null }],
    ['060-8588', sapporo, true, { postcode: '0608588', confirmedPostcode: '0608588' }],
    ['060-8588', sapporo, false, { error: 'postcode-unconfirmed' }],
    ['060-8588', '東京都千代田区霞が関1-3-2', true, { error: 'postcode-address', towns: [] }],
    ['999-9999', sapporo, true, { error: 'postcode-address', towns: [] }],
    ['040-0011', sapporo, true, { error: 'postcode-address', towns: ['北海道函館市本町'] }],
    ['12', sapporo, true, { error: 'postcode-format' }],
  ])('%s for %s, confirmed: %s', (postcode, line, isConfirmed, answer) => {
    expect(checkPostcode(postcode, line, isConfirmed)).toEqual(answer);
  });
});

describe('a large user’s postcode', () => {
  it.each([
    ['0608000', true],
    ['0608799', true],
    ['0608800', false],
    ['0607999', false],
    // Ordinary ones that end alike: the master lists them.
    ['6008001', false],
    ['0600042', false],
  ])('is %s: %s', (postcode, isOne) => {
    expect(isLargeUser(postcode)).toBe(isOne);
    expect(needsConfirmation(postcode, null)).toBe(isOne);
  });

  it('needs no confirmation where that very one was confirmed', () => {
    expect(needsConfirmation('0608588', '0608588')).toBe(false);
    expect(needsConfirmation('0608588', '0608589')).toBe(true);
  });
});
