// Conflicts between the desk and the customer system (rule 34), for a person to settle.
import * as customers from '../../db/customers.ts';
import * as events from '../../db/events.ts';
import * as moving from '../../db/moving.ts';
import * as pending from '../../db/pending-changes.ts';
import * as data from '../../db/registered-data.ts';
import { changingKeys } from '../../db/search-keys.ts';
import * as staff from '../../db/staff.ts';
import { addressText } from '../acts/address.ts';
import { holdAccount } from '../acts/hold-account.ts';
import { type Context, done, type Run, refuse } from '../command.ts';
import { holderIn, namesIn } from '../rules/pending-change.ts';
import { maskPhone, phoneDigits } from '../rules/phone.ts';

const pageSize = 200;

type Change = pending.PendingChange;

/** As a person compares it; an application phone is a login factor and stays masked. */
const textOf = (field: pending.PendingField, json: string, numbers: ReadonlyMap<number, string>): string => {
  if (field === 'contract-holder') return numbers.get(holderIn(json) ?? 0) ?? '';
  const value: string | data.DeliveryAddress = JSON.parse(json);
  if (typeof value !== 'string') return addressText(value);
  if (field === 'customer-name') return Object.values(namesIn(value)).filter(Boolean).join('　');
  return field === 'application-phone' ? maskPhone(value) : value;
};

const numbersIn = (tx: Context['tx'], changes: readonly Change[]): Promise<Map<number, string>> => {
  const holders = changes.flatMap(({ field, before, ours, theirs }) =>
    field === 'contract-holder' ? [before, ours, theirs ?? '""'].flatMap((json) => holderIn(json) ?? []) : [],
  );
  return customers.numbersOf(tx, holders);
};

const valuesOf = ({ field, before, ours, theirs }: Change, numbers: ReadonlyMap<number, string>) => ({
  before: textOf(field, before, numbers),
  ours: textOf(field, ours, numbers),
  theirs: theirs === null ? null : textOf(field, theirs, numbers),
});

/** What an account shows of it without a reveal (rules 7 and 10): no number in full, and of a protected one no address. */
const shownIn = (change: Change, numbers: ReadonlyMap<number, string>) => {
  const values = valuesOf(change, numbers);
  const isHidden = change.isProtected && change.field === 'delivery-address';
  const shown = (text: string): string => (isHidden ? '' : change.field === 'contact-phone' ? maskPhone(text) : text);
  const { before, ours, theirs } = values;
  return { before: shown(before), ours: shown(ours), theirs: theirs === null ? null : shown(theirs), isHidden };
};

export const listPendingChanges: Run<'pendingChange.list'> = async ({ tx }, { state }) => {
  const rows = await pending.list(tx, state, pageSize + 1);
  const names = await staff.names(
    tx,
    rows.map(({ madeBy }) => madeBy),
  );
  const numbers = await numbersIn(tx, rows);
  return done({
    changes: rows.slice(0, pageSize).map((row) => ({
      changeId: row.id,
      accountId: row.accountId,
      customerName: row.customerName,
      field: row.field,
      ...shownIn(row, numbers),
      madeAt: row.madeAt,
      madeBy: names.get(row.madeBy) ?? '',
    })),
    hasMore: rows.length > pageSize,
  });
};

export const openPendingChange: Run<'pendingChange.open'> = async ({ tx, session }, { changeId }) => {
  const change = await pending.byId(tx, changeId);
  if (!change) return refuse('no-such-change');
  const { accountId, field, isProtected } = change;
  if (isProtected && session.role !== 'supervisor') return refuse('needs-supervisor');
  return done(
    { changeId, version: change.version, ...valuesOf(change, await numbersIn(tx, [change])) },
    { change: changeId, account: accountId, field, protected: isProtected },
  );
};

const rename = async (tx: Context['tx'], customerId: number, to: { name: string; nameKana: string }): Promise<void> => {
  const accountIds = await moving.accountsOf(tx, customerId);
  await changingKeys(tx, accountIds, () => moving.setName(tx, customerId, to.name, to.nameKana));
};

/** Why what the customer system says cannot be taken; null: it can. */
const refuseTheirs = async (
  { tx }: Context,
  change: pending.PendingChange,
): Promise<'supply-point-taken' | 'holder-by-act' | null> => {
  // A contract does not change hands by itself: it is handed back as it was handed over.
  if (change.field === 'contract-holder') return 'holder-by-act';
  if (change.field !== 'contract-end' || JSON.parse(change.theirs ?? '""') !== '') return null;
  const [contract] = await moving.hold(tx, [change.subjectId]);
  return contract && (await moving.hasSuccessor(tx, contract)) ? 'supply-point-taken' : null;
};

/** What a card says, or what holds one back. */
const onCards: ReadonlySet<pending.PendingField> = new Set(['delivery-address', 'application-phone', 'customer-name']);

/** Puts what the customer system says in the place of what was changed here. */
const takeTheirs = async (
  { tx, now, today }: Context,
  change: pending.PendingChange,
  theirs: string,
): Promise<void> => {
  const value = JSON.parse(theirs);
  if (change.field === 'delivery-address') await data.changeAddress(tx, change.accountId, value, null, now);
  else if (change.field === 'application-phone')
    await data.changeApplicationPhone(tx, change.subjectId, {
      number: value,
      digits: phoneDigits(value),
      unconfirmedAt: null,
    });
  else if (change.field === 'contract-end')
    await moving.setEnd(tx, change.subjectId, value === '' ? null : value, today);
  else if (change.field === 'contract-start') await moving.setStart(tx, change.subjectId, value);
  else if (change.field === 'customer-name') await rename(tx, change.subjectId, namesIn(value));
  else await data.setPhoneAt(tx, change.accountId, change.subjectId, value, phoneDigits(value), now);
  await (onCards.has(change.field) ? data.bumpVersion : data.bumpVersionBesideCards)(tx, change.accountId);
};

export const settlePendingChange: Run<'pendingChange.settle'> = async (ctx, { changeId, version, keep }) => {
  const { tx, now, session, actor } = ctx;
  const found = await pending.byId(tx, changeId);
  if (found) await holdAccount(ctx, found.accountId);
  const change = await pending.byId(tx, changeId);
  if (!change) return refuse('no-such-change');
  if (change.isProtected && session.role !== 'supervisor') return refuse('needs-supervisor');
  if (change.state !== 'pending' && change.state !== 'conflict')
    return refuse('already-settled', {
      by: change.settledBy === null ? null : await staff.nameOf(tx, change.settledBy),
      at: change.settledAt ?? now,
    });
  // Changed here once more, it waits for the next file; contradicted once more, the file says something else.
  if (change.theirs === null || change.version !== version) return refuse('changed-meanwhile');
  const why = keep === 'theirs' ? await refuseTheirs(ctx, change) : null;
  if (why === 'supply-point-taken') return refuse(why, { until: null });
  if (why) return refuse(why);
  const state = keep === 'ours' ? ('kept' as const) : ('given-up' as const);
  if (!(await pending.settleConflict(tx, change, state, session.staffId, now))) return refuse('changed-meanwhile');
  if (keep === 'theirs') await takeTheirs(ctx, change, change.theirs);
  const { accountId, field } = change;
  await events.add(tx, { accountId, kind: 'conflict-settled', actor, facts: { field, keep } }, now);
  ctx.touch(`account:${accountId}`);
  ctx.touch('pendingChanges');
  return done({ changeId }, { change: changeId, account: accountId, field, keep });
};
