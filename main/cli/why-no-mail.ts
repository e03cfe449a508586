// Why no mail told of a bill, asked as the system or as a person who signs in.
import { randomBytes } from 'node:crypto';
import * as accounts from '../../db/accounts.ts';
import * as bills from '../../db/bills.ts';
import { databaseNow } from '../../db/clock.ts';
import * as settings from '../../db/settings.ts';
import { readWhyNoMail } from '../commands/bill-mail.ts';
import type { Core } from '../core.ts';
import { openDesk } from '../opening/open-desk.ts';
import { tokyoDate } from '../rules/calendar.ts';
import { policyOf } from '../rules/policy.ts';
import { print, readLines } from './input.ts';
import { endWith } from './terminal.ts';

export type Asked = { account: number; bill: number; as?: string };

const asSystem = ({ db }: Core, { account: accountId, bill: billId }: Asked) =>
  db.snapshot(async (tx) => {
    const account = await accounts.byId(tx, accountId);
    if (!account) return { ok: false, error: 'no-such-account', detail: null };
    const bill = await bills.onAccount(tx, account, billId);
    if (!bill) return { ok: false, error: 'no-such-bill', detail: null };
    const today = tokyoDate(await databaseNow(tx));
    const policy = policyOf(await settings.numbers(tx));
    return { ok: true, value: await readWhyNoMail(tx, account, bill, today, policy) };
  });

const asPerson = async (core: Core, login: string, { account: accountId, bill: billId }: Asked) => {
  const [password] = await readLines(1);
  const desk = core.connect('cli', randomBytes(32).toString('hex'));
  const signedIn = await desk.callAny('staff.signIn', { login, password });
  if (!signedIn.ok) return signedIn;
  const reply = await desk.callAny('bill.whyNoMail', { accountId, billId });
  await desk.callAny('staff.signOut', {});
  return reply;
};

export const explainMail = async (url: string | undefined, asked: Asked): Promise<void> => {
  const core = await openDesk(url, { patience: 0 });
  try {
    const reply = await (asked.as === undefined ? asSystem(core, asked) : asPerson(core, asked.as, asked));
    print(reply);
    endWith(reply.ok ? 0 : 1);
  } finally {
    await core.close();
  }
};
