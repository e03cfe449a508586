import { answersChore, unknownLoginsChore } from './answers.ts';
import type { Chore } from './chore.ts';
import { filesChore } from './files.ts';
import { incidentsChore } from './incidents.ts';
import { printFilesChore } from './print-files.ts';

/** Everything that is done once each Tokyo day, in this order. */
export const dailyChores: readonly Chore[] = [
  printFilesChore,
  filesChore,
  answersChore,
  unknownLoginsChore,
  incidentsChore,
];
