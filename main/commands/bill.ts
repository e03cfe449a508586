// Bills of an account: what there is, papers and files of it, and why no mail came.
import * as accounts from '../../db/accounts.ts';
import * as billSettings from '../../db/bill-settings.ts';
import * as bills from '../../db/bills.ts';
import { calendarOf } from '../../db/calendar-days.ts';
import * as contacts from '../../db/contacts.ts';
import { done, type Rereading, type Run, refuse, type SignedIn } from '../command.ts';
import { mendedTopic, outboxTopic } from '../mail/topic.ts';
import { isRegistrationNo, isWhole, paymentState } from '../rules/bill.ts';
import { holidayName, holidayYears } from '../rules/business-days.ts';
import type { CalendarDate } from '../rules/calendar.ts';
import { levelNeeded, refuseAct } from '../rules/verification.ts';
import { countedOut, type VisibleKind } from '../rules/visibility.ts';
import { isOpenHere } from './account.ts';
import { guideOf, readWhyNoMail } from './bill-mail.ts';
import { csvOf, pdfOf, readPaper } from './bill-paper.ts';

const readBills: Run<'bill.list'> = async (ctx, { accountId, before, limit, ...filter }) => {
  const { tx, now, today, policy, session } = ctx;
  const account = await accounts.byId(tx, accountId);
  if (!account) return refuse('no-such-account');
  const contact = await contacts.openOf(tx, session.staffId);
  const hidden = refuseAct(contact, account, levelNeeded.bill, session.role, now, policy)?.error ?? null;
  const found = await bills.page(tx, account, filter, before, limit + 1);
  const shown = found.slice(0, limit);
  const ids = shown.map(({ id }) => id);
  const linesOf = Map.groupBy(await bills.linesOf(tx, ids), ({ billId }) => billId);
  const debitsOf = Map.groupBy(await bills.debitsOf(tx, ids), ({ billId }) => billId);
  const calendar = await calendarOf(tx);
  const guide = (kind: VisibleKind, dates: readonly CalendarDate[]) => guideOf(kind, dates, calendar, policy);
  const dates = new Map((await bills.contractDates(tx, account)).map((one) => [one.contractId, one]));
  return done(
    {
      bills: shown.map((bill) => {
        const lines = linesOf.get(bill.id) ?? [];
        const debits = debitsOf.get(bill.id) ?? [];
        const billVisibleBy = guide(
          'bill',
          lines.map(({ readOn }) => readOn),
        );
        const debitedOn = debits.at(-1)?.debitedOn ?? null;
        return {
          billId: bill.id,
          billNo: bill.billNo,
          billingMonth: bill.billingMonth,
          state: paymentState(bill, debits, today),
          issuedOn: bill.issuedOn,
          dueOn: bill.dueOn,
          amountYen: hidden ? null : bill.amountYen,
          usageKwh: hidden ? null : lines.reduce((sum, { usageKwh }) => sum + usageKwh, 0),
          contracts: new Set(lines.map(({ contractId }) => contractId)).size,
          contractNo: lines[0]?.contractNo ?? '',
          readOn:
            lines
              .map(({ readOn }) => readOn)
              .toSorted()
              .at(-1) ?? null,
          isWhole: isWhole(bill.amountYen, lines),
          correctedAt: bill.correctedAt,
          visibleBy: billVisibleBy,
          isOut: billVisibleBy !== null && billVisibleBy <= today,
          debitedOn,
          debitVisibleBy: debitedOn && guide('debit', [debitedOn]),
        };
      }),
      hasMore: found.length > limit,
      contracts: (await accounts.contractsOf(tx, accountId)).map(({ id, contractNo, supplyLine, supplyBuilding }) => {
        const of = dates.get(id);
        return {
          contractId: id,
          contractNo,
          place: account.isProtected ? null : [supplyLine, supplyBuilding].filter(Boolean).join('　'),
          dataSince: of?.firstIssuedOn ?? null,
          readOn: of?.readOn ?? null,
          billVisibleBy: guide('bill', of ? [of.readOn] : []),
          debitedOn: of?.debitedOn ?? null,
          debitVisibleBy: guide('debit', of?.debitedOn ? [of.debitedOn] : []),
        };
      }),
      can: { isAllowed: hidden === null, reason: hidden },
    },
    { account: accountId, customer: account.customerId, amounts: hidden === null, protected: account.isProtected },
  );
};

