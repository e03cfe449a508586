// Moving out, in, and within the area (rules 27 to 29).
import type { Account } from '../../db/accounts.ts';
import * as customers from '../../db/customers.ts';
import * as events from '../../db/events.ts';
import * as moving from '../../db/moving.ts';
import * as pending from '../../db/pending-changes.ts';
import * as data from '../../db/registered-data.ts';
import * as staff from '../../db/staff.ts';
import type { Context } from '../command.ts';
import { staffActor, staffIdOf } from '../rules/actor.ts';
import { endBounds, gapDays, refuseEnd, refuseUndo } from '../rules/moving.ts';
import { type Act, type ActRefused, type Change, proposed, refused } from './act.ts';
import { addressText, confirmation, confirmationFact, onFile } from './address.ts';
import { addAccountFor } from './new-account.ts';
import { applyStart, isClosed, readStart, type Start, type StartContent } from './starting.ts';

const placeOf = ({ supplyLine, supplyBuilding }: moving.MovingContract): string =>
  [supplyLine, supplyBuilding].filter(Boolean).join('　');
const idsOf = (contracts: readonly { id: number }[]): string => contracts.map(({ id }) => id).join(' ');

const lookBack = 100;

/** Who ended a contract before us; by a file where no member of staff did. */
const whoEnded = async ({ tx }: Context, account: Account, contract: moving.MovingContract): Promise<ActRefused> => {
  const isOfIt = ({ kind, facts }: events.AccountEvent): boolean =>
    (kind === 'moved-out' || kind === 'moved-within') &&
    String(facts.contracts ?? '')
      .split(' ')
      .includes(String(contract.id));
  const last = (await events.page(tx, account.id, null, lookBack)).find(isOfIt);
  const staffId = last ? staffIdOf(last.actor) : null;
  return refused('already-ended', {
    contractNo: contract.contractNo,
    endedOn: contract.endedOn ?? '',
    by: staffId === null ? null : await staff.nameOf(tx, staffId),
    at: staffId === null ? null : (last?.at ?? null),
  });
};

type Held = { readonly ok: true; readonly contracts: moving.MovingContract[] } | ActRefused;

/** The chosen contracts, held until the act is done; all of them are this account's. */
const holdChosen = async ({ tx }: Context, account: Account, contractIds: readonly number[]): Promise<Held> => {
  const contracts = await moving.hold(tx, contractIds);
  const areIts = contracts.every(({ accountId }) => accountId === account.id);
  return areIts && contracts.length === new Set(contractIds).size
    ? { ok: true, contracts }
    : refused('no-such-contract');
};

const holdEnding = async (
  ctx: Context,
  account: Account,
  contractIds: readonly number[],
  endsOn: string,
): Promise<Held> => {
  const held = await holdChosen(ctx, account, contractIds);
  if (!held.ok) return held;
  const bounds = endBounds(ctx.today, ctx.policy);
  for (const contract of held.contracts) {
    // A day of the time before it was this customer's is not theirs to end it on.
    const startedOn = contract.heldSince ?? contract.startedOn;
    const why = refuseEnd({ startedOn, endedOn: contract.endedOn }, endsOn, bounds);
    if (why === 'already-ended') return whoEnded(ctx, account, contract);
    if (why === 'ends-before-start') return refused(why, { contractNo: contract.contractNo, startedOn });
    if (why) return refused(why, { latest: bounds.latest });
  }
  return held;
};

const noteEnds = async (
  { tx, now }: Context,
  account: Account,
  contracts: readonly moving.MovingContract[],
  endsOn: string,
  staffId: number,
): Promise<void> => {
  for (const { id, endedOn } of contracts) {
    const change = { accountId: account.id, field: 'contract-end' as const, subjectId: id, madeBy: staffId };
    await pending.note(tx, { ...change, before: JSON.stringify(endedOn ?? ''), ours: JSON.stringify(endsOn) }, now);
  }
};

const heldForEarlyEnd = async (ctx: Context, endsOn: string): Promise<ActRefused | null> => {
  const { earliest } = endBounds(ctx.today, ctx.policy);
  return endsOn < earliest ? refused('end-needs-approval', { earliest }) : null;
};

