// The demo's people as rows. What is made depends on the seed and the moment alone, but for the hashes of passwords.
import type { Knex } from 'knex';
import * as accounts from '../../db/accounts.ts';
import * as demo from '../../db/demo.ts';
import * as events from '../../db/events.ts';
import * as register from '../../db/register.ts';
import { addAllKeys } from '../../db/search-keys.ts';
import * as staff from '../../db/staff.ts';
import { hashPassword } from '../passwords.ts';
import { addDays, type CalendarDate, type Instant, tokyoInstant } from '../rules/calendar.ts';
import { fold } from '../rules/fold.ts';
import { addDemoBills, type BilledTogether, setDemoSenders } from './bills.ts';
import { cardPeople } from './card-people.ts';
import { addCards } from './cards.ts';
import { addLogin, type Hashes } from './demo-login.ts';
import { drawnPeople } from './drawn-people.ts';
import { addDemoMails } from './mails.ts';
import { demoMoment } from './moment.ts';
import { movedPeople } from './moved-people.ts';
import { addMoves } from './moves.ts';
import type { DemoPerson } from './people.ts';
import { demoPassword, demoStaff } from './staff.ts';
import { addStaffWork } from './staff-work.ts';
import { statePeople } from './state-people.ts';
import { storyPeople } from './story-people.ts';

/** What the demo's customers type at the portal. */
export const demoCustomerPassword = 'Hokkaido-2026';

/** `accounts`: at least as many as the states need. */
export type DemoPlan = { readonly accounts: number; readonly seed: number; readonly today: CalendarDate };

/** Ten digits; a factor that is prime to the count spreads them like the utility's own. */
const customerNo = (index: number): string => `10${String(20_261 + index * 37).padStart(7, '0')}${index % 10}`;
const supplyPointNo = (index: number): string => `0100${String(1_000_003 + index * 7_919).padStart(18, '0')}`;

/** Slow on purpose, so made before the transaction. */
export const demoHashes = async (): Promise<Hashes> => {
  const [initial, chosen, staffHash] = await Promise.all([
    hashPassword(demoCustomerPassword, 'demo', 'initial'),
    hashPassword(demoCustomerPassword, 'demo'),
    hashPassword(demoPassword, 'demo'),
  ]);
  return { initial, chosen, staff: staffHash };
};

/** The ones who are there in each demo; they have bills. */
const namedPeople = (today: CalendarDate): DemoPerson[] => [
  ...storyPeople(today),
  ...statePeople(today),
  ...cardPeople(),
  ...movedPeople(today),
];

const peopleOf = ({ accounts: count, seed, today }: DemoPlan, named: readonly DemoPerson[]): DemoPerson[] => {
  const left = count - named.filter(({ loginId }) => loginId !== null).length;
  return [...named, ...drawnPeople(Math.max(0, left), seed, today)];
};

type When = { readonly today: CalendarDate; readonly moment: Instant };
type Made = { readonly customerId: number; readonly accountId: number };

