// What another admin decides about a batch: its release (rule 15), and a posting so late that passwords live shorter (rule 5).
import type * as approvals from '../../db/approvals.ts';
import * as batches from '../../db/batches.ts';
import * as cardCounts from '../../db/card-counts.ts';
import * as printSettings from '../../db/print-settings.ts';
import type { Change } from '../acts/act.ts';
import type { Context, SignedIn } from '../command.ts';
import { isSenderChanged, lateDays } from '../rules/batch.ts';
import { daysBetween } from '../rules/calendar.ts';
import type { ApprovalKind, Granted } from './approval-kinds.ts';
import { droppedOutOf } from './batch-dropped.ts';
import { postPart } from './batch-posting.ts';

type Release = { batchId: number; digest: string };
type LatePosting = { batchId: number; part: number; postedOn: string };

const shown = (batch: batches.Batch): Change[] => [
  { field: 'batch', before: '', after: String(batch.id) },
  { field: 'batch-cards', before: '', after: String(batch.cardCount) },
  { field: 'batch-posting', before: '', after: batch.plannedPostingOn },
  { field: 'batch-valid', before: '', after: batch.validThrough },
];

/** The batch whose release was asked for, if nothing of it has changed since, nor what its cards say of their sender. */
const asAskedFor = async (
  { tx }: Context,
  { content, subjectVersion }: approvals.Approval,
): Promise<batches.Batch | null> => {
  const { batchId, digest }: Release = JSON.parse(content);
  const batch = await batches.byId(tx, batchId);
  if (batch?.state !== 'made' || batch.digest !== digest || batch.version !== subjectVersion) return null;
  return isSenderChanged(batch, await printSettings.senderOf(tx)) ? null : batch;
};

export const releaseKind: ApprovalKind = {
  decidedBy: 'admin',
  changesOf: async ({ tx }, { content }) => {
    const batch = await batches.byId(tx, (JSON.parse(content) as Release).batchId);
    if (!batch) return [];
    const dropped = (await droppedOutOf(tx)).get(batch.id) ?? 0;
    return [...shown(batch), ...(dropped > 0 ? [{ field: 'batch-dropped', before: '', after: String(dropped) }] : [])];
  },
  isOutdated: async (ctx, approval) => (await asAskedFor(ctx, approval)) === null,
  grant: async (ctx, approval): Promise<Granted> => {
    const batch = await asAskedFor(ctx, approval);
    const to = { state: 'released' as const, released_by: ctx.session.staffId, released_at: ctx.now };
    if (!batch || !(await batches.change(ctx.tx, batch, to))) return { ok: false, error: 'content-changed' };
    ctx.touch('batches');
    return { ok: true };
  },
};

export const latePostingKind: ApprovalKind = {
  decidedBy: 'admin',
  changesOf: async ({ tx, today, policy }: Context, { content }: approvals.Approval) => {
    const { batchId, part, postedOn }: LatePosting = JSON.parse(content);
    const batch = await batches.byId(tx, batchId);
    if (!batch) return [];
    return [
      ...shown(batch),
      { field: 'batch-part', before: '', after: String(part) },
      { field: 'batch-posted', before: batch.plannedPostingOn, after: postedOn },
      {
        field: 'batch-life',
        before: String(daysBetween(batch.plannedPostingOn, batch.validThrough)),
        after: String(daysBetween(today, batch.validThrough)),
      },
      { field: 'batch-late', before: '', after: String(lateDays(batch.plannedPostingOn, today, policy)) },
    ];
  },
  isOutdated: async ({ tx }, approval) => {
    const { batchId, part }: LatePosting = JSON.parse(approval.content);
    const found = (await batches.partsOf(tx, batchId)).find((one) => one.part === part);
    return found?.version !== approval.subjectVersion;
  },
  grant: async (ctx: SignedIn, approval): Promise<Granted> => {
    const { batchId, part, postedOn }: LatePosting = JSON.parse(approval.content);
    const batch = await batches.byId(ctx.tx, batchId);
    const found = (await batches.partsOf(ctx.tx, batchId)).find((one) => one.part === part);
    const counted = (await cardCounts.partCounts(ctx.tx, batchId)).find((one) => one.part === part);
    if (!batch || !counted || found?.version !== approval.subjectVersion)
      return { ok: false, error: 'content-changed' };
    const posted = await postPart(ctx, { batch, part: found, counted, postedOn });
    return posted.ok ? { ok: true } : { ok: false, error: posted.error };
  },
};