type MoveOut = { contractIds: number[]; endsOn: string; isToldByMail: boolean };

export const moveOut: Act<MoveOut> = {
  level: 3,
  event: 'moved-out',
  notice: 'moved-out',
  isBesideCards: true,
  isTold: ({ isToldByMail }) => isToldByMail,
  held: (ctx, _account, { endsOn }) => heldForEarlyEnd(ctx, endsOn),
  propose: async (ctx, account, { contractIds, endsOn }) => {
    const held = await holdEnding(ctx, account, contractIds, endsOn);
    if (!held.ok) return held;
    return proposed(
      { field: 'contracts', before: '', after: held.contracts.map(({ contractNo }) => contractNo).join('、') },
      { field: 'contract-end', before: '', after: endsOn },
    );
  },
  apply: async (ctx, account, { contractIds, endsOn }, { staffId }) => {
    const contracts = await moving.hold(ctx.tx, contractIds);
    await moving.endContracts(ctx.tx, contracts, endsOn, ctx.today);
    await noteEnds(ctx, account, contracts, endsOn, staffId);
    ctx.touch('clocks');
    return { contracts: idsOf(contracts), endsOn };
  },
};

type Undo = { contractIds: number[] };

export const undoMoveOut: Act<Undo> = {
  level: 3,
  event: 'move-out-undone',
  notice: 'move-out-undone',
  isBesideCards: true,
  propose: async (ctx, account, { contractIds }) => {
    const held = await holdChosen(ctx, account, contractIds);
    if (!held.ok) return held;
    for (const contract of held.contracts) {
      const why = refuseUndo(contract, await moving.hasSuccessor(ctx.tx, contract), ctx.today);
      if (why === 'supply-point-taken') return refused(why, { until: null });
      if (why) return refused(why, { contractNo: contract.contractNo });
    }
    return proposed(
      { field: 'contracts', before: '', after: held.contracts.map(({ contractNo }) => contractNo).join('、') },
      { field: 'contract-end', before: held.contracts[0]?.endedOn ?? '', after: '' },
    );
  },
  apply: async (ctx, account, { contractIds }, { staffId }) => {
    const contracts = await moving.hold(ctx.tx, contractIds);
    await moving.reopenContracts(ctx.tx, contracts);
    await noteEnds(ctx, account, contracts, '', staffId);
    ctx.touch('clocks');
    return { contracts: idsOf(contracts) };
  },
};

/** Post goes to the place that is taken: what the closed account said is two years old. */
const openAnew = async (ctx: Context, { customerId }: Account, start: Start): Promise<number> => {
  const { postcode, confirmedPostcode, line } = start;
  const customer = await customers.byId(ctx.tx, customerId);
  const accountId = await addAccountFor(ctx, {
    customerId,
    delivery: { postcode, line, building: '' },
    contractIds: [],
    heldFrom: ctx.today,
    isProtected: customer?.isProtected === true,
    isDoNotPost: customer?.isDoNotPost === true,
  });
  await data.confirmPostcode(ctx.tx, accountId, confirmedPostcode);
  return accountId;
};

export const moveIn: Act<StartContent> = {
  level: 3,
  event: 'moved-in',
  notice: 'moved-in',
  propose: async (ctx, account, content) => {
    const read = await readStart(ctx, account, content);
    if (!read.ok) return read;
    const { start } = read;
    const changes: Change[] = [
      { field: 'supply-place', before: '', after: start.line },
      { field: 'contract-start', before: '', after: start.startsOn },
    ];
    if (await isClosed(ctx, account))
      changes.push(
        { field: 'new-account', before: account.loginId, after: 'opened' },
        { field: 'delivery-address', before: '', after: addressText(deliveryTo(start)) },
        ...confirmation(start.confirmedPostcode),
      );
    return proposed(...changes);
  },
  apply: async (ctx, account, content, { staffId, contactId }) => {
    const read = await readStart(ctx, account, content);
    if (!read.ok) throw new Error(`what may start was judged before: ${read.error}`);
    const anew = (await isClosed(ctx, account)) ? await openAnew(ctx, account, read.start) : null;
    const contract = await applyStart(ctx, { ...account, id: anew ?? account.id }, read.start, staffId);
    const facts = { contracts: String(contract), startsOn: read.start.startsOn };
    ctx.touch('clocks');
    if (anew === null) return facts;
    const event = { accountId: anew, kind: 'registered', actor: staffActor(staffId), contactId };
    const told = { ...facts, earlier: account.id, ...confirmationFact(read.start.confirmedPostcode) };
    await events.add(ctx.tx, { ...event, facts: told }, ctx.now);
    return { ...facts, opened: anew };
  },
};

