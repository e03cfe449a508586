// 名義変更: the same person under another name, or another person who takes a contract over (rule 29).
import type { Account } from '../../db/accounts.ts';
import * as customers from '../../db/customers.ts';
import * as events from '../../db/events.ts';
import * as moving from '../../db/moving.ts';
import * as pending from '../../db/pending-changes.ts';
import * as register from '../../db/register.ts';
import * as data from '../../db/registered-data.ts';
import { changingKeys } from '../../db/search-keys.ts';
import type { Context } from '../command.ts';
import { staffActor } from '../rules/actor.ts';
import { addDays } from '../rules/calendar.ts';
import { endBounds } from '../rules/moving.ts';
import { holderValue, nameValue } from '../rules/pending-change.ts';
import { looksLikePhone, phoneDigits } from '../rules/phone.ts';
import { gaijiIn } from '../rules/postcode.ts';
import { type Act, type ActRefused, proposed, refused } from './act.ts';
import { addAccountFor, openAccountOf } from './new-account.ts';

type Name = { name: string; nameKana: string };

export const changeName: Act<Name> = {
  level: 3,
  event: 'name-changed',
  notice: 'name-changed',
  propose: async (_ctx, account, { name, nameKana }) => {
    const gaiji = gaijiIn(name + nameKana);
    if (gaiji) return refused('gaiji', { character: gaiji });
    return proposed(
      { field: 'customer-name', before: account.name, after: name },
      { field: 'name-kana', before: account.nameKana, after: nameKana },
    );
  },
  apply: async ({ tx, now, touch }, account, { name, nameKana }, { staffId }) => {
    const accountIds = await moving.accountsOf(tx, account.customerId);
    await changingKeys(tx, accountIds, () => moving.setName(tx, account.customerId, name, nameKana));
    for (const id of accountIds) touch(`account:${id}`);
    // Files speak of a customer's first account.
    const accountId = accountIds[0] ?? account.id;
    const change = { accountId, field: 'customer-name' as const, subjectId: account.customerId, madeBy: staffId };
    const before = JSON.stringify(nameValue(account.name, account.nameKana));
    await pending.note(tx, { ...change, before, ours: JSON.stringify(nameValue(name, nameKana)) }, now);
    return {};
  },
};

type Holder = { contractId: number; holderCustomerNo: string; changesOn: string; applicationPhone: string };

const digitsOf = (typed: string): string => typed.normalize('NFKC').replace(/\D/g, '');

type NewHolder = {
  readonly ok: true;
  readonly contract: moving.MovingContract;
  readonly customer: customers.Customer;
};

const readHolder = async (ctx: Context, account: Account, content: Holder): Promise<NewHolder | ActRefused> => {
  const { tx, today, policy } = ctx;
  const [contract] = await moving.hold(tx, [content.contractId]);
  if (!contract || contract.accountId !== account.id) return refused('no-such-contract');
  if (contract.endedOn !== null)
    return refused('already-ended', { ...noBody, contractNo: contract.contractNo, endedOn: contract.endedOn });
  const customer = await customers.byNumber(tx, digitsOf(content.holderCustomerNo));
  if (!customer) return refused('no-such-holder');
  if (customer.id === account.customerId) return refused('same-value');
  const { earliest, latest } = endBounds(today, policy);
  if (
    content.changesOn < earliest ||
    content.changesOn > latest ||
    content.changesOn <= (contract.heldSince ?? contract.startedOn)
  )
    return refused('start-out-of-range', { earliest, latest });
  return looksLikePhone(phoneDigits(content.applicationPhone))
    ? { ok: true, contract, customer }
    : refused('phone-format');
};
const noBody = { by: null, at: null };

/** Two people may have one name. */
const personOf = ({ name, customerNo }: { name: string; customerNo: string }): string => `${name}　${customerNo}`;

/** Nothing of the time before is the new holder's to see: bills stay with whom they were written to. */
export const changeHolder: Act<Holder> = {
  level: 3,
  event: 'holder-changed',
  notice: 'holder-changed',
  held: async () => refused('needs-decision'),
  alsoCustomers: async ({ tx }, { holderCustomerNo }) => {
    const customer = await customers.byNumber(tx, digitsOf(holderCustomerNo));
    return customer ? [customer.id] : [];
  },
  alsoChanges: ({ tx }, _account, { contractId, holderCustomerNo }) =>
    moving.handingOverVersion(tx, contractId, digitsOf(holderCustomerNo)),
  propose: async (ctx, account, content) => {
    const read = await readHolder(ctx, account, content);
    if (!read.ok) return read;
    return proposed(
      { field: 'contracts', before: '', after: read.contract.contractNo },
      { field: 'contract-holder', before: personOf(account), after: personOf(read.customer) },
      { field: 'holder-from', before: '', after: content.changesOn },
    );
  },
  apply: async (ctx, account, content, { staffId, approvedBy, contactId }) => {
    const { tx, now, today } = ctx;
    const read = await readHolder(ctx, account, content);
    if (!read.ok) throw new Error(`who may hold was judged before: ${read.error}`);
    const { contract, customer } = read;
    const { changesOn, applicationPhone } = content;
    const phone = { number: applicationPhone, digits: phoneDigits(applicationPhone) };
    await moving.letGo(tx, account.id, [contract.id], { through: addDays(changesOn, -1), recordedOn: today });
    await moving.changeHolder(tx, contract.id, { customerId: customer.id, since: changesOn, phone });
    const known = await openAccountOf(ctx, customer.id);
    const to =
      known?.accountId ??
      (await addAccountFor(ctx, {
        customerId: customer.id,
        delivery: { postcode: contract.supplyPostcode, line: contract.supplyLine, building: contract.supplyBuilding },
        contractIds: [],
        heldFrom: changesOn,
        isProtected: customer.isProtected,
        isDoNotPost: customer.isDoNotPost,
      }));
    await register.linkContract(tx, to, contract.id, changesOn);
    const facts = { contracts: String(contract.id), startsOn: changesOn, ...(approvedBy ? { approvedBy } : {}) };
    const event = { accountId: to, kind: 'holder-taken-over', actor: staffActor(staffId), contactId, facts };
    await events.add(tx, event, now);
    const change = { accountId: to, field: 'contract-holder' as const, subjectId: contract.id, madeBy: staffId };
    const holders = { before: holderValue(account.customerId), ours: holderValue(customer.id) };
    await pending.handOver(tx, account.id, { accountId: to, contractId: contract.id }, now);
    await pending.note(tx, { ...change, ...holders }, now);
    await data.bumpVersion(tx, to);
    ctx.touch(`account:${to}`);
    ctx.touch('clocks');
    return { contracts: String(contract.id), endsOn: addDays(changesOn, -1) };
  },
};
