import * as clocks from '../../db/account-clocks.ts';
import * as accounts from '../../db/accounts.ts';
import * as bills from '../../db/bills.ts';
import * as contacts from '../../db/contacts.ts';
import * as customers from '../../db/customers.ts';
import * as moving from '../../db/moving.ts';
import { type Context, done, type Rereading, type Run, refuse } from '../command.ts';
import { refuseJoining } from '../rules/account-opening.ts';
import { paymentState } from '../rules/bill.ts';
import { addDays } from '../rules/calendar.ts';
import { endBounds, refuseUndo } from '../rules/moving.ts';
import { retentionEndsOn } from '../rules/retention.ts';
import { levelNeeded, refuseAct } from '../rules/verification.ts';
import { isOpenHere } from './account.ts';

const permission = (refusal: string | null | undefined) => ({ isAllowed: !refusal, reason: refusal ?? null });
/** More than two years of bills. */
const billsLookedAt = 60;

/** Bills that are not paid for all that is known here, and whether one is still to come. */
const openBills = async ({ tx, today }: Context, account: accounts.Account) => {
  const noFilter = { contractId: null, fromMonth: null, throughMonth: null };
  const found = await bills.page(tx, account, noFilter, null, billsLookedAt);
  const debits = Map.groupBy(
    await bills.debitsOf(
      tx,
      found.map(({ id }) => id),
    ),
    ({ billId }) => billId,
  );
  const states = found.map((bill) => paymentState(bill, debits.get(bill.id) ?? [], today));
  const due = states.filter((state) => state === 'debit-due').length;
  const unpaid = states.filter((state) => state === 'debit-failed' || state === 'debit-unknown').length;
  const slips = found.filter((bill, index) => states[index] === 'slip' && bill.dueOn >= today).length;
  return { due, unpaid: unpaid + slips };
};

const readCheck: Run<'moving.check'> = async (ctx, { accountId, contractIds, endsOn }) => {
  const { tx, now, today, policy, session } = ctx;
  const account = await accounts.byId(tx, accountId);
  if (!account) return refuse('no-such-account');
  const contact = await contacts.openOf(tx, session.staffId);
  const judged = refuseAct(contact, account, levelNeeded.askApproval, session.role, now, policy)?.error;
  const held = await accounts.contractsOf(tx, accountId);
  const detailed = await moving.read(
    tx,
    held.map(({ id }) => id),
  );
  const contracts = [];
  for (const contract of detailed) {
    const undo = refuseUndo(contract, await moving.hasSuccessor(tx, contract), today);
    contracts.push({
      contractId: contract.id,
      canEnd: permission(contract.endedOn === null ? judged : 'already-ended'),
      canUndo: permission(undo ?? judged),
    });
  }
  const joinable = (await customers.contractsOf(tx, account.customerId)).filter(
    (contract) => contract.endedOn === null && refuseJoining(contract, today, policy) === null,
  );
  const { due, unpaid } = await openBills(ctx, account);
  const things = await moving.openThings(tx, accountId);
  const ends = detailed.map(({ id, endedOn, endRecordedOn }) =>
    endsOn !== null && endedOn === null && contractIds.includes(id)
      ? { endsOn, recordedOn: today }
      : { endsOn: endedOn, recordedOn: endRecordedOn },
  );
  const running = detailed.filter(({ endedOn }) => endedOn === null).length;
  const open = [
    { kind: 'last-bill' as const, count: running },
    { kind: 'unpaid' as const, count: unpaid },
    { kind: 'debit-due' as const, count: due },
    { kind: 'card-request' as const, count: things.cardRequests },
    { kind: 'card-unused' as const, count: things.cardsUnused },
    { kind: 'mail' as const, count: things.mails },
    { kind: 'approval' as const, count: things.approvals },
  ];
  return done(
    {
      today,
      ...endBounds(today, policy),
      contracts,
      joinable: joinable.map((contract) => ({
        contractId: contract.id,
        contractNo: contract.contractNo,
        supplyPointNo: contract.supplyPointNo,
        startedOn: contract.startedOn,
        place: account.isProtected ? null : [contract.supplyLine, contract.supplyBuilding].filter(Boolean).join('　'),
      })),
      open: open.filter(({ count }) => count > 0),
      openThrough: retentionEndsOn(ends, account.registeredOn, policy),
    },
    { account: accountId, customer: account.customerId, protected: account.isProtected },
  );
};

/** Beside the opened account it is no new opening. */
export const checkMoving: Rereading<'moving.check'> = {
  isReread: (session, { accountId }, now) => isOpenHere(session, accountId, now),
  run: readCheck,
};

const pageSize = 200;

export const listClosing: Run<'moving.closing'> = async ({ tx, today, policy }, { after }) => {
  const days = policy.retentionNoticeDays;
  const found = await clocks.closing(tx, today, addDays(today, days), pageSize + 1, after);
  return done({
    today,
    days,
    accounts: found.slice(0, pageSize),
    hasMore: found.length > pageSize,
  });
};
