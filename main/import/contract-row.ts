// One row of a contracts file, and what it changes. The customer system is master of all of it (rule 34).
import type { ImportedContract, KnownContract } from '../../db/import-rows.ts';
import type { RowCheck } from './row-check.ts';

export const readContract = (check: RowCheck): ImportedContract => {
  const status = check.oneOf('status', ['active', 'ended'], 'bad-status');
  const startedOn = check.date('started_on');
  const hasEnd = check.text('ended_on', 10, status === 'ended') !== '';
  const endedOn = hasEnd ? check.date('ended_on') : null;
  if (status === 'active' && hasEnd) check.fault('status', 'bad-status');
  if (endedOn !== null && endedOn < startedOn) check.fault('ended_on', 'ends-before-start');
  return {
    line: check.line,
    supplyPointNo: check.supplyPoint('supply_point'),
    contractNo: check.matching('contract_no', /^\d{10}$/, 'bad-contract-no'),
    customerNo: check.matching('customer_no', /^\d{10}$/, 'bad-customer-no'),
    plan: check.text('plan', 100),
    startedOn,
    endedOn,
    supplyPostcode: check.postcode('supply_postal_code'),
    supplyLine: check.text('supply_address', 400),
    applicationPhone: check.phone('application_phone'),
    isMailEligible: check.yesOrNo('mail_eligible'),
  };
};

export const compareContract = (known: KnownContract, row: ImportedContract): string[] => {
  const pairs: [string, unknown, unknown][] = [
    // A contract begun at the desk gets the number that the customer system has given it.
    ['contract_no', known.contractNo, row.contractNo],
    ['plan', known.plan, row.plan],
    ['started_on', known.startedOn, row.startedOn],
    ['ended_on', known.endedOn, row.endedOn],
    ['supply_postal_code', known.supplyPostcode, row.supplyPostcode],
    ['supply_address', known.supplyLine, row.supplyLine],
    ['application_phone', known.applicationPhone, row.applicationPhone?.number ?? null],
  ];
  // A file without the column says nothing of it.
  if (row.isMailEligible !== null) pairs.push(['mail_eligible', known.isMailEligible, row.isMailEligible]);
  return pairs.filter(([, before, after]) => before !== after).map(([field]) => field);
};
