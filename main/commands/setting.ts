import type * as approvals from '../../db/approvals.ts';
import * as settings from '../../db/settings.ts';
import * as staff from '../../db/staff.ts';
import type { Change } from '../acts/act.ts';
import { askApproval } from '../acts/ask-approval.ts';
import { type Context, done, type Run, refuse, type SignedIn } from '../command.ts';
import {
  fourEyesGroups,
  isPolicyName,
  type PolicyName,
  policyOf,
  policyValues,
  settableNames,
} from '../rules/policy.ts';

/** The act's name in approvals: a setting that guards is changed by two admins. */
export const settingAct = 'setting.change';

const needsApproval = (name: PolicyName): boolean => fourEyesGroups.includes(policyValues[name].group);

export const listSettings: Run<'setting.list'> = async ({ tx, policy }) => {
  const versions = await settings.versions(tx);
  return done({
    settings: settableNames.map((name) => {
      const { initial, min, max, rule, group } = policyValues[name];
      return {
        name,
        group,
        value: policy[name],
        initial,
        min,
        max,
        rule,
        version: versions.get(name) ?? 0,
        needsApproval: needsApproval(name),
      };
    }),
  });
};

export const settingHistory: Run<'setting.history'> = async ({ tx }, { name }) => {
  if (!isPolicyName(name)) return refuse('no-such-setting');
  const rows = await settings.history(tx, name, 100);
  const names = await staff.names(
    tx,
    rows.flatMap(({ changedBy, approvedBy }) => [changedBy, approvedBy ?? 0]),
  );
  return done({
    changes: rows.map((row) => ({
      from: row.from,
      to: row.to,
      at: row.at,
      by: names.get(row.changedBy) ?? '',
      approvedBy: names.get(row.approvedBy ?? 0) ?? null,
      reason: row.reason,
    })),
  });
};

type SettingContent = { name: PolicyName; value: number; version: number };

export const changeSetting: Run<'setting.change'> = async (ctx, { name, value, version, reason }) => {
  const { tx, now, session, policy } = ctx;
  if (!isPolicyName(name) || !settableNames.includes(name)) return refuse('no-such-setting');
  const { min, max } = policyValues[name];
  if (!Number.isSafeInteger(value) || value < min || value > max) return refuse('out-of-bounds', { min, max });
  if (value === policy[name]) return refuse('same-value');
  if (((await settings.versions(tx)).get(name) ?? 0) !== version) return refuse('changed-meanwhile');
  const audit = { setting: name, from: policy[name], to: value };
  if (needsApproval(name)) {
    const asking = { act: settingAct, accountId: null, content: { name, value, version }, contactId: null, reason };
    const approvalId = await askApproval(tx, { ...asking, subjectVersion: version, askedBy: session.staffId }, now);
    ctx.touch('approvals');
    return done({ state: 'asked' as const, approvalId }, { ...audit, approval: approvalId });
  }
  const change = { name, from: policy[name], to: value, version, changedBy: session.staffId, approvedBy: null, reason };
  if (!(await settings.change(tx, change, now))) return refuse('changed-meanwhile');
  ctx.touch('settings');
  return done({ state: 'done' as const, approvalId: null }, audit);
};

export const proposeSetting = (ctx: Context, { name, value }: SettingContent): Change[] => [
  { field: name, before: String(ctx.policy[name]), after: String(value) },
];

export const applySetting = async (
  ctx: SignedIn,
  approval: approvals.Approval,
): Promise<{ ok: true } | { ok: false; error: string }> => {
  const { name, value, version }: SettingContent = JSON.parse(approval.content);
  const before = policyOf(await settings.numbers(ctx.tx))[name];
  const change = {
    name,
    from: before,
    to: value,
    version,
    changedBy: approval.askedBy,
    approvedBy: ctx.session.staffId,
    reason: approval.reason,
  };
  if (!(await settings.change(ctx.tx, change, ctx.now))) return { ok: false, error: 'content-changed' };
  ctx.touch('settings');
  return { ok: true };
};
