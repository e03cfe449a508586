// Cards that reached a wrong person, and the reports that are due on them.
import type { Knex } from 'knex';

export type Incident = {
  id: number;
  cardId: number;
  accountId: number;
  noticedOn: string;
  firstDueOn: string;
  finalDueOn: string;
  firstReportedOn: string | null;
  finalReportedOn: string | null;
  recordedBy: number;
  recordedAt: string;
  version: number;
};
const columns = {
  id: 'i.id',
  cardId: 'i.card_id',
  accountId: 'i.account_id',
  noticedOn: 'i.noticed_on',
  firstDueOn: 'i.first_report_due_on',
  finalDueOn: 'i.final_report_due_on',
  firstReportedOn: 'i.first_reported_on',
  finalReportedOn: 'i.final_reported_on',
  recordedBy: 'i.recorded_by',
  recordedAt: 'i.recorded_at',
  version: 'i.version',
};

export const byId = async (tx: Knex, id: number): Promise<Incident | null> =>
  (await tx('incident as i').where('i.id', id).first(columns)) ?? null;

export const ofCard = async (tx: Knex, cardId: number): Promise<Incident | null> =>
  (await tx('incident as i').where('i.card_id', cardId).first(columns)) ?? null;

export type NewIncident = Pick<
  Incident,
  'cardId' | 'accountId' | 'noticedOn' | 'firstDueOn' | 'finalDueOn' | 'recordedBy'
> & { readonly eventId: number };

/** @throws a duplicate where the card has one */
export const add = async (tx: Knex, incident: NewIncident, now: string): Promise<number> => {
  const [row] = await tx('incident')
    .insert({
      card_id: incident.cardId,
      account_id: incident.accountId,
      noticed_on: incident.noticedOn,
      first_report_due_on: incident.firstDueOn,
      final_report_due_on: incident.finalDueOn,
      recorded_by: incident.recordedBy,
      recorded_at: now,
      event_id: incident.eventId,
    })
    .returning('id');
  return row.id;
};

export type ListedIncident = Incident & {
  customerName: string;
  customerNo: string;
  serial: string | null;
  note: string | null;
};

/** Open ones by the date of the report that comes next; closed ones newest first. */
export const list = (tx: Knex, state: 'open' | 'closed', limit: number): Promise<ListedIncident[]> => {
  const query = tx('incident as i')
    .join('account as a', 'a.id', 'i.account_id')
    .join('customer as c', 'c.id', 'a.customer_id')
    .join('card as k', 'k.id', 'i.card_id')
    .leftJoin('account_event as e', 'e.id', 'i.event_id')
    .limit(limit)
    .select({ ...columns, customerName: 'c.name', customerNo: 'c.customer_no', serial: 'k.serial', note: 'e.note' });
  return state === 'open'
    ? query
        .whereNull('i.final_reported_on')
        .orderByRaw(
          'case when i.first_reported_on is null then i.first_report_due_on else i.final_report_due_on end, i.id',
        )
    : query.whereNotNull('i.final_reported_on').orderBy('i.id', 'desc');
};

/** Whose next report was due before this day. */
export const overdue = (tx: Knex, today: string): Promise<number[]> =>
  tx('incident')
    .whereNull('final_reported_on')
    .whereRaw('case when first_reported_on is null then first_report_due_on else final_report_due_on end < ?', [today])
    .orderBy('id')
    .pluck('id');

export const countOpen = async (tx: Knex): Promise<number> =>
  Number((await tx('incident').whereNull('final_reported_on').count({ n: '*' }).first())?.n ?? 0);

/** False: somebody was faster. */
export const report = async (
  tx: Knex,
  incident: Pick<Incident, 'id' | 'version'>,
  made: { which: 'first' | 'final'; on: string; by: number },
): Promise<boolean> =>
  (await tx('incident')
    .where({ id: incident.id, version: incident.version })
    .update({
      [`${made.which}_reported_on`]: made.on,
      [`${made.which}_reported_by`]: made.by,
      version: incident.version + 1,
    })) === 1;
