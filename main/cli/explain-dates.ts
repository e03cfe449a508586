// `akari explain visible`, `arrival`, `retention`: dates that the rules count.
import { type Command, Option } from 'commander';
import { cardArrival } from '../rules/arrival.ts';
import { type BusinessCalendar, holidayYears, type UnknownYear } from '../rules/business-days.ts';
import { type CalendarDate, isCalendarDate } from '../rules/calendar.ts';
import { policyOf } from '../rules/policy.ts';
import { retentionEndsOn } from '../rules/retention.ts';
import { type VisibleKind, visibleBy } from '../rules/visibility.ts';
import { BadInput, print } from './input.ts';

const policy = policyOf(new Map());

const collect = (text: string, before: readonly CalendarDate[] = []): CalendarDate[] => {
  if (!isCalendarDate(text) || text < '1900' || text >= '3000')
    throw new BadInput(
      `「${text.slice(0, 40)}」は日付ではありません。2026-12-25 のように指定してください / dates are given as 2026-12-25`,
    );
  return [...before, text];
};
const one = (text: string): CalendarDate => collect(text)[0] ?? '';

type CalendarOptions = { companyDay?: CalendarDate[]; holiday?: CalendarDate[]; notHoliday?: CalendarDate[] };
const calendarOf = ({ companyDay = [], holiday = [], notHoliday = [] }: CalendarOptions): BusinessCalendar => ({
  companyDays: new Set(companyDay),
  addedHolidays: new Set(holiday),
  removedHolidays: new Set(notHoliday),
});
const addCalendarOptions = (command: Command): Command =>
  command
    .addOption(new Option('--company-day <date>', 'a day the utility is closed; repeatable').argParser(collect))
    .addOption(new Option('--holiday <date>', 'a holiday that the table lacks; repeatable').argParser(collect))
    .addOption(new Option('--not-holiday <date>', 'a holiday that is none; repeatable').argParser(collect));

const known = <Result extends object>(result: Result | UnknownYear): Exclude<Result, UnknownYear> => {
  if ('error' in result && 'year' in result)
    throw new BadInput(
      `${result.year}年の祝日は収録されていません（${holidayYears.first}年から${holidayYears.last}年まで） / ` +
        `the holidays of ${result.year} are not in the table (${holidayYears.first} to ${holidayYears.last})`,
    );
  return result as Exclude<Result, UnknownYear>;
};

type VisibleOptions = CalendarOptions & { kind: VisibleKind; date: [CalendarDate, ...CalendarDate[]] };
const explainVisible = ({ kind, date, ...days }: VisibleOptions): void =>
  print({ visibleBy: known(visibleBy(kind, date, calendarOf(days), policy)).on });

type ArrivalOptions = CalendarOptions & { requested: CalendarDate; island?: boolean };
const explainArrival = ({ requested, island = false, ...days }: ArrivalOptions): void =>
  print(known(cardArrival(requested, island, calendarOf(days), policy)));

type RetentionOptions = {
  ended?: CalendarDate[];
  recorded?: CalendarDate[];
  registered?: CalendarDate;
  open?: boolean;
};
const explainRetention = ({ ended = [], recorded = [], registered, open = false }: RetentionOptions): void => {
  if (ended.length === 0 && !open && registered === undefined)
    throw new BadInput('--ended、--registered、--open のいずれかが必要です / give --ended, --registered or --open');
  if (recorded.length > ended.length)
    throw new BadInput('--recorded は --ended ごとに1つまでです / at most one --recorded for each --ended');
  const contracts = ended.map((endsOn, index) => ({ endsOn, recordedOn: recorded[index] ?? null }));
  const all = open ? [...contracts, { endsOn: null, recordedOn: null }] : contracts;
  print({ openThrough: retentionEndsOn(all, registered ?? null, policy) });
};

export const addExplainDates = (explain: Command): void => {
  addCalendarOptions(explain.command('visible'))
    .description('by when a bill or a debit can be seen (rules 23, 24, 26)')
    .addOption(new Option('--kind <kind>', 'bill or debit').choices(['bill', 'debit']).makeOptionMandatory())
    .addOption(
      new Option('--date <date>', 'of meter reading or debit; repeatable, the last counts')
        .argParser(collect)
        .makeOptionMandatory(),
    )
    .action(explainVisible);
  addCalendarOptions(explain.command('arrival'))
    .description('when a card comes that is asked for on a day (rule 12)')
    .requiredOption('--requested <date>', 'the day it is asked for', one)
    .option('--island', 'the address is on an island')
    .action(explainArrival);
  explain
    .command('retention')
    .description('through which day an account stays open after move-out (rule 27)')
    .option('--ended <date>', 'end of a contract; repeatable', collect)
    .option('--recorded <date>', 'day the end was recorded, in the order of --ended', collect)
    .option('--registered <date>', 'day of registration, of an account that never had a contract', one)
    .option('--open', 'another contract goes on')
    .action(explainRetention);
};
