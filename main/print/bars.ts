/** The bars of a face: the customer barcode (manual p12) and the serial's Code 128, each one path. */
import { code128 } from './code-128.ts';
import { black, filled, rectangle } from './operators.ts';

/** Millimetres at a size in points (p12). */
export const barSizes = (points: number) => ({
  long: (3.6 * points) / 10,
  timing: (1.2 * points) / 10,
  pitch: (1.2 * points) / 10,
  width: (0.6 * points) / 10,
});

/** @param bars letters F, A, D, T; `x`, `y` the top left of the code's own box, a long bar high */
export const customerBars = (bars: string, x: number, y: number, points: number): string => {
  const { long, timing, pitch, width } = barSizes(points);
  const half = (long + timing) / 2;
  const paths: string[] = [];
  for (let index = 0; index < bars.length; index++) {
    const state = bars.charAt(index);
    const top = state === 'F' || state === 'A' ? 0 : (long - timing) / 2;
    const height = state === 'F' ? long : state === 'T' ? timing : half;
    paths.push(rectangle(x + index * pitch, y + top, width, height));
  }
  return filled(black, ...paths);
};

export const customerBarsWidth = (points: number): number => barSizes(points).pitch * 66 + barSizes(points).width;

/** A module of the serial's code, and its height, in mm. */
export const serialModule = 0.25;
export const serialHeight = 5;

export const serialBars = (serial: string, x: number, y: number): string => {
  const paths: string[] = [];
  let left = x;
  code128(serial).forEach((modules, index) => {
    if (index % 2 === 0) paths.push(rectangle(left, y, modules * serialModule, serialHeight));
    left += modules * serialModule;
  });
  return filled(black, ...paths);
};
