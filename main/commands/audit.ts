import * as audit from '../../db/audit.ts';
import * as staff from '../../db/staff.ts';
import { verifyAudit, writeCheckpoint } from '../audit.ts';
import { done, type Prepared, type Run, refuse } from '../command.ts';
import { contract } from '../contract/index.ts';
import { staffActor } from '../rules/actor.ts';
import { tokyoInstant, tokyoText } from '../rules/calendar.ts';
import { unparse } from './csv.ts';

type Filter = {
  from: string | null;
  through: string | null;
  actor: string | null;
  call: string | null;
  accountId: number | null;
};

/** Dates are whole days in Tokyo. */
const filterOf = ({ from, through, actor, call, accountId }: Filter): audit.AuditFilter => ({
  from: from && tokyoInstant(from, 0),
  until: through && tokyoInstant(through, 24),
  actor,
  call,
  accountId,
});

export const listAudit: Run<'audit.list'> = async ({ tx }, { before, limit, ...filter }) => {
  const rows = await audit.list(tx, filterOf(filter), before, limit + 1);
  const names = await staff.actorNames(
    tx,
    rows.map((row) => row.actor),
  );
  return done({
    entries: rows.slice(0, limit).map(({ chain, seq, at, actor, call, body, hash }) => ({
      chain,
      seq,
      at,
      actor,
      actorName: names.get(actor) ?? null,
      call,
      body: JSON.parse(body),
      hash,
    })),
    hasMore: rows.length > limit,
  });
};

export const auditChoices: Run<'audit.choices'> = async ({ tx }) => {
  const actors = await audit.actors(tx);
  const names = await staff.actorNames(tx, actors);
  return done({
    actors: actors.map((actor) => ({ actor, name: names.get(actor) ?? null })),
    calls: [
      ...Object.keys(contract).filter((name) => contract[name as keyof typeof contract].kind !== 'read'),
      'account.search',
      'portal.attempt',
    ].sort(),
  });
};

export const exportAudit: Run<'audit.export'> = async (ctx, filter) => {
  const { tx, today, policy, files, client } = ctx;
  const limit = policy.auditExportLimit;
  const rows = await audit.list(tx, filterOf(filter), null, limit + 1);
  if (rows.length > limit) return refuse('too-many', { limit });
  const names = await staff.actorNames(
    tx,
    rows.map((row) => row.actor),
  );
  const csv = unparse(
    ['at', 'actor', 'name', 'call', 'body', 'chain', 'seq', 'hash'],
    rows.map((row) => [
      tokyoText(row.at),
      row.actor,
      names.get(row.actor) ?? '',
      row.call,
      row.body,
      String(row.chain),
      String(row.seq),
      row.hash,
    ]),
  );
  const fileName = `audit-${today}.csv`;
  const file = files.offer(client, { name: fileName, bytes: Buffer.from(csv, 'utf8') });
  return done({ file, fileName, count: rows.length }, { count: rows.length, account: filter.accountId });
};

export const verifyChains: Run<'audit.verify'> = async ({ db }, { expectedHead }) =>
  done(await db.snapshot((tx) => verifyAudit(tx, expectedHead || null)));

type Checkpoint = Awaited<ReturnType<typeof writeCheckpoint>>;

/** The checkpoint is a transaction of its own; the entry that follows says who took its hash outside. */
export const exportHead: Prepared<'audit.head', Checkpoint> = {
  prepare: ({ db, session }) => writeCheckpoint(db, staffActor(session?.staffId ?? 0)),
  run: async (_ctx, _input, checkpoint) => done(checkpoint, { entries: checkpoint.entries }),
};
