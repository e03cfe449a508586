import { expect, it } from 'vitest';
import { paperFile } from '../../main/print/paper.ts';

const paper = {
  title: '保有する個人情報のご開示',
  subtitle: '佐藤　花子 さま',
  foot: 'お客さま番号 1234567890',
  madeOn: '2026-11-23',
  blocks: [
    {
      kind: 'table' as const,
      head: ['日時', 'だれが', '何を'],
      widths: [0.34, 0.26, 0.4],
      rows: Array.from({ length: 1000 }, (_, n) => [`2026年11月23日 ${n}`, '佐々木 ゆかり', 'アカウントを開いた']),
    },
  ],
};

it('is drawn in pieces, so that whoever calls meanwhile is answered, and is the same each time', async () => {
  let turns = 0;
  let isDrawing = true;
  const takeTurn = (): void => {
    turns += 1;
    if (isDrawing) setImmediate(takeTurn);
  };
  setImmediate(takeTurn);
  const first = await paperFile(paper);
  isDrawing = false;
  expect(turns).toBeGreaterThan(3);
  expect(Buffer.compare(first, await paperFile(paper))).toBe(0);
});