const addPeople = async (
  tx: Knex,
  people: readonly DemoPerson[],
  hashes: Hashes,
  when: When,
): Promise<{ made: Map<string, Made>; billed: BilledTogether[] }> => {
  const { today, moment } = when;
  const billed: BilledTogether[] = [];
  const onFileSince = tokyoInstant(addDays(today, -200), 9);
  const customers = new Map<string, number>();
  const made = new Map<string, Made>();
  const supplyPoints = new Map<string, string>();
  let contractIndex = 0;

  const addCustomer = async (person: DemoPerson): Promise<number> => {
    const { kind, name, kana: nameKana, birthOn } = person;
    const known = { customerNo: customerNo(customers.size), kind, name, nameKana, birthOn };
    const customerId = await register.addCustomer(tx, known, moment);
    customers.set(person.customerKey, customerId);
    for (const [index, number] of person.phones.entries()) {
      const phone = { customerId, position: index + 1, number, digits: fold(number, 'phone') };
      await register.addContactPhone(tx, { ...phone, recordedAt: onFileSince, source: 'import' });
    }
    return customerId;
  };

  const addAccount = async (person: DemoPerson, loginId: string, customerId: number): Promise<number> => {
    const { postcode, line, building } = person;
    const { wantsNotices = false, wantsAmounts = false, isProtected = false, isDoNotPost = false } = person;
    const registeredOn = person.contracts[0]?.startedOn ?? today;
    const first = person.formerLoginId ?? loginId;
    const at = tokyoInstant(registeredOn, 9);
    const account = {
      customerId,
      loginId: first,
      loginKey: fold(first, 'login'),
      status: person.status ?? ('active' as const),
    };
    const accountId = await register.addAccount(
      tx,
      { ...account, registeredOn, postcode, line, building, wantsNotices, wantsAmounts, isProtected, isDoNotPost },
      moment,
    );
    const mails = [...person.mails.map((mail) => [mail, onFileSince] as const)];
    for (const mail of person.unconfirmedMails ?? []) mails.push([mail, '']);
    for (const [index, [address, confirmedAt]] of mails.entries()) {
      const mail = { accountId, position: index + 1, address, addressKey: fold(address, 'mail') };
      await register.addMailAddress(tx, { ...mail, confirmedAt: confirmedAt || null }, confirmedAt || moment);
    }
    await events.add(tx, { accountId, kind: 'registered', actor: 'system:demo' }, at);
    await addLogin(tx, accountId, person.login, hashes, when);
    if (person.formerLoginId) {
      const changedAt = tokyoInstant(addDays(today, -90), 15);
      const next = { loginId, loginKey: fold(loginId, 'login') };
      await accounts.changeLoginId(tx, { id: accountId, loginId: first }, next, fold(first, 'login'), changedAt);
      await events.add(tx, { accountId, kind: 'login-id-changed', actor: 'portal' }, changedAt);
    }
    return accountId;
  };

  const addContracts = async (person: DemoPerson, customerId: number, accountId: number | null): Promise<void> => {
    const added: BilledTogether['contracts'][number][] = [];
    for (const contract of person.contracts) {
      contractIndex += 1;
      const own = supplyPointNo(contractIndex);
      const supplyPoint = contract.supplyPoint ? (supplyPoints.get(contract.supplyPoint) ?? own) : own;
      if (contract.supplyPoint) supplyPoints.set(contract.supplyPoint, supplyPoint);
      const { applicationPhone = person.phones.at(-1) ?? null, plan, startedOn, endedOn } = contract;
      const contractId = await register.addContract(
        tx,
        {
          contractNo: String(5_000_000_000 + contractIndex),
          supplyPointNo: supplyPoint,
          customerId,
          plan,
          startedOn,
          endedOn,
          postcode: person.postcode,
          line: contract.line ?? [person.line, person.building].filter(Boolean).join('　'),
          applicationPhone,
          applicationPhoneDigits: applicationPhone && fold(applicationPhone, 'phone'),
          isMailEligible: contract.isMailEligible ?? true,
        },
        moment,
      );
      added.push({ contractId, startedOn, endedOn });
      if (accountId !== null && !contract.isLoose) await register.linkContract(tx, accountId, contractId, startedOn);
    }
    billed.push({ customerId, isOrganisation: person.kind === 'organisation', contracts: added });
  };

  for (const person of people) {
    const customerId = customers.get(person.customerKey) ?? (await addCustomer(person));
    const accountId = person.loginId === null ? null : await addAccount(person, person.loginId, customerId);
    if (accountId !== null) made.set(person.customerKey, { customerId, accountId });
    await addContracts(person, customerId, accountId);
  }
  return { made, billed };
};

/**
 * Fills an empty database with the demo's staff and customers, and notes how it was made.
 * @param now by the database's clock
 */
export const fillDemo = async (tx: Knex, plan: DemoPlan, hashes: Hashes, now: Instant): Promise<void> => {
  const when = { today: plan.today, moment: demoMoment(plan.today, now) };
  const staffIds: number[] = [];
  for (const { login, name, role } of demoStaff) {
    const person = { login, loginKey: fold(login, 'login'), name, role, passwordHash: hashes.staff };
    staffIds.push(await staff.add(tx, person, when.moment));
  }
  const named = namedPeople(plan.today);
  const { made, billed } = await addPeople(tx, peopleOf(plan, named), hashes, when);
  await setDemoSenders(tx, when.moment);
  await addDemoBills(tx, billed.slice(0, named.length), when);
  const byKey = (customerKey: string): Made => {
    const found = made.get(customerKey);
    if (!found) throw new Error(`the demo has nobody called ${customerKey}`);
    return found;
  };
  const [agent = 0, supervisor = 0, maker = 0, releaser = 0] = staffIds;
  await addDemoMails(tx, when, { agent, byKey });
  await addCards(tx, { ...when, hashes, staff: { agent, maker, releaser }, byKey });
  await addStaffWork(tx, { ...when, staffId: staffIds[0] ?? 0, byKey });
  await addMoves(tx, { today: plan.today, agent, supervisor });
  await addAllKeys(tx);
  await demo.noteMaking(tx, plan, now);
};
