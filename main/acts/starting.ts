// How a contract comes to an account: one that the customer system has told of, or one that is begun at the desk.
import * as clocks from '../../db/account-clocks.ts';
import type { Account } from '../../db/accounts.ts';
import * as moving from '../../db/moving.ts';
import * as pending from '../../db/pending-changes.ts';
import * as register from '../../db/register.ts';
import type { Context } from '../command.ts';
import type { CalendarDate } from '../rules/calendar.ts';
import { endBounds, provisionalNumber, supplyPointOf } from '../rules/moving.ts';
import { looksLikePhone, phoneDigits } from '../rules/phone.ts';
import { checkPostcode, gaijiIn } from '../rules/postcode.ts';
import { isOver } from '../rules/retention.ts';
import { type ActRefused, refused } from './act.ts';
import { refusedPostcode } from './address.ts';
import { openAccountOf } from './new-account.ts';

/** Either a contract that is there and in no account, or all that one needs. */
export type StartContent = {
  newContractId: number | null;
  supplyPointNo: string;
  startsOn: string | null;
  plan: string;
  postcode: string;
  /** As a large user's. */
  isPostcodeConfirmed: boolean;
  line: string;
  /** '' : the one of the contract that ends, where there is one. */
  applicationPhone: string;
};
export type Start = {
  readonly contractId: number | null;
  readonly startsOn: CalendarDate;
  readonly supplyPointNo: string;
  readonly plan: string;
  readonly postcode: string;
  readonly confirmedPostcode: string | null;
  readonly line: string;
  readonly applicationPhone: string | null;
};
type Read = { readonly ok: true; readonly start: Start } | ActRefused;

const readKnown = async ({ tx }: Context, account: Account, contractId: number): Promise<Read> => {
  const [contract] = await moving.hold(tx, [contractId]);
  if (!contract || contract.customerId !== account.customerId) return refused('no-such-contract');
  const { contractNo, endedOn } = contract;
  if (contract.accountId !== null) return refused('contract-held', { contractNo });
  // Nothing begins with it: an account opened for it could be over at once.
  if (endedOn !== null) return refused('already-ended', { contractNo, endedOn, by: null, at: null });
  const { startedOn, supplyPointNo, plan, supplyPostcode, supplyLine, supplyBuilding, applicationPhone } = contract;
  const line = [supplyLine, supplyBuilding].filter(Boolean).join('　');
  const place = { supplyPointNo, plan, postcode: supplyPostcode, confirmedPostcode: null, line };
  return { ok: true, start: { contractId, startsOn: startedOn, ...place, applicationPhone } };
};

const readTyped = async (ctx: Context, content: StartContent, phoneBefore: string | null): Promise<Read> => {
  const { tx, today, policy } = ctx;
  const { startsOn, plan, line } = content;
  const supplyPointNo = supplyPointOf(content.supplyPointNo);
  if (supplyPointNo === null) return refused('supply-point-format');
  if (startsOn === null || plan === '' || line === '') return refused('start-incomplete');
  const { earliest, latest } = endBounds(today, policy);
  if (startsOn < earliest || startsOn > latest) return refused('start-out-of-range', { earliest, latest });
  const gaiji = gaijiIn(plan + line);
  if (gaiji) return refused('gaiji', { character: gaiji });
  const checked = checkPostcode(content.postcode, line, content.isPostcodeConfirmed);
  if ('error' in checked) return refusedPostcode(checked);
  const applicationPhone = content.applicationPhone === '' ? phoneBefore : content.applicationPhone;
  if (applicationPhone !== null && !looksLikePhone(phoneDigits(applicationPhone))) return refused('phone-format');
  const rival = await moving.rivalAt(tx, supplyPointNo, startsOn, null);
  if (rival) return refused('supply-point-taken', { until: rival.endedOn });
  return { ok: true, start: { contractId: null, startsOn, supplyPointNo, plan, ...checked, line, applicationPhone } };
};

/** Its time is over: who takes supply again then gets an account anew, and this one stays closed (rule 29). */
export const isClosed = async ({ tx, today }: Context, account: Account): Promise<boolean> =>
  isOver(await clocks.openThroughOf(tx, account.id), today);

/** What would start; nothing is written. */
export const readStart = async (
  ctx: Context,
  account: Account,
  content: StartContent,
  phoneBefore: string | null = null,
): Promise<Read> => {
  if (await isClosed(ctx, account)) {
    const open = await openAccountOf(ctx, account.customerId);
    if (open) return refused('has-open-account', { loginId: open.loginId });
    // Without one nobody can log in to the new account.
    if (content.newContractId === null && content.applicationPhone === '') return refused('phone-format');
  } else if (account.status === 'withdrawn') return refused('withdrawn');
  return content.newContractId === null
    ? readTyped(ctx, content, phoneBefore)
    : readKnown(ctx, account, content.newContractId);
};

const freeNumber = async ({ tx, effects }: Context): Promise<string> => {
  for (;;) {
    const drawn = provisionalNumber(effects.random);
    if (!(await moving.isNumberTaken(tx, drawn))) return drawn;
  }
};

/** @returns the contract's id; one that is begun here waits for the customer system's file (rule 34) */
export const applyStart = async (
  ctx: Context,
  account: { readonly id: number; readonly customerId: number },
  start: Start,
  staffId: number,
): Promise<number> => {
  const { tx, now, today } = ctx;
  if (start.contractId !== null) {
    await register.linkContract(tx, account.id, start.contractId, today);
    return start.contractId;
  }
  const { applicationPhone, ...begun } = start;
  const phone = applicationPhone === null ? null : { number: applicationPhone, digits: phoneDigits(applicationPhone) };
  const contractNo = await freeNumber(ctx);
  const contract = { ...begun, contractNo, customerId: account.customerId, applicationPhone: phone };
  const contractId = await moving.startContract(tx, contract, now);
  await register.linkContract(tx, account.id, contractId, start.startsOn);
  const change = { accountId: account.id, field: 'contract-start' as const, subjectId: contractId, madeBy: staffId };
  await pending.note(tx, { ...change, before: JSON.stringify(''), ours: JSON.stringify(start.startsOn) }, now);
  return contractId;
};