type MoveWithin = StartContent & {
  contractId: number;
  endsOn: string;
  /** What is posted goes to the new place as well. */
  deliversThere: boolean;
};

/** One act and one transaction: the account is never without the one or the other by accident. */
const readMove = async (ctx: Context, account: Account, content: MoveWithin) => {
  const held = await holdEnding(ctx, account, [content.contractId], content.endsOn);
  if (!held.ok) return held;
  const [old] = held.contracts;
  if (!old) return refused('no-such-contract');
  const read = await readStart(ctx, account, content, old.applicationPhone);
  if (!read.ok) return read;
  if (read.start.supplyPointNo === old.supplyPointNo) return refused('same-value');
  return { ok: true as const, old, start: read.start };
};

export const moveWithin: Act<MoveWithin> = {
  level: 3,
  event: 'moved-within',
  notice: 'moved-within',
  isToldByCard: true,
  held: (ctx, _account, { endsOn }) => heldForEarlyEnd(ctx, endsOn),
  propose: async (ctx, account, content) => {
    const read = await readMove(ctx, account, content);
    if (!read.ok) return read;
    const { old, start } = read;
    const changes: Change[] = [
      { field: 'supply-place', before: placeOf(old), after: start.line },
      { field: 'contract-end', before: '', after: content.endsOn },
      { field: 'contract-start', before: '', after: start.startsOn },
      { field: 'supply-gap', before: '', after: String(gapDays(content.endsOn, start.startsOn)) },
    ];
    if (content.deliversThere)
      changes.push(
        { field: 'delivery-address', before: addressText(account), after: addressText(deliveryTo(start)) },
        ...confirmation(start.confirmedPostcode),
      );
    return proposed(...changes);
  },
  apply: async (ctx, account, content, { staffId, isConfirmed }) => {
    const read = await readMove(ctx, account, content);
    if (!read.ok) throw new Error(`what may move was judged before: ${read.error}`);
    const { old, start } = read;
    const begun = await applyStart(ctx, account, start, staffId);
    await moving.endContracts(ctx.tx, [old], content.endsOn, ctx.today);
    await noteEnds(ctx, account, [old], content.endsOn, staffId);
    ctx.touch('clocks');
    const facts = { contracts: `${old.id} ${begun}`, endsOn: content.endsOn, startsOn: start.startsOn };
    if (!content.deliversThere) return facts;
    await deliverTo(ctx, account, start, staffId, isConfirmed);
    return { ...facts, ...confirmationFact(start.confirmedPostcode) };
  },
};

const deliveryTo = ({ postcode, line }: { postcode: string; line: string }): data.DeliveryAddress => ({
  postcode,
  line,
  building: '',
  department: '',
  careOf: '',
});

const deliverTo = async (
  { tx, now }: Context,
  account: Account,
  start: Start,
  staffId: number,
  isConfirmed: boolean,
): Promise<void> => {
  const address = deliveryTo(start);
  await data.changeAddress(tx, account.id, address, isConfirmed ? null : now, now);
  await data.confirmPostcode(tx, account.id, start.confirmedPostcode);
  const change = { accountId: account.id, field: 'delivery-address' as const, subjectId: account.id, madeBy: staffId };
  const before = JSON.stringify(onFile(account));
  await pending.note(tx, { ...change, before, ours: JSON.stringify(address) }, now);
};
