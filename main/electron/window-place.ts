// Where the window stood, for each display; pure but for the file.
import { readFileSync, renameSync, writeFileSync } from 'node:fs';
import { z } from 'zod';

type Rectangle = { readonly x: number; readonly y: number; readonly width: number; readonly height: number };
type Display = { readonly id: number; readonly workArea: Rectangle };
export type Place = Rectangle & { readonly isMaximized: boolean };

export const leastSize = { width: 960, height: 640 };
const firstSize = { width: 1280, height: 800 };
const displayLimit = 8;

/** From the corner of the display's free area, so that a display which has moved keeps its window. */
const place = z.object({
  x: z.number().int(),
  y: z.number().int(),
  width: z.number().int().positive(),
  height: z.number().int().positive(),
  isMaximized: z.boolean(),
});
const places = z.object({ last: z.number(), of: z.array(z.tuple([z.number(), place])).max(displayLimit) });
export type Places = z.infer<typeof places>;

const nowhere: Places = { last: 0, of: [] };

export const readPlaces = (file: string): Places => {
  try {
    return places.parse(JSON.parse(readFileSync(file, 'utf8')));
  } catch {
    // Missing or broken: the window opens where a first one does.
    return nowhere;
  }
};

export const writePlaces = (file: string, kept: Places): void => {
  try {
    writeFileSync(`${file}.new`, JSON.stringify(kept), { mode: 0o600 });
    renameSync(`${file}.new`, file);
  } catch {
    // A full disk must not keep the window from closing.
  }
};

const between = (least: number, wished: number, most: number): number => Math.max(least, Math.min(wished, most));

/** On the display it stood on last, else on the primary one; always whole and within reach. */
export const placeWindow = (kept: Places, displays: readonly Display[], primary: Display): Place => {
  const { id, workArea } = displays.find((display) => display.id === kept.last) ?? primary;
  const known = new Map(kept.of).get(id);
  const size = known ?? firstSize;
  // A display smaller than the least size gets the least size: Electron would force it all the same.
  const width = between(leastSize.width, size.width, workArea.width);
  const height = between(leastSize.height, size.height, workArea.height);
  const offset = known ?? {
    x: Math.round((workArea.width - width) / 2),
    y: Math.round((workArea.height - height) / 2),
  };
  return {
    x: workArea.x + between(0, offset.x, Math.max(0, workArea.width - width)),
    y: workArea.y + between(0, offset.y, Math.max(0, workArea.height - height)),
    width,
    height,
    isMaximized: known?.isMaximized ?? false,
  };
};

/** @param bounds of the window when it is not maximised */
export const noteBounds = (
  kept: Places,
  bounds: Rectangle,
  isMaximized: boolean,
  { id, workArea }: Display,
): Places => {
  const own: Place = {
    x: Math.round(bounds.x - workArea.x),
    y: Math.round(bounds.y - workArea.y),
    width: Math.round(bounds.width),
    height: Math.round(bounds.height),
    isMaximized,
  };
  return {
    last: id,
    of: [[id, own], ...kept.of.filter(([known]) => known !== id)].slice(0, displayLimit) as Places['of'],
  };
};
