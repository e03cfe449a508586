// Reports on cards that reached a wrong person, once the day on which one was due is over (rule 13).
import { overdue } from '../../db/incidents.ts';
import type { Chore } from './chore.ts';

export const incidentsChore: Chore = {
  name: 'incident-reports',
  list: async (tx, { today }) => {
    const ids = await overdue(tx, today);
    return { counts: { overdue: ids.length }, ids };
  },
};
