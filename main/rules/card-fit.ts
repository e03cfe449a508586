/** Text of a card in lines: wrapped, then smaller, else it does not fit. */

export type FitStep = { readonly points: number; readonly lines: number };
export type FittedText = { readonly lines: readonly string[]; readonly points: number };
/** Millimetres of a text at a size in points. */
export type Measure = (text: string, points: number) => number;

// House numbers and Latin words stay whole; all else may part between any two characters.
const UNIT = /[0-9A-Za-z０-９Ａ-Ｚａ-ｚ'-]+(?:[-－−‐][0-9A-Za-z０-９]+)*|./gsu;
const NEVER_FIRST = /^[ー々ぁぃぅぇぉっゃゅょゎァィゥェォッャュョヮヵヶ、。，．・）」』】〕］)\]号階室様]/u;
const BLANK = /^[ \u3000]$/;

const wrapLine = (text: string, points: number, width: number, measure: Measure): string[] | null => {
  const lines: string[] = [];
  let line: string[] = [];
  const widthOf = (units: readonly string[]) => measure(units.join('').trim(), points);
  const flush = () => {
    const whole = line.join('').trim();
    if (whole !== '') lines.push(whole);
  };
  for (const [unit] of text.trim().matchAll(UNIT)) {
    if (widthOf([unit]) > width) return null;
    if (widthOf([...line, unit]) <= width) {
      line.push(unit);
      continue;
    }
    // A blank in the second half is where people would part the line.
    const blank = line.findLastIndex((one) => BLANK.test(one));
    const isGood = blank > 0 && measure(line.slice(0, blank).join(''), points) > width / 2;
    let from = isGood ? blank + 1 : line.length;
    const first = () => line[from] ?? unit;
    while (!isGood && from > 1 && NEVER_FIRST.test(first())) from -= 1;
    const rest = line.slice(from);
    line = line.slice(0, from);
    flush();
    line = BLANK.test(unit) && rest.length === 0 ? [] : [...rest, unit];
  }
  flush();
  return lines;
};

/** The first step at which the text fits a width; line feeds in it are kept. Null: it fits at none. */
export const fitText = (
  text: string,
  steps: readonly FitStep[],
  widthMm: number,
  measure: Measure,
): FittedText | null => {
  for (const { points, lines: most } of steps) {
    const lines = text.split('\n').map((part) => wrapLine(part, points, widthMm, measure));
    if (lines.includes(null)) continue;
    const all = lines.flatMap((part) => part ?? []);
    if (all.length <= most) return { lines: all, points };
  }
  return null;
};
