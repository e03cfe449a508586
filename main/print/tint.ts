/** 地紋: a fixed pattern under and behind what is secret, so that a lamp shows nothing. Always the same, drawn once a file. */
import type { Box } from './layout.ts';
import { type Ink, line, pointsPerMm, rectangle, stroked } from './operators.ts';

/** A fixed sequence from 0 to 1: the pattern is the same in every file and tells nothing of any card. */
const fixedSequence = (seed: number) => {
  let state = seed;
  return (): number => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32;
  };
};

const clipped = (box: Box, ...operators: string[]): string =>
  ['q', rectangle(box.x, box.y, box.width, box.height), 'W n', ...operators, 'Q'].join('\n');

const waves = (box: Box, step: number, height: number): string[] => {
  const paths: string[] = [];
  const at = (mm: number) => String(Math.round(mm * pointsPerMm * 100) / 100);
  for (let y = box.y - height; y < box.y + box.height + height; y += step) {
    const curves = [`${at(box.x)} ${at(y)} m`];
    for (let x = box.x, up = 1; x < box.x + box.width; x += 8, up = -up)
      curves.push(`${[x + 3, y + up * height, x + 5, y + up * height, x + 8, y].map(at).join(' ')} c`);
    paths.push(curves.join('\n'));
  }
  return paths;
};

/** Light waves: what is printed over them stays easy to read. */
export const lightTint = (box: Box, ink: Ink): string => clipped(box, stroked(ink, 0.16, ...waves(box, 1.3, 1.1)));

/** Strokes as dense and as thick as letters, lying over waves. */
export const denseTint = (box: Box, ink: Ink): string => {
  const next = fixedSequence(20_261_123);
  const strokes: string[] = [];
  for (let y = box.y; y < box.y + box.height; y += 2.3)
    for (let x = box.x; x < box.x + box.width; x += 2.1) {
      const [left, top] = [x + next() * 1.6 - 0.8, y + next() * 1.6 - 0.8];
      const [angle, length] = [next() * Math.PI, 1.2 + next() * 2];
      const [dx, dy] = [(Math.cos(angle) * length) / 2, (Math.sin(angle) * length) / 2];
      strokes.push(line(left - dx, top - dy, left + dx, top + dy));
    }
  return clipped(box, stroked(ink, 0.2, ...waves(box, 1, 1.2)), stroked(ink, 0.42, ...strokes));
};
