// The work list of cards that dropped out: looked at, mended, given back to the queue; without a caller (rule 7).
import * as accounts from '../../db/accounts.ts';
import * as requests from '../../db/card-requests.ts';
import * as cardTexts from '../../db/card-texts.ts';
import * as events from '../../db/events.ts';
import { confirmPostcode } from '../../db/registered-data.ts';
import * as staff from '../../db/staff.ts';
import { confirmationFact } from '../acts/address.ts';
import { cardHoldsOf } from '../acts/card-holds.ts';
import { holdAccount } from '../acts/hold-account.ts';
import type { AuditBody } from '../audit.ts';
import { done, type Run, refuse, type SignedIn } from '../command.ts';
import type { Output } from '../contract/index.ts';
import { type CardFault, prepareCard } from '../print/prepare-card.ts';
import { openTypeface } from '../print/typeface.ts';
import { postcodeOf } from '../rules/address.ts';
import { type Nearness, nearnessOf, refuseDecision } from '../rules/approval.ts';
import { canBeApproved } from '../rules/card-hold.ts';
import { refuseMend } from '../rules/card-mend.ts';
import { needsConfirmation } from '../rules/postcode.ts';

type FaultView = Output<'card.openDropped'>['faults'][number];

export const faultView = (fault: CardFault): FaultView => ({
  code: fault.code,
  field: 'field' in fault ? fault.field : null,
  character: 'character' in fault ? fault.character : null,
  codePoint: 'codePoint' in fault ? fault.codePoint : null,
  postcode: 'postcode' in fault ? fault.postcode : null,
});

/** As it was noted when the card dropped out; a request that an earlier version noted has its code alone. */
export const notedFaults = ({ dropCode, dropDetail }: Pick<requests.CardRequest, 'dropCode' | 'dropDetail'>) => {
  const faults: CardFault[] = JSON.parse(dropDetail || '[]');
  const plain = { field: null, character: null, codePoint: null, postcode: null };
  if (faults.length > 0) return faults.map(faultView);
  return dropCode === null ? [] : [{ code: dropCode, ...plain }];
};

const find = async ({ tx, session }: SignedIn, requestId: number) => {
  // The text first: of two who mend at once the second then finds the request gone on, not its own text mended.
  const text = await cardTexts.textOfRequest(tx, requestId);
  const request = await requests.byId(tx, requestId);
  const account = request && (await accounts.byId(tx, request.accountId));
  if (!request || !account || !text) return refuse('no-such-request');
  if (request.state !== 'dropped-out') return refuse('not-dropped-out');
  // Rule 10: every change of a protected customer is a supervisor's.
  if (account.isProtected && session.role !== 'supervisor') return refuse('needs-supervisor');
  return { ok: true as const, request, account, text };
};

type Text = cardTexts.CardText;
type Left = {
  readonly faults: readonly CardFault[];
  /** Whose agreement is missing; null: none is, or none would help. */
  readonly approval: 'yours' | 'of-another' | null;
  /** Of the reader to who asked for the card. */
  readonly nearness: Nearness;
  readonly canGo: boolean;
};

/**
 * What still stands in the way of a card. Rule 10: what only a supervisor's agreement is missing to, one whose yes counts
 * beside whoever has asked for the card agrees to by giving it back.
 */
const judge = async (ctx: SignedIn, { askedBy }: requests.CardRequest, text: Text): Promise<Left> => {
  const { tx, session, now, policy } = ctx;
  const checked = prepareCard(text, 'v-fold');
  const faults = checked.ok ? [] : checked.faults;
  const holds = (await cardHoldsOf(ctx, [text])).get(text.accountId) ?? [];
  // Whoever is new in a file was asked for by nobody.
  const nearness = askedBy === null ? null : nearnessOf(askedBy, session.staffId, await staff.setUps(tx), now, policy);
  const isYours = session.role === 'supervisor' && refuseDecision(nearness, 'supervisor') === null;
  const approval = holds.length > 0 && holds.every(canBeApproved) ? (isYours ? 'yours' : 'of-another') : null;
  const canGo = faults.length === 0 && (holds.length === 0 || approval === 'yours');
  return { faults: [...faults, ...holds], approval, nearness, canGo };
};
type Agreement = { readonly by: number; readonly at: string };
const agreementOf = ({ now, session }: SignedIn, { approval }: Left): Agreement | null =>
  approval === 'yours' ? { by: session.staffId, at: now } : null;
const agreementFact = (agreement: Agreement | null): events.EventFacts =>
  agreement ? { approvedBy: agreement.by } : {};
/** As of every decision: whose request it was, and how near the two are. */
const agreedIn = ({ askedBy }: requests.CardRequest, { approval, nearness }: Left): AuditBody =>
  approval === 'yours' ? { approved: true, askedBy, ...(nearness && { nearness }) } : { approved: false };

