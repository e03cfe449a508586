import { randomBytes } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { drawLoginId } from '../../main/rules/login-id.ts';
import { drawPassphrase, isLastGroup, passphraseGroups } from '../../main/rules/passphrase.ts';
import { drawPassword, passwordGroups, passwordLength, passwordSigns } from '../../main/rules/password-draw.ts';

const csprng = (length: number) => new Uint8Array(randomBytes(length));
/** Gives out these bytes in turn, then zeroes. */
const scripted = (bytes: readonly number[]) => {
  let at = 0;
  return (length: number) => Uint8Array.from({ length }, () => bytes[at++] ?? 0);
};
const text = (bytes: Uint8Array) => String.fromCharCode(...bytes);

describe('initial passwords', () => {
  it('have 14 of 23 signs that nobody mixes up, in groups that add up', () => {
    expect([...new Set(passwordSigns)].sort().join('')).toBe([...'DFHJLMNQRTbdfhmnrt34789'].sort().join(''));
    expect(passwordSigns).toHaveLength(23);
    expect(passwordGroups.reduce((sum, group) => sum + group, 0)).toBe(passwordLength);
  });

  it('always have upper case, lower case and digit, and no sign but those', () => {
    for (let draw = 0; draw < 500; draw++)
      expect(text(drawPassword(csprng))).toMatch(/^(?=.*[A-Z])(?=.*[a-z])(?=.*\d)[DFHJLMNQRTbdfhmnrt34789]{14}$/);
  });

  it('are drawn anew as a whole where a kind is missing', () => {
    const upperOnly = Array(28).fill(0);
    const mixed = Array.from({ length: 28 }, (_, index) => (index * 5) % 23);
    const password = text(drawPassword(scripted([...upperOnly, ...mixed])));
    expect(password).toBe(
      mixed
        .slice(0, 14)
        .map((byte) => passwordSigns[byte])
        .join(''),
    );
  });

  it('take no byte past the last whole multiple of 23, which would favour some signs', () => {
    // 253, 254 and 255 are passed over; 252 is the last sign.
    const bytes = [253, 254, 255, 252, 10, 18, ...Array.from({ length: 22 }, (_, index) => index)];
    expect(text(drawPassword(scripted(bytes))).slice(0, 3)).toBe('9b3');
  });

  it('come out as often with each sign', () => {
    const counts = new Map<string, number>();
    const draws = 4000;
    for (let draw = 0; draw < draws; draw++)
      for (const sign of text(drawPassword(csprng))) counts.set(sign, (counts.get(sign) ?? 0) + 1);
    const expected = (draws * passwordLength) / 23;
    // Nine standard deviations: chance alone fails this less often than the machine does. Redrawing favours digits slightly.
    for (const sign of passwordSigns)
      expect(Math.abs((counts.get(sign) ?? 0) - expected)).toBeLessThan(9 * Math.sqrt(expected) + expected * 0.06);
  });

  it('are not drawn from a broken source for ever', () => {
    expect(() => drawPassword(() => new Uint8Array(28).fill(255))).toThrow(/broken/);
    expect(() => drawPassword((length) => new Uint8Array(length))).toThrow(/broken/);
  });

  it('leave nothing in the bytes that they were drawn from', () => {
    const given: Uint8Array[] = [];
    drawPassword((length) => {
      const bytes = csprng(length);
      given.push(bytes);
      return bytes;
    });
    for (const bytes of given) expect(bytes.every((byte) => byte === 0)).toBe(true);
  });
});

describe('login IDs of new accounts', () => {
  it('have ten lower-case letters and digits of the same alphabet', () => {
    expect([...passwordSigns].filter((sign) => /[a-z\d]/.test(sign)).join('')).toBe('bdfhmnrt34789');
    for (let draw = 0; draw < 200; draw++) expect(drawLoginId(csprng)).toMatch(/^[bdfhmnrt34789]{10}$/);
  });
});

describe('the passphrase of print files', () => {
  it('has 26 signs of Base32, 130 bits, each byte counting evenly', () => {
    expect(drawPassphrase(csprng)).toMatch(/^[A-Z2-7]{26}$/);
    expect(drawPassphrase(scripted([0, 31, 32, 255]))).toBe(`A7A7${'A'.repeat(22)}`);
    expect(drawPassphrase(csprng)).not.toBe(drawPassphrase(csprng));
  });

  it('is typed back by its last group, however it is typed', () => {
    const passphrase = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ';
    expect(passphraseGroups(passphrase)).toEqual(['ABCDE', 'FGHIJ', 'KLMNO', 'PQRST', 'UVWXYZ']);
    expect(isLastGroup(passphrase, ' uvw xyz ')).toBe(true);
    expect(isLastGroup(passphrase, 'ＵＶＷＸＹＺ')).toBe(true);
    expect(isLastGroup(passphrase, 'UVWXY')).toBe(false);
    expect(isLastGroup(passphrase, '')).toBe(false);
  });
});
