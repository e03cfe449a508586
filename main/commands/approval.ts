import * as approvals from '../../db/approvals.ts';
import * as contacts from '../../db/contacts.ts';
import * as events from '../../db/events.ts';
import * as staff from '../../db/staff.ts';
import type { Change } from '../acts/act.ts';
import { digestOf } from '../acts/digest.ts';
import { type Context, done, type Run, refuse, type SignedIn } from '../command.ts';
import { nearnessOf, refuseDecision } from '../rules/approval.ts';
import { actsDecidedBy, kindOf } from './approval-kinds.ts';

const pageSize = 200;

export const listApprovals: Run<'approval.list'> = async ({ tx, session }, { state }) => {
  const rows = await approvals.list(tx, { isOpen: state === 'open', acts: actsDecidedBy(session.role) }, pageSize + 1);
  const names = await staff.names(
    tx,
    rows.flatMap(({ askedBy, decidedBy }) => [askedBy, decidedBy ?? 0]),
  );
  return done({
    approvals: rows.slice(0, pageSize).map((row) => ({
      approvalId: row.id,
      act: row.act,
      accountId: row.accountId,
      customerName: row.customerName,
      askedBy: names.get(row.askedBy) ?? '',
      askedAt: row.askedAt,
      state: row.state,
      decidedBy: names.get(row.decidedBy ?? 0) ?? null,
      decidedAt: row.decidedAt,
    })),
    hasMore: rows.length > pageSize,
  });
};

/** What would change now; empty once it was decided, when what was asked for is forgotten. */
const changesOf = async (ctx: Context, approval: approvals.Approval): Promise<Change[]> =>
  approval.state === 'asked' ? [...((await kindOf(approval.act)?.changesOf(ctx, approval)) ?? [])] : [];

const isOutdated = async (ctx: Context, approval: approvals.Approval): Promise<boolean> =>
  approval.state === 'asked' && (await kindOf(approval.act)?.isOutdated(ctx, approval)) === true;

/** Whether the one who is signed in may decide, and what the audit keeps of how near the two are. */
const judge = async ({ tx, session, now, policy }: SignedIn, { act, askedBy }: approvals.Approval) => {
  const nearness = nearnessOf(askedBy, session.staffId, await staff.setUps(tx), now, policy);
  return { refused: refuseDecision(nearness, kindOf(act)?.decidedBy ?? 'admin'), nearness };
};

const find = async ({ tx, session }: SignedIn, approvalId: number): Promise<approvals.Approval | null> => {
  const approval = await approvals.byId(tx, approvalId);
  return approval && actsDecidedBy(session.role).includes(approval.act) ? approval : null;
};

export const openApproval: Run<'approval.open'> = async (ctx, { approvalId }) => {
  const approval = await find(ctx, approvalId);
  if (!approval) return refuse('no-such-approval');
  const reason = approval.state === 'asked' ? (await judge(ctx, approval)).refused : 'already-decided';
  const proofs = approval.contactId === null ? [] : await contacts.proofsOf(ctx.tx, approval.contactId);
  return done(
    {
      approvalId,
      act: approval.act,
      accountId: approval.accountId,
      customerName: approval.customerName,
      askedBy: await staff.nameOf(ctx.tx, approval.askedBy),
      askedAt: approval.askedAt,
      reason: approval.reason,
      state: approval.state,
      decisionNote: approval.decisionNote,
      digest: approval.digest,
      isOutdated: await isOutdated(ctx, approval),
      changes: await changesOf(ctx, approval),
      proofs,
      canDecide: { isAllowed: reason === null, reason },
    },
    { approval: approvalId, account: approval.accountId },
  );
};

export const decideApproval: Run<'approval.decide'> = async (ctx, { approvalId, digest, outcome, note }) => {
  const { tx, now, session, policy } = ctx;
  const approval = await find(ctx, approvalId);
  if (!approval) return refuse('no-such-approval');
  const already = async () => {
    const row = await approvals.byId(tx, approvalId);
    return refuse('already-decided', {
      by: row?.decidedBy ? await staff.nameOf(tx, row.decidedBy) : null,
      at: row?.decidedAt ?? now,
    });
  };
  if (approval.state !== 'asked') return already();
  const { refused, nearness } = await judge(ctx, approval);
  if (refused === 'own-request') return refuse(refused);
  if (refused) return refuse(refused, { days: policy.approvalDistanceDays });
  const isSame =
    approval.digest === digest &&
    digest === digestOf(approval.act, approval.accountId, approval.content, approval.subjectVersion);
  if (!isSame) return refuse('content-changed');
  if (outcome === 'refuse' && note === '') return refuse('note-needed');

  const kind = kindOf(approval.act);
  await kind?.hold?.(ctx, approval);
  const state = outcome === 'grant' ? ('granted' as const) : ('refused' as const);
  // Decided first: of two deciders at the same moment only one may carry the act out.
  if (!(await approvals.decide(tx, approvalId, { state, staffId: session.staffId, note }, now))) return already();
  if (outcome === 'grant') {
    const granted = (await kind?.grant(ctx, approval)) ?? {
      ok: false as const,
      error: 'content-changed',
    };
    if (!granted.ok)
      return granted.error === 'content-changed'
        ? refuse('content-changed')
        : refuse('act-refused', { error: granted.error });
  } else if (approval.accountId !== null) {
    const event = {
      accountId: approval.accountId,
      kind: 'approval-refused',
      actor: ctx.actor,
      contactId: approval.contactId,
    };
    await events.add(tx, { ...event, facts: { act: approval.act }, note }, now);
    ctx.touch(`account:${approval.accountId}`);
  }
  ctx.touch('approvals');
  return done(
    { approvalId, state },
    {
      approval: approvalId,
      account: approval.accountId,
      outcome,
      askedBy: approval.askedBy,
      ...(nearness && { nearness }),
    },
  );
};
