// Tells customers by mail that the time in which they can log in after move-out is about to end (rule 27).
import type { Knex } from 'knex';
import * as clocks from '../../db/account-clocks.ts';
import * as accounts from '../../db/accounts.ts';
import * as events from '../../db/events.ts';
import * as outbox from '../../db/outbox.ts';
import type { Effects } from '../command.ts';
import { addDays, type CalendarDate, type Instant, tokyoInstant } from '../rules/calendar.ts';
import { clockNoticeKind } from '../rules/mail-sending.ts';
import type { Policy } from '../rules/policy.ts';
import { messageIds } from './message-id.ts';

/** Accounts told in one piece; a write of an agent waits behind one at most. */
const atOnce = 50;

/**
 * One small piece of what is due today: queues the mail for accounts that end within the days of the policy and were not
 * told of that day yet. Called in one transaction after another until it tells nobody; a repeat tells nobody twice.
 */
export const queueClockNotices = async (
  tx: Knex,
  { now, today, policy, effects }: { now: Instant; today: CalendarDate; policy: Policy; effects: Effects },
): Promise<{ readonly told: number; readonly mails: number }> => {
  const due = await clocks.holdUntold(tx, today, addDays(today, policy.retentionNoticeDays), atOnce);
  // Nobody is woken by it: the day begins at midnight, mail that goes by itself in the morning.
  const morning = tokyoInstant(today, policy.billNoticeFromTokyoHour);
  const dueAt = now > morning ? now : morning;
  let mails = 0;
  const nextId = await messageIds(tx, effects);
  for (const { accountId, openThrough } of due) {
    const addresses = (await accounts.mailAddressesOf(tx, accountId)).filter(({ confirmedAt }) => confirmedAt !== null);
    for (const { id } of addresses) {
      const mail = { messageId: nextId(), kind: clockNoticeKind, accountId, mailAddressId: id, isBulk: true, dueAt };
      // After the last day it would be wrong.
      await outbox.add(tx, { ...mail, lapsesAt: tokyoInstant(openThrough, 24) }, now);
    }
    const event = { accountId, kind: clocks.toldKind, actor: 'system:daily', facts: { through: openThrough } };
    await events.add(tx, event, now);
    mails += addresses.length;
  }
  return { told: due.length, mails };
};
