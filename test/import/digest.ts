// What a database holds, to be compared before and after or between two databases.
import { createHash } from 'node:crypto';
import type { Knex } from 'knex';
import type { Database } from '../../db/open.ts';

const kept = [
  'customer',
  'contact_phone',
  'account',
  'former_login_id',
  'mail_address',
  'contract',
  'account_contract',
  'account_clock',
  'credential',
  'account_event',
  'name_term',
  'name_suffix',
  'account_name',
  'address_term',
  'address_suffix',
  'account_address',
  'setting',
  'outbox',
  'contact',
  'staff',
];

/** Every row of every table that an import must leave alone when it has nothing new; without audit and runs. */
export const digestOf = async (db: Database): Promise<string> => {
  const hash = createHash('sha256');
  for (const table of kept) {
    const rows = await db.read(table).select('*');
    hash.update(table);
    for (const line of rows.map((row) => JSON.stringify(row)).sort()) hash.update(line);
  }
  return hash.digest('hex');
};

const named = (tx: Knex) => tx('account as a').join('customer as c', 'c.id', 'a.customer_id');

/** The same without ids and times, which differ between one run and several. */
export const contentOf = async (db: Database): Promise<Record<string, string[]>> => {
  const { read } = db;
  const lines = async (query: Promise<object[]>) => (await query).map((row) => JSON.stringify(row)).sort();
  return {
    accounts: await lines(
      named(read).select(
        'c.customer_no',
        'c.kind',
        'c.name',
        'c.name_kana',
        'a.login_id',
        'a.status',
        'a.registered_on',
        'a.delivery_postcode',
        'a.delivery_line',
        'a.delivery_building',
        'a.name_key',
        'a.kana_key',
        'a.address_key',
        'a.municipality_code',
        'a.version',
        'a.source_updated_on',
      ),
    ),
    phones: await lines(
      read('contact_phone as p')
        .join('customer as c', 'c.id', 'p.customer_id')
        .select('c.customer_no', 'p.position', 'p.number', 'p.digits', 'p.recorded_at'),
    ),
    mails: await lines(
      named(read)
        .join('mail_address as m', 'm.account_id', 'a.id')
        .select('c.customer_no', 'm.position', 'm.address', 'm.address_key'),
    ),
    events: await lines(
      named(read).join('account_event as e', 'e.account_id', 'a.id').select('c.customer_no', 'e.kind'),
    ),
    contracts: await lines(
      read('contract as k')
        .join('customer as c', 'c.id', 'k.customer_id')
        .select(
          'c.customer_no',
          'k.contract_no',
          'k.supply_point_no',
          'k.plan',
          'k.started_on',
          'k.ended_on',
          'k.supply_line',
          'k.application_phone_digits',
        ),
    ),
    links: await lines(
      read('account_contract as l')
        .join('contract as k', 'k.id', 'l.contract_id')
        .join('account as a', 'a.id', 'l.account_id')
        .join('customer as c', 'c.id', 'a.customer_id')
        .select('c.customer_no', 'k.contract_no', 'l.from_on', 'l.to_on'),
    ),
    names: await lines(
      named(read)
        .join('account_name as x', 'x.account_id', 'a.id')
        .join('name_term as t', 't.id', 'x.term_id')
        .select('c.customer_no', 't.term', 'x.municipality_code'),
    ),
    addresses: await lines(
      named(read)
        .join('account_address as x', 'x.account_id', 'a.id')
        .join('address_term as t', 't.id', 'x.term_id')
        .select('c.customer_no', 't.term', 't.municipality_code', 'x.tail'),
    ),
    suffixes: [
      ...(await lines(
        read('name_suffix as s').join('name_term as t', 't.id', 's.term_id').select('s.suffix', 't.term'),
      )),
      ...(await lines(
        read('address_suffix as s')
          .join('address_term as t', 't.id', 's.term_id')
          .select('s.suffix', 't.term', 't.municipality_code'),
      )),
    ],
    terms: [
      ...(await lines(read('name_term').select('term'))),
      ...(await lines(read('address_term').select('term', 'municipality_code'))),
    ],
  };
};
