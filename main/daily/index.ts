import { answersChore, unknownLoginsChore } from './answers.ts';
import type { Chore } from './chore.ts';
import { clockNoticesChore } from './clock-notices.ts';
import { filesChore } from './files.ts';
import { disclosuresChore, incidentsChore } from './incidents.ts';
import { outboxChore } from './outbox.ts';
import { printFilesChore } from './print-files.ts';
import { clockEndsChore, overduePurgesChore } from './purges.ts';

/** Everything that is done once each Tokyo day, in this order. */
export const dailyChores: readonly Chore[] = [
  printFilesChore,
  filesChore,
  answersChore,
  unknownLoginsChore,
  outboxChore,
  incidentsChore,
  disclosuresChore,
  clockEndsChore,
  overduePurgesChore,
  clockNoticesChore,
];
