// What may be done with a batch as it stands, and if not, why: told to the screen before anybody tries.

import type { PartFacts } from './batch.ts';
import { addDays, type CalendarDate } from './calendar.ts';
import type { Policy } from './policy.ts';

export type BatchFacts = {
  readonly state: 'made' | 'released' | 'generating' | 'generated' | 'printed' | 'posted' | 'reconciled' | 'undone';
  readonly isWorking: boolean;
  /** What its cards would say of their sender is not what it was made with. */
  readonly isSenderChanged: boolean;
  readonly hasPosted: boolean;
  readonly hasFiles: boolean;
  /** Generated without the house's key, or to be: the passphrase is for its maker, the files are for its releaser. */
  readonly isByHand: boolean;
  readonly waitsForPassphrase: boolean;
  /** Its passwords end before anybody could use them. */
  readonly isExpired: boolean;
  readonly isReaderMaker: boolean;
  readonly isReaderReleaser: boolean;
};
export type PartState = 'generated' | 'printed' | 'posted';
type Permission = { readonly isAllowed: boolean; readonly reason: string | null };

const permission = (reason: string | null): Permission => ({ isAllowed: reason === null, reason });
/** The print house may have files of it, and not all of its cards are accounted for. */
export const atTheHouse: readonly string[] = ['generated', 'printed', 'posted'];

/** Why nothing can be done with what the print house has of a batch. */
const notAtTheHouse = ({ state }: BatchFacts): string | null => {
  if (atTheHouse.includes(state)) return null;
  return state === 'undone' ? 'batch-undone' : state === 'reconciled' ? 'batch-reconciled' : 'not-generated';
};

export const batchPermissions = (
  batch: BatchFacts,
): Record<'generate' | 'notePassphrase' | 'cancelJob' | 'undo' | 'fetchFiles' | 'takeResults' | 'pull', Permission> => {
  const { state, isWorking, hasPosted, hasFiles } = batch;
  const generate = () => {
    if (isWorking) return 'job-held';
    // One that was cut off goes back to its release first, from where it can be undone.
    if (state === 'released' && batch.isSenderChanged) return 'sender-changed';
    if (state === 'released' || state === 'generating')
      return batch.isByHand && !batch.isReaderMaker ? 'maker-only' : null;
    return state === 'made' ? 'not-released' : state === 'undone' ? 'batch-undone' : 'already-generated';
  };
  const undo = () => {
    if (isWorking) return 'job-held';
    if (state === 'undone') return 'batch-undone';
    return hasPosted || state === 'posted' || state === 'reconciled' ? 'part-posted' : null;
  };
  const files = () => {
    if (hasFiles) return batch.isByHand && !batch.isReaderReleaser ? 'releaser-only' : null;
    if (state === 'undone') return 'batch-undone';
    return atTheHouse.includes(state) || state === 'reconciled' ? 'files-deleted' : 'not-generated';
  };
  const note = () => (batch.waitsForPassphrase ? (batch.isReaderMaker ? null : 'maker-only') : 'no-passphrase-waits');
  const house = notAtTheHouse(batch);
  return {
    generate: permission(generate()),
    notePassphrase: permission(note()),
    cancelJob: permission(isWorking ? null : 'no-job'),
    undo: permission(undo()),
    fetchFiles: permission(files()),
    takeResults: permission(house),
    pull: permission(house),
  };
};

/** 破棄 of one part that can never be posted: where there is no other, the batch itself is undone. */
export const undoPartPermission = (
  batch: BatchFacts,
  part: { readonly state: PartState; readonly counted: PartFacts; readonly isOnly: boolean },
): Permission => {
  const house = notAtTheHouse(batch);
  if (part.state === 'posted') return permission('already-posted');
  if (house) return permission(house);
  if (batch.isWorking) return permission('job-held');
  if (part.isOnly) return permission('only-part');
  return permission(part.counted.pulled === part.counted.cards ? 'part-empty' : null);
};

/** Rule 16, for one part of it. */
export const postPermission = (
  batch: BatchFacts,
  part: {
    readonly state: PartState;
    readonly counted: PartFacts;
    readonly isAsked: boolean;
    /** How many of its cards must not go out as they are. */
    readonly toPull: number;
    /** Its file is not the one that was recorded: what it says to customers is unknown. */
    readonly isDamaged: boolean;
  },
): Permission => {
  const house = notAtTheHouse(batch);
  if (part.state === 'posted') return permission('already-posted');
  if (house) return permission(house);
  if (part.counted.pulled === part.counted.cards) return permission('part-empty');
  if (part.isDamaged) return permission('file-damaged');
  if (batch.isExpired) return permission('posting-expired');
  if (part.isAsked) return permission('posting-asked');
  if (part.counted.open > 0) return permission('part-open');
  if (part.toPull > 0) return permission('cards-to-pull');
  return permission(null);
};

/** Rule 5: marked after this date, another admin has to see how short the passwords' life gets. */
export const lastTimelyPosting = (
  plannedPostingOn: CalendarDate,
  policy: Pick<Policy, 'latePostingDays'>,
): CalendarDate => addDays(plannedPostingOn, policy.latePostingDays);
