import { Fragment } from 'react';
import { matchRanges } from '../../main/rules/match-ranges.ts';

type Props = { readonly text: string; readonly query: string; readonly kind: Parameters<typeof matchRanges>[2] };

/** A registered spelling with the part that was typed marked, however it was typed. */
export const Marked = ({ text, query, kind }: Props) => {
  const ranges = matchRanges(text, query, kind);
  const ends = ranges.map(([, end]) => end);
  return (
    <>
      {ranges.map(([start, end], index) => (
        <Fragment key={start}>
          {text.slice(ends[index - 1] ?? 0, start)}
          <mark>{text.slice(start, end)}</mark>
        </Fragment>
      ))}
      {text.slice(ends.at(-1) ?? 0)}
    </>
  );
};
