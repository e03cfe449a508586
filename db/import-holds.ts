// Whom a piece of a file speaks of is held before anything of them is read for it: an act of the desk comes before the
// piece or after it, and never between its plan and its writes. On SQLite the one writer is ours already.
import type { Knex } from 'knex';
import { withStatements } from './statements.ts';

/** Customers alone: acts hold those first, and a piece takes of their accounts only what it changes, once it knows. */
export const holdNamed = (tx: Knex, customerNos: readonly string[]): Promise<void> =>
  withStatements(tx, async ({ engine, all }) => {
    if (engine !== 'postgres') return;
    await all('select id from customer where customer_no = any(?::text[]) order by id for no key update', [
      customerNos,
    ]);
  });

type NamedContract = { readonly contractNo: string; readonly supplyPointNo: string; readonly customerNo: string };

const owners = `select customer_id as id from contract where contract_no = any(?::text[])
  union select customer_id from contract where supply_point_no = any(?::text[]) and contract_no like 'P%'`;

/**
 * Whom the rows name, and whose the contracts are here, also those that were begun at the desk.
 * @param areNew none of these contracts was there when the file began
 */
export const holdWithContracts = (tx: Knex, rows: readonly NamedContract[], areNew: boolean): Promise<void> =>
  withStatements(tx, async ({ engine, all }) => {
    if (engine !== 'postgres') return;
    const named = rows.map(({ customerNo }) => customerNo);
    const contracts = [rows.map(({ contractNo }) => contractNo), rows.map(({ supplyPointNo }) => supplyPointNo)];
    const ownersNow = async () => (areNew ? [] : (await all<{ id: number }>(owners, contracts)).map(({ id }) => id));
    let ids = await ownersNow();
    let held: ReadonlySet<number>;
    do {
      const taken = await all<{ id: number }>(
        `select id from customer where customer_no = any(?::text[]) or id = any(?::bigint[])
         order by id for no key update`,
        [named, ids],
      );
      held = new Set(taken.map(({ id }) => id));
      // While we waited for its owner a contract may have become another one's, who is to be held as well.
      if (ids.length > 0) ids = await ownersNow();
    } while (ids.some((id) => !held.has(id)));
  });
