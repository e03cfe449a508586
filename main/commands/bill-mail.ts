// The facts that tell why no mail came of a bill, gathered; what they mean is the rule's to say.
import type { Knex } from 'knex';
import * as accounts from '../../db/accounts.ts';
import * as billSettings from '../../db/bill-settings.ts';
import * as bills from '../../db/bills.ts';
import { calendarOf } from '../../db/calendar-days.ts';
import * as outboxHistory from '../../db/outbox-history.ts';
import { type WhyNoMail, whyNoMail } from '../rules/bill-mail.ts';
import type { BusinessCalendar } from '../rules/business-days.ts';
import type { CalendarDate } from '../rules/calendar.ts';
import type { Policy } from '../rules/policy.ts';
import { type VisibleKind, visibleBy } from '../rules/visibility.ts';

/** Null where there is no date, or the holidays ahead of it are not known. */
export const guideOf = (
  kind: VisibleKind,
  dates: readonly CalendarDate[],
  calendar: BusinessCalendar,
  policy: Policy,
): CalendarDate | null => {
  const [first, ...others] = dates;
  if (first === undefined) return null;
  const guide = visibleBy(kind, [first, ...others], calendar, policy);
  return 'error' in guide ? null : guide.on;
};

export const readWhyNoMail = async (
  tx: Knex,
  account: accounts.Account,
  bill: bills.Bill,
  today: CalendarDate,
  policy: Policy,
): Promise<WhyNoMail> => {
  const lines = await bills.linesOf(tx, [bill.id]);
  const readings = lines.map(({ readOn }) => readOn);
  return whyNoMail({
    today,
    isCancelled: bill.state === 'cancelled',
    readOn: readings.toSorted().at(-1) ?? bill.issuedOn,
    visibleBy: guideOf('bill', readings, await calendarOf(tx), policy),
    contracts: lines,
    isWithdrawn: account.status === 'withdrawn',
    wantsNotices: account.wantsNotices,
    addresses: (await accounts.mailAddressesOf(tx, account.id)).map(({ address, confirmedAt, suppressedAt }) => ({
      address,
      isConfirmed: confirmedAt !== null,
      isSuppressed: suppressedAt !== null,
    })),
    mails: await outboxHistory.ofBill(tx, account.id, bill.id),
    senderDomain: (await billSettings.billSenderOf(tx))?.value.mailDomain ?? null,
  });
};
