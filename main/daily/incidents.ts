// Reports on cards that reached a wrong person, once the day on which one was due is over (rule 13).
import * as disclosures from '../../db/disclosures.ts';
import { overdue } from '../../db/incidents.ts';
import type { Chore } from './chore.ts';

export const incidentsChore: Chore = {
  name: 'incident-reports',
  list: async (tx, { today }) => {
    const ids = await overdue(tx, today);
    return { counts: { overdue: ids.length }, ids };
  },
};

/** Requests for disclosure that should have been answered by now. */
export const disclosuresChore: Chore = {
  name: 'overdue-disclosures',
  list: async (tx, { today }) => {
    const ids = await disclosures.overdue(tx, today);
    return { counts: { overdue: ids.length }, ids };
  },
};
