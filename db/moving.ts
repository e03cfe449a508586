// Contracts as they begin, end and change hands.
import type { Knex } from 'knex';
import { keepClocks } from './account-clocks.ts';

export type MovingContract = {
  readonly id: number;
  readonly customerId: number;
  readonly contractNo: string;
  readonly supplyPointNo: string;
  readonly plan: string;
  readonly startedOn: string;
  /** Since when it is this customer's, where it was another one's before. */
  readonly heldSince: string | null;
  readonly endedOn: string | null;
  readonly endRecordedOn: string | null;
  readonly supplyPostcode: string;
  readonly supplyLine: string;
  readonly supplyBuilding: string;
  readonly applicationPhone: string | null;
  /** The account that holds it now, if any. */
  readonly accountId: number | null;
};
const columns = {
  id: 'k.id',
  customerId: 'k.customer_id',
  contractNo: 'k.contract_no',
  supplyPointNo: 'k.supply_point_no',
  plan: 'k.plan',
  startedOn: 'k.started_on',
  heldSince: 'k.held_since',
  endedOn: 'k.ended_on',
  endRecordedOn: 'k.end_recorded_on',
  supplyPostcode: 'k.supply_postcode',
  supplyLine: 'k.supply_line',
  supplyBuilding: 'k.supply_building',
  applicationPhone: 'k.application_phone',
  accountId: 'l.account_id',
};

const withHolder = (tx: Knex) =>
  tx('contract as k').leftJoin('account_contract as l', (on) => on.on('l.contract_id', 'k.id').andOnNull('l.to_on'));

export const read = (tx: Knex, contractIds: readonly number[]): Promise<MovingContract[]> =>
  withHolder(tx).whereIn('k.id', contractIds).orderBy('k.id').select(columns);

/** Whoever moves the same contract at another desk waits until this one is done, and then reads what it did. */
export const hold = async (tx: Knex, contractIds: readonly number[]): Promise<MovingContract[]> => {
  await tx('contract').whereIn('id', contractIds).orderBy('id').forUpdate().select('id');
  return read(tx, contractIds);
};

/** Another contract that runs at a supply point, or ran there on or after a day. */
export const rivalAt = async (
  tx: Knex,
  supplyPointNo: string,
  onOrAfter: string,
  butNot: number | null,
): Promise<{ endedOn: string | null } | null> => {
  const query = tx('contract')
    .where({ supply_point_no: supplyPointNo })
    .where((open) => open.whereNull('ended_on').orWhere('ended_on', '>=', onOrAfter))
    .orderByRaw('case when ended_on is null then 0 else 1 end, ended_on desc');
  if (butNot !== null) query.whereNot({ id: butNot });
  return (await query.first({ endedOn: 'ended_on' })) ?? null;
};

/** Whether another contract has started where this one ended. */
export const hasSuccessor = async (tx: Knex, contract: MovingContract): Promise<boolean> =>
  (await tx('contract')
    .where({ supply_point_no: contract.supplyPointNo })
    .whereNot({ id: contract.id })
    .where('started_on', '>=', contract.startedOn)
    .first('id')) !== undefined;

const holdersOf = (contracts: readonly MovingContract[]): number[] => contracts.flatMap((one) => one.accountId ?? []);

export const endContracts = async (
  tx: Knex,
  contracts: readonly MovingContract[],
  endsOn: string,
  recordedOn: string,
): Promise<void> => {
  await tx('contract')
    .whereIn(
      'id',
      contracts.map(({ id }) => id),
    )
    .update({ ended_on: endsOn, end_recorded_on: recordedOn, version: tx.raw('version + 1') });
  await keepClocks(tx, holdersOf(contracts));
};

export const reopenContracts = async (tx: Knex, contracts: readonly MovingContract[]): Promise<void> => {
  await tx('contract')
    .whereIn(
      'id',
      contracts.map(({ id }) => id),
    )
    .update({ ended_on: null, end_recorded_on: null, version: tx.raw('version + 1') });
  await keepClocks(tx, holdersOf(contracts));
};

/** What the customer system says of an end, in the place of what was changed here; null: it goes on. */
export const setEnd = async (tx: Knex, contractId: number, endsOn: string | null, today: string): Promise<void> => {
  const [contract] = await hold(tx, [contractId]);
  if (!contract) return;
  if (endsOn === null) await reopenContracts(tx, [contract]);
  else await endContracts(tx, [contract], endsOn, today);
};

export const setStart = async (tx: Knex, contractId: number, startsOn: string): Promise<void> => {
  await tx('contract')
    .where({ id: contractId })
    .update({ started_on: startsOn, version: tx.raw('version + 1') });
};

