// Text as Windows-31J, for people whose programs read nothing else; strictly, so that nothing becomes a question mark.

type Codes = ReadonlyMap<string, number>;
let made: Codes | null = null;

/** Signs that other systems write otherwise, and Windows has under one code each. */
const alike: Readonly<Record<string, number>> = {
  '\u301c': 0x8160,
  '\u2016': 0x8161,
  '\u2212': 0x817c,
  '\u00a2': 0x8191,
  '\u00a3': 0x8192,
  '\u00ac': 0x81ca,
};

/** Of several codes of one sign the one that Windows writes: the first, but for NEC's copies of IBM's signs. */
const leads = (): number[] => {
  const span = (from: number, to: number) => Array.from({ length: to - from + 1 }, (_, place) => from + place);
  return [...span(0x81, 0x9f), ...span(0xe0, 0xea), ...span(0xfa, 0xfc), 0xed, 0xee];
};

const codesOf = async (): Promise<Codes> => {
  if (made) return made;
  const { windows31jDecoder } = await import('../import/windows-31j.ts');
  const decode = windows31jDecoder();
  const codes = new Map<string, number>();
  for (const lead of leads())
    for (let trail = 0x40; trail <= 0xfc; trail += 1) {
      let sign = '';
      try {
        sign = decode(Uint8Array.of(lead, trail), false);
      } catch {
        continue;
      }
      if (!codes.has(sign)) codes.set(sign, (lead << 8) | trail);
    }
  for (const [sign, code] of Object.entries(alike)) if (!codes.has(sign)) codes.set(sign, code);
  made = codes;
  return codes;
};

/** The bytes, or the signs that it cannot hold. */
export const toWindows31j = async (
  text: string,
): Promise<{ ok: true; bytes: Uint8Array } | { ok: false; characters: string[] }> => {
  const codes = await codesOf();
  const bytes: number[] = [];
  const missing = new Set<string>();
  for (const sign of text) {
    const unit = sign.codePointAt(0) ?? 0;
    const code = codes.get(sign);
    if (unit < 0x80) bytes.push(unit);
    else if (unit >= 0xff61 && unit <= 0xff9f) bytes.push(unit - 0xff61 + 0xa1);
    else if (code === undefined) missing.add(sign);
    else bytes.push(code >> 8, code & 0xff);
  }
  return missing.size > 0 ? { ok: false, characters: [...missing] } : { ok: true, bytes: Uint8Array.from(bytes) };
};
