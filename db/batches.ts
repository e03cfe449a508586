// Batches of postcards and their parts: who made and released them, and how far the print house has come.
import type { Knex } from 'knex';

export type BatchState =
  | 'made'
  | 'released'
  | 'generating'
  | 'generated'
  | 'printed'
  | 'posted'
  | 'reconciled'
  | 'undone';
export type PassphraseTo = 'house' | 'maker';
export type Batch = {
  id: number;
  state: BatchState;
  layout: string;
  plannedPostingOn: string;
  /** Printed on the cards: the initial password works through this Tokyo date. */
  validThrough: string;
  cardCount: number;
  /** Of what is in it; '' while it is still being put together. */
  digest: string;
  madeBy: number;
  madeAt: string;
  releasedBy: number | null;
  releasedAt: string | null;
  jobId: number | null;
  generatedAt: string | null;
  reconciledAt: string | null;
  undoneBy: number | null;
  undoneAt: string | null;
  /** Why, as whoever did it wrote; null where its own job did. */
  undoneNote: string | null;
  filesDeletedAt: string | null;
  /** Name of the folder of the attempt whose files count; null before they are made. */
  filesAt: string | null;
  /** Of the last attempt at its files (rule 15); null before there was one. */
  passphraseTo: PassphraseTo | null;
  /** When who made it typed the passphrase's end back; null where it went to the house, or has not been typed yet. */
  passphraseNotedAt: string | null;
  version: number;
};

const columns = {
  id: 'id',
  state: 'state',
  layout: 'layout',
  plannedPostingOn: 'planned_posting_on',
  validThrough: 'valid_through',
  cardCount: 'card_count',
  digest: 'digest',
  madeBy: 'made_by',
  madeAt: 'made_at',
  releasedBy: 'released_by',
  releasedAt: 'released_at',
  jobId: 'job_id',
  generatedAt: 'generated_at',
  reconciledAt: 'reconciled_at',
  undoneBy: 'undone_by',
  undoneAt: 'undone_at',
  undoneNote: 'undone_note',
  filesDeletedAt: 'files_deleted_at',
  filesAt: 'files_at',
  passphraseTo: 'passphrase_to',
  passphraseNotedAt: 'passphrase_noted_at',
  version: 'version',
};

export const byId = async (tx: Knex, id: number): Promise<Batch | null> =>
  (await tx('batch').where({ id }).first(columns)) ?? null;

/** Newest first. */
export const list = (tx: Knex, limit: number): Promise<Batch[]> =>
  tx('batch').orderBy('id', 'desc').limit(limit).select(columns);

export const inStates = (tx: Knex, states: readonly BatchState[]): Promise<Batch[]> =>
  tx('batch').whereIn('state', states).orderBy('id').select(columns);

/**
 * Not tidied yet, though they came to their end, or their files were made before this instant. What its own job undid has
 * given everything back, and never had files.
 */
export const toTidy = (tx: Knex, before: string): Promise<Batch[]> =>
  tx('batch')
    .whereNull('files_deleted_at')
    .where((due) =>
      due
        .where('generated_at', '<=', before)
        .orWhere({ state: 'reconciled' })
        .orWhere((undone) => undone.where({ state: 'undone' }).whereNotNull('undone_by')),
    )
    .orderBy('id')
    .select(columns);

export type NewBatch = Pick<Batch, 'layout' | 'plannedPostingOn' | 'validThrough' | 'madeBy'>;
export const add = async (tx: Knex, batch: NewBatch, now: string): Promise<number> => {
  const [row] = await tx('batch')
    .insert({
      state: 'made',
      layout: batch.layout,
      planned_posting_on: batch.plannedPostingOn,
      valid_through: batch.validThrough,
      card_count: 0,
      digest: '',
      made_by: batch.madeBy,
      made_at: now,
    })
    .returning('id');
  return row.id;
};

type Change = Partial<{
  state: BatchState;
  card_count: number;
  digest: string;
  released_by: number;
  released_at: string;
  job_id: number | null;
  generated_at: string | null;
  reconciled_at: string;
  undone_by: number;
  undone_at: string;
  undone_note: string;
  files_deleted_at: string;
  files_at: string;
  passphrase_to: PassphraseTo;
  passphrase_noted_at: string | null;
}>;

/** Moves a batch on from where it was seen. @returns its version from now on; null: somebody was faster */
export const change = async (
  tx: Knex,
  batch: Pick<Batch, 'id' | 'state' | 'version'>,
  to: Change,
): Promise<number | null> => {
  const version = batch.version + 1;
  const { id, state } = batch;
  const changed = await tx('batch')
    .where({ id, state, version: batch.version })
    .update({ ...to, version });
  return changed === 1 ? version : null;
};

export type PartState = 'generated' | 'printed' | 'posted';
export type Part = {
  id: number;
  batchId: number;
  part: number;
  cardCount: number;
  fileName: string;
  fileSha256: string;
  fileBytes: number;
  state: PartState;
  postedOn: string | null;
  version: number;
};
const partColumns = {
  id: 'id',
  batchId: 'batch_id',
  part: 'part',
  cardCount: 'card_count',
  fileName: 'file_name',
  fileSha256: 'file_sha256',
  fileBytes: 'file_bytes',
  state: 'state',
  postedOn: 'posted_on',
  version: 'version',
};

export const partsOf = (tx: Knex, batchId: number): Promise<Part[]> =>
  tx('batch_part').where({ batch_id: batchId }).orderBy('part').select(partColumns);

export const addPart = async (
  tx: Knex,
  part: Pick<Part, 'batchId' | 'part' | 'cardCount' | 'fileName' | 'fileSha256' | 'fileBytes'>,
): Promise<void> => {
  await tx('batch_part').insert({
    batch_id: part.batchId,
    part: part.part,
    card_count: part.cardCount,
    file_name: part.fileName,
    file_sha256: part.fileSha256,
    file_bytes: part.fileBytes,
    state: 'generated',
  });
};

/** False: somebody was faster. */
export const changePart = async (
  tx: Knex,
  part: Pick<Part, 'id' | 'state' | 'version'>,
  to: Partial<{ state: PartState; posted_on: string; posted_by: number }>,
): Promise<boolean> =>
  (await tx('batch_part')
    .where({ id: part.id, state: part.state, version: part.version })
    .update({ ...to, version: part.version + 1 })) === 1;