export type NewStart = {
  readonly contractNo: string;
  readonly customerId: number;
  readonly supplyPointNo: string;
  readonly plan: string;
  readonly startsOn: string;
  readonly postcode: string;
  readonly line: string;
  readonly applicationPhone: { readonly number: string; readonly digits: string } | null;
};

export const isNumberTaken = async (tx: Knex, contractNo: string): Promise<boolean> =>
  (await tx('contract').where({ contract_no: contractNo }).first('id')) !== undefined;

/** @throws a duplicate where another one was begun at the supply point meanwhile */
export const startContract = async (tx: Knex, start: NewStart, now: string): Promise<number> => {
  const [row] = await tx('contract')
    .insert({
      contract_no: start.contractNo,
      supply_point_no: start.supplyPointNo,
      customer_id: start.customerId,
      plan: start.plan,
      started_on: start.startsOn,
      supply_postcode: start.postcode,
      supply_line: start.line,
      application_phone: start.applicationPhone?.number ?? null,
      application_phone_digits: start.applicationPhone?.digits ?? null,
      created_at: now,
    })
    .returning('id');
  return row.id;
};

/** The account lets go of a contract; `through` is the last day on which it held it, which may lie behind us. */
export const letGo = async (
  tx: Knex,
  accountId: number,
  contractIds: readonly number[],
  { through, recordedOn }: { through: string; recordedOn: string },
): Promise<void> => {
  await tx('account_contract')
    .where({ account_id: accountId })
    .whereIn('contract_id', contractIds)
    .whereNull('to_on')
    .update({ to_on: through, to_recorded_on: recordedOn });
  await keepClocks(tx, [accountId]);
};

/** The contract is another customer's from a day on, with another phone for the first login. */
export const changeHolder = (
  tx: Knex,
  contractId: number,
  to: { customerId: number; since: string; phone: { number: string; digits: string } | null },
): Promise<number> =>
  tx('contract')
    .where({ id: contractId })
    .update({
      customer_id: to.customerId,
      held_since: to.since,
      application_phone: to.phone?.number ?? null,
      application_phone_digits: to.phone?.digits ?? null,
      application_phone_unconfirmed_at: null,
      version: tx.raw('version + 1'),
    });

/** All of a customer's, the one that files speak to first. */
export const accountsOf = (tx: Knex, customerId: number): Promise<number[]> =>
  tx('account as a')
    .leftJoin('account_clock as o', 'o.account_id', 'a.id')
    .where('a.customer_id', customerId)
    .orderByRaw(`case when a.status = 'withdrawn' then 1 else 0 end, coalesce(o.open_through, '9999-12-31') desc, a.id`)
    .pluck('a.id');

export const linksOf = (tx: Knex, accountId: number): Promise<{ contractId: number; fromOn: string }[]> =>
  tx('account_contract')
    .where({ account_id: accountId })
    .whereNull('to_on')
    .orderBy('id')
    .select({ contractId: 'contract_id', fromOn: 'from_on' });

export const setName = (tx: Knex, customerId: number, name: string, nameKana: string): Promise<number> =>
  tx('customer')
    .where({ id: customerId })
    .update({ name, name_kana: nameKana, version: tx.raw('version + 1') });

export type OpenThings = {
  readonly cardRequests: number;
  readonly cardsUnused: number;
  readonly mails: number;
  readonly approvals: number;
};

/** What is under way on an account beside its bills. */
export const openThings = async (tx: Knex, accountId: number): Promise<OpenThings> => {
  const count = async (query: Knex.QueryBuilder): Promise<number> => Number((await query.count({ n: '*' }))[0]?.n ?? 0);
  return {
    cardRequests: await count(
      tx('card_request').where({ account_id: accountId }).whereIn('state', ['waiting', 'in-batch', 'dropped-out']),
    ),
    cardsUnused: await count(
      tx('credential').where({ account_id: accountId, state: 'current', is_initial: 1 }).whereNotNull('posted_at'),
    ),
    mails: await count(
      tx('outbox').where({ account_id: accountId }).whereIn('state', ['waiting', 'sending', 'deferred']),
    ),
    approvals: await count(tx('approval').where({ account_id: accountId, state: 'asked' })),
  };
};

/** Versions of a contract, of who is to hold it and of all their accounts, added up. */
export const handingOverVersion = async (tx: Knex, contractId: number, customerNo: string): Promise<number> => {
  const contract = await tx('contract').where({ id: contractId }).first('version');
  const customer = await tx('customer').where({ customer_no: customerNo }).first('id', 'version');
  const accounts: number[] = customer ? await tx('account').where({ customer_id: customer.id }).pluck('version') : [];
  return [contract?.version ?? 0, customer?.version ?? 0, ...accounts].reduce((sum, version) => sum + version, 0);
};
