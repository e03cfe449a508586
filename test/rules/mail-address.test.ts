import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { checkMailAddress } from '../../main/rules/mail-address.ts';

describe('checking a mail address', () => {
  it.each([
    ['sato@example.jp'],
    ["o'neil+bill/2026=x?^`{|}~!#$%&*_-.y@mail.example.co.jp"],
    [`${'a'.repeat(64)}@example.jp`],
  ])('accepts and can deliver to %s', (text) => {
    expect(checkMailAddress(text)).toEqual({ accepted: true, deliverable: true, reason: null });
  });

  it.each([
    ['sato@例え.jp', 'character'],
    ['ｓａｔｏ@example.jp', 'character'],
    ['sato @example.jp', 'character'],
    ['"sato"@example.jp', 'character'],
    ['sato(1)@example.jp', 'character'],
    ['', 'no-at'],
    ['sato.example.jp', 'no-at'],
    ['a@b@example.jp', 'two-at'],
    ['@example.jp', 'empty-part'],
    ['sato@', 'empty-part'],
  ] as const)('refuses %j for %s', (text, reason) => {
    expect(checkMailAddress(text)).toEqual({ accepted: false, deliverable: false, reason });
  });

  it.each([
    ['sa..to@docomo.ne.jp', 'double-dot'],
    ['.sato@docomo.ne.jp', 'dot-at-start'],
    ['sato.@docomo.ne.jp', 'dot-at-end'],
    [`${'a'.repeat(65)}@example.jp`, 'too-long'],
    [`a@${'b'.repeat(60)}.${'c'.repeat(60)}.${'d'.repeat(60)}.${'e'.repeat(60)}.${'f'.repeat(10)}.jp`, 'too-long'],
    ['sato@localhost', 'domain'],
    ['sato@-example.jp', 'domain'],
    ['sato@example..jp', 'domain'],
    ['sato@example.jp.', 'domain'],
    ['sato@exam_ple.jp', 'domain'],
    [`sato@${'a'.repeat(64)}.jp`, 'domain'],
    ['sato@192.168.0.1', 'domain'],
  ] as const)('accepts %s as the portal does, yet knows it cannot be delivered: %s', (text, reason) => {
    expect(checkMailAddress(text)).toEqual({ accepted: true, deliverable: false, reason });
  });

  it('gives a reason exactly where it cannot deliver', () => {
    fc.assert(
      fc.property(fc.string({ unit: fc.constantFrom(...'ab.@-_ あ1') }), (text) => {
        const { accepted, deliverable, reason } = checkMailAddress(text);
        expect(deliverable).toBe(reason === null);
        expect(accepted || !deliverable).toBe(true);
      }),
    );
  });
});
