// What can be asked of a second person: who decides on it, what they are shown, and what their yes does.
import * as accounts from '../../db/accounts.ts';
import type * as approvals from '../../db/approvals.ts';
import * as settings from '../../db/settings.ts';
import type { Change } from '../acts/act.ts';
import { type ActName, actNames, acts } from '../acts/index.ts';
import type { Context, SignedIn } from '../command.ts';
import { batchReleaseAct, latePostingAct } from '../rules/batch.ts';
import { purgeAct } from '../rules/purge.ts';
import { carryOut, holdFor, versionOf } from './act.ts';
import { latePostingKind, releaseKind } from './batch-approvals.ts';
import { houseKeyAct, houseKeyKind } from './print-settings.ts';
import { purgeKind } from './purge-approval.ts';
import { applySetting, proposeSetting, settingAct } from './setting.ts';

export type Granted = { ok: true } | { ok: false; error: string };
export type ApprovalKind = {
  readonly decidedBy: 'supervisor' | 'admin';
  /** What would change now. */
  readonly changesOf: (ctx: Context, approval: approvals.Approval) => Promise<readonly Change[]>;
  /** Its subject is no longer what was asked about; the decision would be refused. */
  readonly isOutdated: (ctx: Context, approval: approvals.Approval) => Promise<boolean>;
  /** Before it is decided: whoever decides on something else of the same subject comes before us or after. */
  readonly hold?: (ctx: Context, approval: approvals.Approval) => Promise<unknown>;
  readonly grant: (ctx: SignedIn, approval: approvals.Approval) => Promise<Granted>;
};

const accountOf = async ({ tx }: Context, { accountId }: approvals.Approval): Promise<accounts.Account | null> =>
  accountId === null ? null : accounts.byId(tx, accountId);

const actKind = (name: ActName): ApprovalKind => ({
  decidedBy: 'supervisor',
  changesOf: async (ctx, approval) => {
    const account = await accountOf(ctx, approval);
    const proposal = account && (await acts[name].propose(ctx, account, JSON.parse(approval.content) as never));
    return proposal?.ok ? proposal.changes : [];
  },
  isOutdated: async (ctx, approval) => {
    const account = await accountOf(ctx, approval);
    const content = JSON.parse(approval.content) as never;
    return !account || (await versionOf(ctx, name, account, content)) !== approval.subjectVersion;
  },
  hold: async (ctx, { accountId, content }) =>
    accountId === null ? null : holdFor(ctx, name, accountId, JSON.parse(content) as never),
  grant: async (ctx, approval) => {
    const account = await accountOf(ctx, approval);
    if (!account) return { ok: false, error: 'no-such-account' };
    const content = JSON.parse(approval.content) as never;
    if ((await versionOf(ctx, name, account, content)) !== approval.subjectVersion)
      return { ok: false, error: 'content-changed' };
    const proposal = await acts[name].propose(ctx, account, content);
    if (!proposal.ok) return { ok: false, error: proposal.error };
    const how = {
      staffId: approval.askedBy,
      contactId: approval.contactId,
      reason: approval.reason,
      isConfirmed: false,
      approvedBy: ctx.session.staffId,
    };
    await carryOut(ctx, name, account, content, how);
    return { ok: true };
  },
});

const settingKind: ApprovalKind = {
  decidedBy: 'admin',
  changesOf: async (ctx, approval) => proposeSetting(ctx, JSON.parse(approval.content)),
  isOutdated: async ({ tx }, approval) => {
    const { name } = JSON.parse(approval.content);
    return ((await settings.versions(tx)).get(name) ?? 0) !== approval.subjectVersion;
  },
  grant: applySetting,
};

const kinds: Readonly<Record<string, ApprovalKind>> = {
  ...Object.fromEntries(actNames.map((name) => [name, actKind(name)])),
  [settingAct]: settingKind,
  [batchReleaseAct]: releaseKind,
  [latePostingAct]: latePostingKind,
  [houseKeyAct]: houseKeyKind,
  [purgeAct]: purgeKind,
};

export const kindOf = (act: string): ApprovalKind | null => kinds[act] ?? null;
/** What a role decides on. */
export const actsDecidedBy = (role: string): string[] =>
  Object.entries(kinds).flatMap(([act, { decidedBy }]) => (decidedBy === role ? [act] : []));
