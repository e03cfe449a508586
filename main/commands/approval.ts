import * as accounts from '../../db/accounts.ts';
import * as approvals from '../../db/approvals.ts';
import * as contacts from '../../db/contacts.ts';
import * as events from '../../db/events.ts';
import * as settings from '../../db/settings.ts';
import * as staff from '../../db/staff.ts';
import type { Change } from '../acts/act.ts';
import { digestOf } from '../acts/digest.ts';
import { actNames, acts, isActName } from '../acts/index.ts';
import { type Context, done, type Run, refuse, type SignedIn } from '../command.ts';
import { refuseDecision } from '../rules/approval.ts';
import { carryOut } from './act.ts';
import { applySetting, proposeSetting, settingAct } from './setting.ts';

const pageSize = 200;

/** Supervisors decide on accounts, admins on settings. */
const actsOf = (role: string): string[] => (role === 'supervisor' ? actNames : [settingAct]);

export const listApprovals: Run<'approval.list'> = async ({ tx, session }, { state }) => {
  const rows = await approvals.list(tx, { isOpen: state === 'open', acts: actsOf(session.role) }, pageSize + 1);
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
const changesOf = async (ctx: Context, approval: approvals.Approval): Promise<readonly Change[]> => {
  if (approval.state !== 'asked') return [];
  const content = JSON.parse(approval.content);
  if (!isActName(approval.act)) return proposeSetting(ctx, content);
  const account = approval.accountId === null ? null : await accounts.byId(ctx.tx, approval.accountId);
  const proposal = account && (await acts[approval.act].propose(ctx, account, content as never));
  return proposal?.ok ? proposal.changes : [];
};

/** The account or setting is no longer the one that was asked about; the decision would be refused. */
const isOutdated = async ({ tx }: Context, approval: approvals.Approval): Promise<boolean> => {
  if (approval.state !== 'asked') return false;
  if (isActName(approval.act)) {
    const account = approval.accountId === null ? null : await accounts.byId(tx, approval.accountId);
    return account?.version !== approval.subjectVersion;
  }
  const { name } = JSON.parse(approval.content);
  return ((await settings.versions(tx)).get(name) ?? 0) !== approval.subjectVersion;
};

const judge = async ({ tx, session, now, policy }: SignedIn, approval: approvals.Approval) => {
  const decider = await staff.settingOf(tx, session.staffId);
  return refuseDecision({ askedBy: approval.askedBy, decider: { id: session.staffId, ...decider } }, now, policy);
};

const find = async ({ tx, session }: SignedIn, approvalId: number): Promise<approvals.Approval | null> => {
  const approval = await approvals.byId(tx, approvalId);
  return approval && actsOf(session.role).includes(approval.act) ? approval : null;
};

export const openApproval: Run<'approval.open'> = async (ctx, { approvalId }) => {
  const approval = await find(ctx, approvalId);
  if (!approval) return refuse('no-such-approval');
  const reason = approval.state === 'asked' ? await judge(ctx, approval) : 'already-decided';
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
      changes: [...(await changesOf(ctx, approval))],
      proofs,
      canDecide: { isAllowed: reason === null, reason },
    },
    { approval: approvalId, account: approval.accountId },
  );
};

type Granted = { ok: true } | { ok: false; error: string };

const grantAct = async (ctx: SignedIn, approval: approvals.Approval): Promise<Granted> => {
  const account = approval.accountId === null ? null : await accounts.byId(ctx.tx, approval.accountId);
  if (!account || !isActName(approval.act)) return { ok: false, error: 'no-such-account' };
  if (account.version !== approval.subjectVersion) return { ok: false, error: 'content-changed' };
  const content = JSON.parse(approval.content) as never;
  const proposal = await acts[approval.act].propose(ctx, account, content);
  if (!proposal.ok) return { ok: false, error: proposal.error };
  const how = {
    staffId: approval.askedBy,
    contactId: approval.contactId,
    reason: approval.reason,
    isConfirmed: false,
    approvedBy: ctx.session.staffId,
  };
  await carryOut(ctx, approval.act, account, content, how);
  return { ok: true };
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
  const refused = await judge(ctx, approval);
  if (refused === 'own-request') return refuse(refused);
  if (refused) return refuse(refused, { days: policy.approvalDistanceDays });
  const isSame =
    approval.digest === digest &&
    digest === digestOf(approval.act, approval.accountId, approval.content, approval.subjectVersion);
  if (!isSame) return refuse('content-changed');
  if (outcome === 'refuse' && note === '') return refuse('note-needed');

  const state = outcome === 'grant' ? ('granted' as const) : ('refused' as const);
  // Decided first: of two deciders at the same moment only one may carry the act out.
  if (!(await approvals.decide(tx, approvalId, { state, staffId: session.staffId, note }, now))) return already();
  if (outcome === 'grant') {
    const granted = approval.act === settingAct ? await applySetting(ctx, approval) : await grantAct(ctx, approval);
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
    { approval: approvalId, account: approval.accountId, outcome, askedBy: approval.askedBy },
  );
};
