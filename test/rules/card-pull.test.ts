import { describe, expect, it } from 'vitest';
import { type DrawnCard, whyPull } from '../../main/rules/card-pull.ts';

const before = '2026-11-20T03:00:00.000Z';
const drawnAt = '2026-11-23T03:00:00.000Z';
const after = '2026-11-24T03:00:00.000Z';
const asDrawn: DrawnCard = {
  drawnAt,
  isDoNotPost: false,
  isWithdrawn: false,
  isProtected: false,
  flagsChangedAt: null,
  addressChangedAt: null,
  loginChangedAt: null,
};

describe('a drawn card', () => {
  it.each([
    ['of an account that nobody changed', {}, []],
    ['of one to whom nothing is posted any more', { isDoNotPost: true, flagsChangedAt: after }, ['do-not-post']],
    ['of one that was joined to another, from which it has the flag', { isDoNotPost: true }, ['do-not-post']],
    ['of a closed web account', { isWithdrawn: true }, ['withdrawn']],
    ['of somebody protected since', { isProtected: true, flagsChangedAt: after }, ['protected']],
    ['of somebody who was protected when it was drawn', { isProtected: true, flagsChangedAt: before }, []],
    ['of somebody who is not protected any more', { flagsChangedAt: after }, []],
    ['with an address of before', { addressChangedAt: after }, ['address-changed']],
    ['with an address that was changed in time', { addressChangedAt: before }, []],
    ['with a login ID of before', { loginChangedAt: drawnAt }, ['login-id-changed']],
    ['with a login ID that was changed in time', { loginChangedAt: before }, []],
    [
      'with more than one reason',
      { isDoNotPost: true, isProtected: true, flagsChangedAt: after, addressChangedAt: after },
      ['do-not-post', 'protected', 'address-changed'],
    ],
  ])('%s', (_what, facts, reasons) => {
    expect(whyPull({ ...asDrawn, ...facts })).toEqual(reasons);
  });
});
