// What is there already of a piece's rows, asked for all of them at once.
import type { Knex } from 'knex';
import type { EarlierHolder } from '../main/rules/holders.ts';
import type { KnownAccount, KnownContract } from './import-rows.ts';
import { type Statements, withStatements } from './statements.ts';

export const fromList = (statements: Statements, type: 'text' | 'bigint', rest: string): string =>
  statements.engine === 'sqlite'
    ? `json_each(?) m cross join ${rest}`
    : `unnest(?::${type}[]) as m(value) join ${rest}`;

type AccountRow = {
  customer_id: number;
  customer_no: string;
  kind: KnownAccount['kind'];
  name: string;
  name_kana: string;
  account_id: number | null;
  login_key: string;
  status: 'active' | 'withdrawn';
  registered_on: string;
  delivery_postcode: string;
  delivery_line: string;
  delivery_building: string;
  is_protected: number;
};

/**
 * Of a customer with several, the first that is not withdrawn and stays open longest: one that was joined to another, or
 * whose time is over, is spoken to no more.
 */
export const accountSpokenTo = `select f.id from account f left join account_clock g on g.account_id = f.id
  where f.customer_id = c.id
  order by case when f.status = 'withdrawn' then 1 else 0 end, coalesce(g.open_through, '9999-12-31') desc, f.id limit 1`;

export const knownAccounts = (tx: Knex, customerNos: readonly string[]): Promise<Map<string, KnownAccount>> =>
  withStatements(tx, async (statements) => {
    const rows = await statements.all<AccountRow>(
      `select c.id as customer_id, c.customer_no, c.kind, c.name, c.name_kana, a.id as account_id, a.login_key, a.status,
         a.registered_on, a.delivery_postcode, a.delivery_line, a.delivery_building, a.is_protected
       from ${fromList(statements, 'text', 'customer c on c.customer_no = m.value')}
       left join account a on a.id = (${accountSpokenTo})`,
      [customerNos],
    );
    if (rows.length === 0) return new Map();
    const phones = await statements.all<{ customer_id: number; position: number; number: string; digits: string }>(
      `select p.customer_id, p.position, p.number, p.digits
       from ${fromList(statements, 'bigint', 'contact_phone p on p.customer_id = m.value')} where p.position in (1, 2)`,
      [rows.map((row) => row.customer_id)],
    );
    const mails = await statements.all<{ account_id: number; address_key: string }>(
      `select p.account_id, p.address_key from ${fromList(statements, 'bigint', 'mail_address p on p.account_id = m.value')}`,
      [rows.flatMap((row) => row.account_id ?? [])],
    );
    const phonesOf = Map.groupBy(phones, (phone) => phone.customer_id);
    const mailsOf = Map.groupBy(mails, (mail) => mail.account_id);
    return new Map(
      rows.map((row) => [
        row.customer_no,
        {
          customerId: row.customer_id,
          customerNo: row.customer_no,
          kind: row.kind,
          name: row.name,
          nameKana: row.name_kana,
          account:
            row.account_id === null
              ? null
              : {
                  id: row.account_id,
                  loginKey: row.login_key,
                  status: row.status,
                  registeredOn: row.registered_on,
                  postcode: row.delivery_postcode,
                  line: row.delivery_line,
                  building: row.delivery_building,
                  isProtected: row.is_protected === 1,
                },
          phones: phonesOf.get(row.customer_id) ?? [],
          mailKeys: (mailsOf.get(row.account_id ?? 0) ?? []).map((mail) => mail.address_key),
        },
      ]),
    );
  });

/** Which of these login IDs are somebody's, or were (they are not given out again). */
export const takenLogins = (tx: Knex, keys: readonly string[]): Promise<Set<string>> =>
  withStatements(tx, async (statements) => {
    const taken = async (table: string) =>
      statements.all<{ login_key: string }>(
        `select t.login_key from ${fromList(statements, 'text', `${table} t on t.login_key = m.value`)}`,
        [keys],
      );
    const rows = [...(await taken('account')), ...(await taken('former_login_id'))];
    return new Set(rows.map((row) => row.login_key));
  });

type ContractRow = Record<
  'contract_no' | 'customer_no' | 'supply_point_no' | 'plan' | 'started_on' | 'supply_postcode' | 'supply_line',
  string
> & {
  id: number;
  held_since: string | null;
  ended_on: string | null;
  application_phone: string | null;
  is_mail_eligible: number;
  account_id: number | null;
};

