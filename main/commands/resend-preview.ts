// What a bill's mail will say, written from the very text and values that it is sent with.
import * as accounts from '../../db/accounts.ts';
import * as bills from '../../db/bills.ts';
import { done, type Run, refuse } from '../command.ts';
import { readMailSetup } from '../mail/setup.ts';
import { writeMails } from '../mail/write-mail.ts';
import { verified } from './resend.ts';

export const previewResend: Run<'resend.preview'> = async (ctx, { accountId, billId, mailId }) => {
  const { tx, now } = ctx;
  const found = await verified(ctx, accountId);
  if (!found.ok) return found;
  const { account, contactId } = found;
  if (!(await bills.onAccount(tx, account, billId))) return refuse('no-such-bill');
  if (!(await accounts.mailAddressesOf(tx, accountId)).some(({ id }) => id === mailId))
    return refuse('no-such-address');
  const setup = await readMailSetup(tx, false);
  if (typeof setup === 'string') return refuse('mail-not-set-up');
  const row = { id: 0, messageId: '', kind: 'bill', accountId, mailAddressId: mailId, billId, debitId: null };
  const [made] = await writeMails(
    tx,
    setup,
    [{ ...row, createdAt: now, lapsesAt: null, attempts: 0, deferredSince: null, taken: null }],
    now,
  );
  if (!made || 'kept' in made.written) return refuse('mail-held-back');
  const { from, text } = made.written.mail;
  return done(
    { from: `${from.name} <${from.address}>`, ...text },
    { account: accountId, customer: account.customerId, contact: contactId, bill: billId, mail: mailId },
  );
};
