import * as accounts from '../../db/accounts.ts';
import * as contacts from '../../db/contacts.ts';
import * as customers from '../../db/customers.ts';
import * as events from '../../db/events.ts';
import * as sessions from '../../db/sessions.ts';
import { addAccountFor } from '../acts/new-account.ts';
import { done, type Rereading, type Run, refuse } from '../command.ts';
import { refuseJoining } from '../rules/account-opening.ts';
import { addMinutes, type Instant } from '../rules/calendar.ts';
import { maskPhone } from '../rules/phone.ts';
import { failureHoldsUntil, levelNeeded, refuseAct } from '../rules/verification.ts';

const permission = (refusal: string | null | undefined) => ({ isAllowed: !refusal, reason: refusal ?? null });
const mayTakeCalls = (role: string): boolean => role === 'agent' || role === 'supervisor';
const addressOf = ({ supplyLine, supplyBuilding }: customers.HeldContract): string =>
  [supplyLine, supplyBuilding].filter(Boolean).join('　');

const rereadMinutes = 30;
const isOpenHere = (session: sessions.Session, customerId: number, now: Instant): boolean =>
  session.openCustomerId === customerId &&
  session.customerOpenedAt !== null &&
  now < addMinutes(session.customerOpenedAt, rereadMinutes);

const readCustomer: Run<'customer.open'> = async (ctx, { customerId }) => {
  const { tx, now, today, policy, session } = ctx;
  const customer = await customers.byId(tx, customerId);
  if (!customer) return refuse('no-such-customer');
  if (!isOpenHere(session, customerId, now)) await sessions.noteCustomerOpened(tx, session.sessionId, customerId, now);
  const contracts = (await customers.contractsOf(tx, customerId)).map((contract) => ({
    contract,
    why: refuseJoining(contract, today, policy),
  }));
  const failedContactUntil = failureHoldsUntil(await contacts.lastFailureAt(tx, customerId), now, policy);
  const contact = await contacts.openOf(tx, session.staffId);
  const subject = { customerId, isProtected: customer.isProtected };
  const whyNoContact = !mayTakeCalls(session.role)
    ? 'not-allowed'
    : contact
      ? 'contact-open'
      : failedContactUntil && session.role !== 'supervisor'
        ? 'needs-supervisor-after-failure'
        : null;
  const whyNoAccount = !mayTakeCalls(session.role)
    ? 'not-allowed'
    : contracts.every(({ why }) => why !== null)
      ? 'no-open-contract'
      : refuseAct(contact, subject, levelNeeded.openAccount, session.role, now, policy)?.error;
  return done(
    {
      customerId,
      now,
      customerNo: customer.customerNo,
      kind: customer.kind,
      name: customer.name,
      nameKana: customer.nameKana,
      isProtected: customer.isProtected,
      accounts: await customers.accountsOf(tx, customerId),
      contracts: contracts.map(({ contract, why }) => ({
        contractId: contract.id,
        contractNo: contract.contractNo,
        supplyPointNo: contract.supplyPointNo,
        plan: contract.plan,
        startedOn: contract.startedOn,
        endedOn: contract.endedOn,
        supplyAddress: customer.isProtected ? null : addressOf(contract),
        // A login factor: masked for everybody.
        applicationPhone: contract.applicationPhone && maskPhone(contract.applicationPhone),
        heldBy: contract.loginId,
        canJoin: permission(why),
      })),
      contactPhones: (await accounts.phonesOf(tx, customerId)).map(({ id, number, recordedAt }) => ({
        id,
        masked: maskPhone(number),
        since: recordedAt,
      })),
      failedContactUntil,
      can: { openContact: permission(whyNoContact), openAccount: permission(whyNoAccount) },
    },
    { customer: customerId, protected: customer.isProtected },
  );
};

export const openCustomer: Rereading<'customer.open'> = {
  isReread: (session, { customerId }, now) => isOpenHere(session, customerId, now),
  endsSearch: true,
  run: readCustomer,
};

export const openAccountFor: Run<'customer.openAccount'> = async (ctx, input) => {
  const { tx, now, today, policy, session } = ctx;
  const { customerId, contractIds, deliverToContractId, isFurther, reason } = input;
  await customers.hold(tx, [customerId]);
  const customer = await customers.byId(tx, customerId);
  if (!customer) return refuse('no-such-customer');
  const contact = await contacts.holdOpenOf(tx, session.staffId);
  const subject = { customerId, isProtected: customer.isProtected };
  const refusal = refuseAct(contact, subject, levelNeeded.openAccount, session.role, now, policy);
  if (refusal || !contact) return refusal ?? refuse('no-contact');
  const others = await customers.accountsOf(tx, customerId);
  if (others.length > 0 && !isFurther) return refuse('has-account', { accounts: others.length });

  const known = await customers.contractsOf(tx, customerId);
  const chosen = known.filter(({ id }) => contractIds.includes(id));
  const delivery = chosen.find(({ id }) => id === (deliverToContractId ?? contractIds[0]));
  if (chosen.length !== new Set(contractIds).size || !delivery) return refuse('no-such-contract');
  for (const contract of chosen) {
    const why = refuseJoining(contract, today, policy);
    if (why) return refuse(why, { contractNo: contract.contractNo });
  }

  const accountId = await addAccountFor(ctx, {
    customerId,
    delivery: { postcode: delivery.supplyPostcode, line: delivery.supplyLine, building: delivery.supplyBuilding },
    contractIds: chosen.map(({ id }) => id),
    heldFrom: today,
    // Both are true of the person: a new account must not make findable what another one hides.
    isProtected: customer.isProtected,
    isDoNotPost: customer.isDoNotPost,
  });
  const event = { accountId, kind: 'registered', actor: ctx.actor, contactId: contact.id };
  await events.add(tx, { ...event, facts: { contracts: chosen.length }, note: reason }, now);
  if (contact.accountId === null) await contacts.attach(tx, contact.id, customerId, accountId);
  await contacts.touch(tx, contact.id, contact.factsFrom, now);
  ctx.touch('contact');
  return done(
    { accountId, contracts: chosen.length },
    { account: accountId, customer: customerId, contact: contact.id, contracts: chosen.length, further: isFurther },
  );
};
