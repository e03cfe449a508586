// One run of the print bench: `node print-process.ts ours|encrypted|naive CARDS FOLDER`, its figures as JSON.
import { createWriteStream } from 'node:fs';
import { join } from 'node:path';
import { finished } from 'node:stream/promises';
import type { CredentialCard } from '../../main/print/card-text.ts';
import { layouts } from '../../main/print/layout.ts';
import { writePrintFiles } from '../../main/print/print-file.ts';
import { openSheets } from '../../main/print/sheet.ts';
import { cardOf, dates, faceOf, sender } from '../print/cards.ts';
import { drawNaively } from './naive-card.ts';

const [way = '', count = '0', folder = ''] = process.argv.slice(2);
const cards = Number(count);
const cardsPerPart = 5000;
const faces = Array.from({ length: 500 }, (_, index) =>
  faceOf({
    address: `千葉県千葉市稲毛区緑町${(index % 9) + 1}丁目${(index % 29) + 1}-${(index % 17) + 1} 郵便ビル${index + 100}号`,
    name: `${'佐鈴高田伊渡山中小加'.charAt(index % 10)}藤 ${'花太一次郎子美代和正'.charAt((index * 7) % 10)}子`,
  }),
);
function* drawn(from: number, to: number): Generator<CredentialCard> {
  for (let index = from; index < to; index++) yield cardOf(index + 1, faces[index % faces.length]);
}

const began = process.hrtime.bigint();
if (way === 'naive') await drawNaively(drawn(0, cards), join(folder, 'naive.pdf'), sender, dates);
else if (way === 'encrypted')
  await writePrintFiles({
    layout: layouts['v-fold'],
    sender,
    ...dates,
    passphrase: 'ABCDEFGHIJKLMNOPQRSTUVWXYZ',
    folder,
    name: 'bench',
    cards: drawn(0, cards),
    cardsPerPart,
    plannedPostingOn: '2026-11-27',
  });
else
  for (let from = 0; from < cards; from += cardsPerPart) {
    const sheets = openSheets({ layout: layouts['v-fold'], sender, ...dates, passphrase: null, serialDigits: 12 });
    const file = sheets.document.pipe(createWriteStream(join(folder, `ours-${from}.pdf`)));
    for (const card of drawn(from, Math.min(cards, from + cardsPerPart))) sheets.addCard(card);
    sheets.end();
    await finished(file);
  }
const seconds = Number(process.hrtime.bigint() - began) / 1e9;
process.stdout.write(JSON.stringify({ seconds, peakMb: process.resourceUsage().maxRSS / 1024 }));
