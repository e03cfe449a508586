// Windows-31J as text, piece by piece and strictly. The table is encoding-japanese's; gaiji, which it does not know, come
// out where Windows puts them, in the private area, so that a row can be refused by line and column (rule 32).
import Encoding from 'encoding-japanese';

const isLead = (byte: number): boolean => (byte >= 0x81 && byte <= 0x9f) || (byte >= 0xe0 && byte <= 0xfc);
const isTrail = (byte: number): boolean => byte >= 0x40 && byte <= 0xfc && byte !== 0x7f;
const firstGaijiLead = 0xf0;
const lastGaijiLead = 0xf9;

let made: Uint16Array | null = null;
/** Two bytes -> code unit, 0 where there is none. */
const tableOf = (): Uint16Array => {
  if (made) return made;
  const table = new Uint16Array(0x10000);
  for (let lead = 0x81; lead <= 0xfc; lead += 1) {
    if (!isLead(lead)) continue;
    for (let trail = 0x40; trail <= 0xfc; trail += 1) {
      if (!isTrail(trail)) continue;
      if (lead >= firstGaijiLead && lead <= lastGaijiLead) {
        table[(lead << 8) | trail] = 0xe000 + (lead - firstGaijiLead) * 188 + trail - (trail > 0x7f ? 0x41 : 0x40);
        continue;
      }
      const codes = Encoding.convert([lead, trail], { from: 'SJIS', to: 'UNICODE' }) as number[];
      const [code = 0] = codes;
      if (codes.length === 1 && code > 0x7f && code !== 0xfffd) table[(lead << 8) | trail] = code;
    }
  }
  made = table;
  return table;
};

/** @throws where bytes stand for no sign */
export const windows31jDecoder = (): ((bytes: Uint8Array, isLast: boolean) => string) => {
  const table = tableOf();
  let lead = 0;
  return (bytes, isLast) => {
    const units = new Uint16Array(bytes.length + 1);
    let length = 0;
    for (const byte of bytes) {
      let unit = byte;
      if (lead > 0) {
        unit = table[(lead << 8) | byte] ?? 0;
        lead = 0;
        if (unit === 0) throw new TypeError('no such sign');
      } else if (isLead(byte)) {
        lead = byte;
        continue;
      } else if (byte >= 0xa1 && byte <= 0xdf) unit = 0xff61 + byte - 0xa1;
      else if (byte >= 0x80) throw new TypeError('no such sign');
      units[length] = unit;
      length += 1;
    }
    if (isLast && lead > 0) throw new TypeError('half a sign');
    return Buffer.from(units.buffer, 0, length * 2).toString('utf16le');
  };
};