const contractsBy = (tx: Knex, on: string, values: readonly string[]): Promise<KnownContract[]> =>
  withStatements(tx, async (statements) => {
    const rows = await statements.all<ContractRow>(
      `select k.id, k.contract_no, c.customer_no, k.supply_point_no, k.plan, k.started_on, k.held_since, k.ended_on,
         k.supply_postcode, k.supply_line, k.application_phone, k.is_mail_eligible, l.account_id
       from ${fromList(statements, 'text', `contract k on ${on}`)}
       join customer c on c.id = k.customer_id
       left join account_contract l on l.contract_id = k.id and l.to_on is null`,
      [values],
    );
    return rows.map((row) => ({
      id: row.id,
      contractNo: row.contract_no,
      customerNo: row.customer_no,
      supplyPointNo: row.supply_point_no,
      plan: row.plan,
      startedOn: row.started_on,
      heldSince: row.held_since,
      endedOn: row.ended_on,
      supplyPostcode: row.supply_postcode,
      supplyLine: row.supply_line,
      applicationPhone: row.application_phone,
      isMailEligible: row.is_mail_eligible === 1,
      accountId: row.account_id,
    }));
  });

export const knownContracts = async (tx: Knex, contractNos: readonly string[]): Promise<Map<string, KnownContract>> =>
  new Map((await contractsBy(tx, 'k.contract_no = m.value', contractNos)).map((known) => [known.contractNo, known]));

/** Contracts that were begun at the desk, by supply point and customer: the file brings their real number. */
export const provisionalContracts = async (
  tx: Knex,
  rows: readonly { supplyPointNo: string }[],
): Promise<Map<string, KnownContract>> => {
  if (rows.length === 0) return new Map();
  const points = rows.map(({ supplyPointNo }) => supplyPointNo);
  const begun = await contractsBy(tx, `k.supply_point_no = m.value and k.contract_no like 'P%'`, points);
  // One that was handed over at the desk is still its first holder's in the file.
  const earlier = await earlierHolders(
    tx,
    begun.flatMap(({ id, heldSince }) => (heldSince === null ? [] : id)),
  );
  return new Map(
    begun.flatMap((known) =>
      [...(earlier.get(known.id) ?? []), known].map(
        ({ customerNo }) => [`${known.supplyPointNo} ${customerNo}`, known] as const,
      ),
    ),
  );
};

/** Of contracts that have changed hands: other customers who held them through an account, in the order of their days. */
export const earlierHolders = async (
  tx: Knex,
  contractIds: readonly number[],
): Promise<Map<number, readonly EarlierHolder[]>> => {
  if (contractIds.length === 0) return new Map();
  const rows = await withStatements(tx, (statements) =>
    statements.all<{ contract_id: number; customer_no: string; to_on: string }>(
      `select l.contract_id, c.customer_no, l.to_on
       from ${fromList(statements, 'bigint', 'account_contract l on l.contract_id = m.value')}
       join account a on a.id = l.account_id join customer c on c.id = a.customer_id
       where l.to_on is not null order by l.to_on, l.id`,
      [contractIds],
    ),
  );
  const spans = rows.map(({ contract_id, customer_no, to_on }) => ({
    id: contract_id,
    customerNo: customer_no,
    through: to_on,
  }));
  return Map.groupBy(spans, ({ id }) => id);
};

export type Holder = {
  customerId: number;
  accountId: number | null;
  /** The last day of that account, where it has held contracts and a day has been set to it in this database's time. */
  closedThrough: string | null;
};

/** Customers with their first account. */
export const holders = (tx: Knex, customerNos: readonly string[]): Promise<Map<string, Holder>> =>
  withStatements(tx, async (statements) => {
    const rows = await statements.all<{
      customer_no: string;
      id: number;
      account_id: number | null;
      closed_through: string | null;
    }>(
      `select h.customer_no, h.id, h.account_id,
         (select o.open_through from account_clock o join account a on a.id = o.account_id
           where o.account_id = h.account_id and substr(a.created_at, 1, 10) <= o.open_through
             and exists (select 1 from account_contract l where l.account_id = a.id)) as closed_through
       from (select c.customer_no, c.id, (${accountSpokenTo}) as account_id
         from ${fromList(statements, 'text', 'customer c on c.customer_no = m.value')}) h`,
      [customerNos],
    );
    return new Map(
      rows.map((row) => [
        row.customer_no,
        { customerId: row.id, accountId: row.account_id, closedThrough: row.closed_through },
      ]),
    );
  });

/** Supply point -> number of the contract that runs there. */
export const runningContracts = (tx: Knex, supplyPoints: readonly string[]): Promise<Map<string, string>> =>
  withStatements(tx, async (statements) => {
    const rows = await statements.all<{ supply_point_no: string; contract_no: string }>(
      `select k.supply_point_no, k.contract_no
       from ${fromList(statements, 'text', 'contract k on k.supply_point_no = m.value and k.ended_on is null')}`,
      [supplyPoints],
    );
    return new Map(rows.map((row) => [row.supply_point_no, row.contract_no]));
  });
