// Mails of the demo's bills: mostly accepted, and each other end that the rules name once, on the newest bill that is out.
import type { Knex } from 'knex';
import * as accounts from '../../db/accounts.ts';
import * as bills from '../../db/bills.ts';
import * as mailAddresses from '../../db/mail-addresses.ts';
import { addPastMails, type PastMail } from '../../db/past-mails.ts';
import { plainCalendar } from '../rules/business-days.ts';
import { addHours, type CalendarDate, type Instant, tokyoInstant } from '../rules/calendar.ts';
import { policyOf } from '../rules/policy.ts';
import { visibleBy } from '../rules/visibility.ts';

type End = Pick<PastMail, 'state' | 'reason' | 'code' | 'status'>;
const accepted: End = { state: 'accepted', reason: null, code: 250, status: '2.0.0' };
const ends = {
  /** A typo: nobody is there. */
  saito: { state: 'bounced', reason: 'answered', code: 550, status: '5.1.1' },
  yamazaki: { state: 'deferred', reason: 'answered', code: 451, status: '4.7.1' },
  kitami: { state: 'refused', reason: 'answered', code: 550, status: '5.7.1' },
  'moved-last-month': { state: 'given-up', reason: 'no-connection', code: null, status: null },
  protected: { state: 'suppressed', reason: 'not-opted-in', code: null, status: null },
} as const satisfies Record<string, End>;
/** Sent again today, since the first one was refused. */
const sentAgain = 'kitami';
const people = ['sato', 'next-tenant', ...Object.keys(ends)] as const;

type When = { readonly today: CalendarDate; readonly moment: Instant };
type Who = { readonly agent: number; readonly byKey: (key: string) => { readonly accountId: number } };

const endOf = (key: string, isNewest: boolean, isLast: boolean): End =>
  isNewest && isLast && Object.hasOwn(ends, key) ? ends[key as keyof typeof ends] : accepted;

export const addDemoMails = async (tx: Knex, { today, moment }: When, { agent, byKey }: Who): Promise<void> => {
  const policy = policyOf(new Map());
  const filter = { contractId: null, fromMonth: null, throughMonth: null };
  const made: Omit<PastMail, 'messageId'>[] = [];
  for (const key of people) {
    const account = await accounts.byId(tx, byKey(key).accountId);
    if (!account) throw new Error(`the demo has nobody called ${key}`);
    const addresses = (await accounts.mailAddressesOf(tx, account.id)).filter(
      ({ confirmedAt }) => confirmedAt !== null,
    );
    let isNewest = true;
    for (const bill of await bills.page(tx, account, filter, null, 13)) {
      const [first, ...others] = (await bills.linesOf(tx, [bill.id])).map(({ readOn }) => readOn);
      const out = first && visibleBy('bill', [first, ...others], plainCalendar, policy);
      if (!out || 'error' in out || out.on > today) continue;
      const morning = tokyoInstant(out.on, policy.billNoticeFromTokyoHour);
      const at = morning < moment ? morning : moment;
      for (const [index, { id: mailAddressId }] of addresses.entries()) {
        const end = endOf(key, isNewest, index === addresses.length - 1);
        const nextAt = end.state === 'deferred' ? addHours(moment, 2) : null;
        const mail = { accountId: account.id, mailAddressId, billId: bill.id, at, resentBy: null };
        made.push({ ...mail, ...end, nextAt });
        if (end.state === 'bounced')
          await mailAddresses.suppress(tx, mailAddressId, { reason: '5.1.1', sentAt: at }, at);
        if (isNewest && key === sentAgain)
          made.push({ ...mail, ...accepted, at: moment, nextAt: null, resentBy: agent });
      }
      isNewest = false;
    }
  }
  await addPastMails(
    tx,
    made.map((mail, index) => ({ ...mail, messageId: `<demo-${index + 1}@akari-desk.invalid>` })),
  );
};
