import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { noteBounds, type Places, placeWindow, readPlaces, writePlaces } from '../../main/electron/window-place.ts';
import { scratchFolder } from '../setup/scratch-folder.ts';

const desk = { id: 1, workArea: { x: 0, y: 0, width: 1920, height: 1040 } };
const side = { id: 2, workArea: { x: 1920, y: -200, width: 2560, height: 1400 } };
const nowhere: Places = { last: 0, of: [] };
const at = (x: number, y: number, width = 1200, height = 700, isMaximized = false) => ({
  x,
  y,
  width,
  height,
  isMaximized,
});

describe('the window stands', () => {
  it.each([
    ['in the middle of the primary display at first', nowhere, [desk, side], desk, at(320, 120, 1280, 800)],
    ['where it stood', { last: 1, of: [[1, at(100, 50)]] }, [desk, side], desk, at(100, 50)],
    ['on the display it stood on', { last: 2, of: [[2, at(10, 20)]] }, [desk, side], desk, at(1930, -180)],
    [
      'on the primary display when its own is gone, where it once stood there',
      {
        last: 2,
        of: [
          [2, at(10, 20)],
          [1, at(5, 6)],
        ],
      },
      [desk],
      desk,
      at(5, 6),
    ],
    ['within reach when the display has shrunk', { last: 1, of: [[1, at(3000, 2000)]] }, [desk], desk, at(720, 340)],
    ['within reach when it stood off its edge', { last: 1, of: [[1, at(-900, -50)]] }, [desk], desk, at(0, 0)],
    ['no larger than the display', { last: 1, of: [[1, at(0, 0, 9000, 9000)]] }, [desk], desk, at(0, 0, 1920, 1040)],
    ['no smaller than its content needs', { last: 1, of: [[1, at(0, 0, 1, 1)]] }, [desk], desk, at(0, 0, 960, 640)],
    [
      'maximised when it was',
      { last: 1, of: [[1, at(9, 9, 1000, 700, true)]] },
      [desk],
      desk,
      at(9, 9, 1000, 700, true),
    ],
  ] as [string, Places, (typeof desk)[], typeof desk, object][])('%s', (_where, kept, displays, primary, expected) => {
    expect(placeWindow(kept, displays, primary)).toEqual(expected);
  });

  it('whole on a display that is there, whatever was written down', () => {
    const number = fc.integer({ min: -10_000, max: 10_000 });
    const size = fc.integer({ min: 1, max: 10_000 });
    fc.assert(
      fc.property(number, number, size, size, fc.constantFrom(1, 2, 3), (x, y, width, height, last) => {
        const place = placeWindow({ last, of: [[last, at(x, y, width, height)]] }, [desk, side], desk);
        const fits = [desk, side].some(
          ({ workArea: area }) =>
            place.x >= area.x &&
            place.y >= area.y &&
            place.x + place.width <= area.x + area.width &&
            place.y + place.height <= area.y + area.height,
        );
        return fits && place.width >= 960 && place.height >= 640;
      }),
    );
  });
});

describe('the place is written down', () => {
  it('for each display, newest first, and for no more than eight', () => {
    let kept = nowhere;
    for (let id = 1; id <= 10; id += 1)
      kept = noteBounds(kept, { x: 2000, y: 0, width: 1000, height: 700 }, false, { ...side, id });
    kept = noteBounds(kept, { x: 2020.4, y: -100, width: 1000, height: 700 }, true, { ...side, id: 5 });
    expect(kept.last).toBe(5);
    expect(kept.of.map(([id]) => id)).toEqual([5, 10, 9, 8, 7, 6, 4, 3]);
    expect(kept.of[0]).toEqual([5, at(100, 100, 1000, 700, true)]);
  });

  it('and read again; what is broken or foreign counts as nothing', () => {
    const folder = scratchFolder('akari-window-').path;
    const file = join(folder, 'window.json');
    const kept = noteBounds(nowhere, { x: 1, y: 2, width: 1000, height: 700 }, false, desk);
    writePlaces(file, kept);
    expect(readPlaces(file)).toEqual(kept);
    for (const text of ['', '{', 'null', '[]', '{"last":1}', '{"last":1,"of":[[1,{"x":"0"}]]}', '{"last":1,"of":{}}']) {
      writeFileSync(file, text);
      expect(readPlaces(file)).toEqual(nowhere);
    }
    expect(readPlaces(join(folder, 'none.json'))).toEqual(nowhere);
  });

  it('or not at all, without keeping the window from closing', () => {
    const folder = join(scratchFolder('akari-window-').path, 'window.json');
    mkdirSync(folder);
    expect(() => writePlaces(folder, nowhere)).not.toThrow();
  });
});