/** Beside the opened account it is no new opening; who sees amounts has proven a caller, and each proof is on the audit. */
export const listBills: Rereading<'bill.list'> = {
  isReread: (session, { accountId }, now) => isOpenHere(session, accountId, now),
  run: readBills,
};

/** The paper of a bill for a person whose caller is verified for it. */
const paperFor = async (ctx: SignedIn, accountId: number, billId: number) => {
  const { tx, now, today, policy, session } = ctx;
  const account = await accounts.byId(tx, accountId);
  if (!account) return refuse('no-such-account');
  const contact = await contacts.holdOpenOf(tx, session.staffId);
  const bill = await bills.onAccount(tx, account, billId);
  // Another account of the customer may hold a contract of the same bill, and be protected.
  const isProtected = account.isProtected || (bill !== null && (await bills.isProtected(tx, bill.id)));
  const judged = refuseAct(contact, { ...account, isProtected }, levelNeeded.bill, session.role, now, policy);
  if (judged) return judged;
  if (!bill) return refuse('no-such-bill');
  const read = await readPaper(tx, bill, today);
  if (!read.ok) return refuse(read.error);
  if (contact) await contacts.touch(tx, contact.id, contact.factsFrom, now);
  const audit = { account: accountId, customer: account.customerId, bill: billId, contact: contact?.id ?? null };
  return { ok: true as const, paper: read.paper, audit: { ...audit, protected: isProtected } };
};

export const billPdf: Run<'bill.pdf'> = async (ctx, { accountId, billId }) => {
  const found = await paperFor(ctx, accountId, billId);
  if (!found.ok) return found;
  const made = await pdfOf(found.paper);
  if (!made.ok) return refuse('character-not-drawable', { character: made.character });
  const fileName = `bill-${found.paper.billNo}.pdf`;
  const file = ctx.files.offer(ctx.client, { name: fileName, bytes: made.bytes });
  return done({ file, fileName }, found.audit);
};

export const billCsv: Run<'bill.csv'> = async (ctx, { accountId, billId, encoding }) => {
  const found = await paperFor(ctx, accountId, billId);
  if (!found.ok) return found;
  const made = await csvOf(found.paper, encoding);
  if (!made.ok) return refuse('not-in-windows-31j', { characters: made.characters.join(' ') });
  const fileName = `bill-${found.paper.billNo}.csv`;
  const file = ctx.files.offer(ctx.client, { name: fileName, bytes: made.bytes });
  return done({ file, fileName }, { ...found.audit, encoding });
};

export const whyNoMail: Run<'bill.whyNoMail'> = async (ctx, { accountId, billId }) => {
  const { tx, now, today, policy, session } = ctx;
  const account = await accounts.byId(tx, accountId);
  if (!account) return refuse('no-such-account');
  const bill = await bills.onAccount(tx, account, billId);
  if (!bill) return refuse('no-such-bill');
  const { causes, answer } = await readWhyNoMail(tx, account, bill, today, policy);
  const contact = await contacts.openOf(tx, session.staffId);
  const untold = refuseAct(contact, account, levelNeeded.bill, session.role, now, policy)?.error ?? null;
  return done({ causes: [...causes], answer, canTell: { isAllowed: untold === null, reason: untold } });
};

export const billSender: Run<'bill.sender'> = async ({ tx }) => {
  const kept = await billSettings.billSenderOf(tx);
  return done({
    registrationNo: kept?.value.registrationNo ?? null,
    mailDomain: kept?.value.mailDomain ?? null,
    version: kept?.version ?? 0,
  });
};

export const setBillSender: Run<'bill.setSender'> = async (
  { tx, now, touch },
  { registrationNo, mailDomain, version },
) => {
  if (!isRegistrationNo(registrationNo)) return refuse('not-a-registration-number');
  if (!(await billSettings.setBillSender(tx, { registrationNo, mailDomain }, version, now)))
    return refuse('changed-meanwhile');
  touch(outboxTopic);
  touch(mendedTopic);
  return done({ version: version + 1 }, { version: version + 1 });
};

export const billVisibility: Run<'bill.visibility'> = async ({ tx, policy }, { kind, dates }) => {
  const [first = '', ...others] = dates;
  const counted = countedOut(kind, [first, ...others], await calendarOf(tx), policy);
  if ('error' in counted) return refuse('holiday-year-unknown', { year: counted.year, ...holidayYears });
  const { days } = counted;
  return done({
    visibleBy: days.at(-1)?.on ?? first,
    days: days.map((day) => ({ ...day, name: day.off === 'holiday' ? holidayName(day.on) : null })),
  });
};