export const openDropped: Run<'card.openDropped'> = async (ctx, { cardRequestId }) => {
  const found = await find(ctx, cardRequestId);
  if (!found.ok) return found;
  const { request, account, text } = found;
  const left = await judge(ctx, request, text);
  const { name, postcode, line, building, department, careOf } = text;
  const value = {
    cardRequestId,
    accountId: account.id,
    text: { name, postcode, line, building, department, careOf },
    faults: left.faults.map(faultView),
    approval: left.approval,
  };
  return done(value, { account: account.id, customer: account.customerId, request: request.id });
};

const backInQueue = async (
  ctx: SignedIn,
  accountId: number,
  how: { kind: 'card-mended' | 'card-requeued'; reason: string; facts: events.EventFacts },
): Promise<void> => {
  const { tx, now, actor } = ctx;
  await events.add(tx, { accountId, kind: how.kind, actor, facts: how.facts, note: how.reason }, now);
  ctx.touch('cards');
  ctx.touch('batches');
  ctx.touch(`account:${accountId}`);
};

const mendable = ['name', 'postcode', 'line', 'building', 'department', 'careOf'] as const;

/** A confirmation is kept at the account, which is held before anything of it is read. */
const holdAccountOf = async (ctx: SignedIn, cardRequestId: number): Promise<void> => {
  const request = await requests.byId(ctx.tx, cardRequestId);
  if (request) await holdAccount(ctx, request.accountId);
};

export const mendCard: Run<'card.mend'> = async (ctx, { cardRequestId, reason, ...said }) => {
  if (said.isPostcodeConfirmed) await holdAccountOf(ctx, cardRequestId);
  const found = await find(ctx, cardRequestId);
  if (!found.ok) return found;
  const { request, account, text } = found;
  const { name, postcode, line, building, department, careOf } = account;
  const registered = { name, postcode, line, building, department, careOf };
  const mended = {
    name: said.name ?? text.name,
    postcode: said.postcode === null ? text.postcode : (postcodeOf(said.postcode) ?? said.postcode),
    line: said.line ?? text.line,
    building: said.building ?? text.building,
    department: said.department ?? text.department,
    careOf: said.careOf ?? text.careOf,
  };
  const isConfirming = said.isPostcodeConfirmed && needsConfirmation(mended.postcode, text.confirmedPostcode);
  const confirmedPostcode = isConfirming ? mended.postcode : text.confirmedPostcode;
  const fields = [
    ...mendable.filter((field) => mended[field] !== text[field]),
    ...(isConfirming ? ['large-user-postcode'] : []),
  ];
  if (fields.length === 0) return refuse('same-value');
  const refused = refuseMend(registered, mended, mended.postcode === confirmedPostcode, openTypeface().canDraw);
  if (refused?.error === 'postcode-address') return refuse(refused.error, { towns: [...refused.towns] });
  if (refused) return refuse(refused.error);
  const left = await judge(ctx, request, { ...text, ...mended, confirmedPostcode });
  if (!left.canGo) return refuse('still-faulty', { faults: left.faults.map(faultView) });
  const agreement = agreementOf(ctx, left);
  const from = cardTexts.registeredFrom(registered);
  if (!(await requests.requeue(ctx.tx, request, { text: mended, from, by: ctx.session.staffId }, agreement)))
    return refuse('not-dropped-out');
  if (isConfirming) await confirmPostcode(ctx.tx, account.id, confirmedPostcode);
  const facts = { ...agreementFact(agreement), ...confirmationFact(isConfirming ? confirmedPostcode : null) };
  await backInQueue(ctx, account.id, { kind: 'card-mended', reason, facts });
  const body = { account: account.id, customer: account.customerId, request: request.id, fields };
  return done({ cardRequestId }, { ...body, ...agreedIn(request, left) });
};

export const requeueCard: Run<'card.requeue'> = async (ctx, { cardRequestId, reason }) => {
  const found = await find(ctx, cardRequestId);
  if (!found.ok) return found;
  const { request, account, text } = found;
  const left = await judge(ctx, request, text);
  if (!left.canGo) return refuse('still-faulty', { faults: left.faults.map(faultView) });
  const agreement = agreementOf(ctx, left);
  if (!(await requests.requeue(ctx.tx, request, null, agreement))) return refuse('not-dropped-out');
  await backInQueue(ctx, account.id, { kind: 'card-requeued', reason, facts: agreementFact(agreement) });
  const body = { account: account.id, customer: account.customerId, request: request.id };
  return done({ cardRequestId }, { ...body, ...agreedIn(request, left) });
};
