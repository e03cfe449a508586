/** Where a query matches a text as registered, for marking it on the screen. Also runs in the renderer. */
import { fold, foldCharacters, foldRules } from './fold.ts';

/** UTF-16 offsets into the registered text, the end exclusive. */
export type MatchRange = [start: number, end: number];

interface Traced {
  text: string;
  /** For every UTF-16 unit of `text`, the stretch of the registered text that it came from. */
  origins: MatchRange[];
}

// A base character with its sound mark, variation selector or accents folds as one.
const CLUSTER = /[\s\S][\p{M}\uff9e\uff9f\u309b\u309c]*/gu;

const traceCharacters = (registered: string, foldOne: (cluster: string) => string): Traced => {
  const traced: Traced = { text: '', origins: [] };
  for (const { 0: cluster, index } of registered.matchAll(CLUSTER)) {
    const folded = foldOne(cluster);
    traced.text += folded;
    for (let unit = 0; unit < folded.length; unit++) traced.origins.push([index, index + cluster.length]);
  }
  return traced;
};

const traceRule = ({ text, origins }: Traced, pattern: RegExp, to: (match: string) => string): Traced => {
  const traced: Traced = { text: '', origins: [] };
  let done = 0;
  for (const { 0: match, index } of text.matchAll(pattern)) {
    const replaced = to(match);
    const first = origins[index];
    const last = origins[index + match.length - 1];
    traced.text += text.slice(done, index) + replaced;
    traced.origins.push(...origins.slice(done, index));
    if (first && last) for (let unit = 0; unit < replaced.length; unit++) traced.origins.push([first[0], last[1]]);
    done = index + match.length;
  }
  traced.text += text.slice(done);
  traced.origins.push(...origins.slice(done));
  return traced;
};

const trace = (registered: string, kind: 'name' | 'address' | 'number' | 'login'): Traced => {
  if (kind === 'number' || kind === 'login') return traceCharacters(registered, (cluster) => fold(cluster, kind));
  let traced = traceCharacters(registered, (cluster) => foldCharacters(cluster, kind));
  let before = '';
  while (traced.text !== before) {
    before = traced.text;
    for (const { pattern, to } of foldRules(kind)) traced = traceRule(traced, pattern, to);
  }
  return traced;
};

const rangesOf = ({ text, origins }: Traced, key: string): MatchRange[] => {
  const ranges: MatchRange[] = [];
  if (key === '') return ranges;
  for (let at = text.indexOf(key); at >= 0; at = text.indexOf(key, at + key.length)) {
    const first = origins[at];
    const last = origins[at + key.length - 1];
    if (first && last) ranges.push([first[0], last[1]]);
  }
  return ranges;
};

const merged = (ranges: MatchRange[]): MatchRange[] => {
  const kept: MatchRange[] = [];
  for (const [start, end] of ranges.sort((a, b) => a[0] - b[0])) {
    const last = kept.at(-1);
    if (last && start <= last[1]) last[1] = Math.max(last[1], end);
    else kept.push([start, end]);
  }
  return kept;
};

/**
 * The stretches of `registered` that fold to `query`: 高橋 marks 髙橋, 090-1234 marks ０９０１２３４. In order, apart from one
 * another. The whole query is looked for first, then each of its words. A kanji text is never marked by a reading:
 * match that against the registered kana. `login` serves mail addresses too.
 */
export const matchRanges = (
  registered: string,
  query: string,
  kind: 'name' | 'address' | 'number' | 'login' = 'name',
): MatchRange[] => {
  const traced = trace(registered, kind);
  const whole = rangesOf(traced, fold(query, kind));
  if (whole.length > 0) return merged(whole);
  return merged(query.split(/\s+/).flatMap((word) => rangesOf(traced, fold(word, kind))));
};
