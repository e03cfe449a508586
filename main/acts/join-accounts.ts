// Two accounts of one customer become one: which login survives is the customer's choice, the other's is void (rule 29).
import * as clocks from '../../db/account-clocks.ts';
import * as accounts from '../../db/accounts.ts';
import * as requests from '../../db/card-requests.ts';
import * as credentials from '../../db/credentials.ts';
import * as events from '../../db/events.ts';
import * as moving from '../../db/moving.ts';
import * as pending from '../../db/pending-changes.ts';
import * as register from '../../db/register.ts';
import * as data from '../../db/registered-data.ts';
import type { Context } from '../command.ts';
import { refuseStaying } from '../rules/account-joining.ts';
import { staffActor } from '../rules/actor.ts';
import { type Act, type ActRefused, proposed, refused } from './act.ts';
import { onFile } from './address.ts';

type Joining = {
  otherAccountId: number;
  /** Whose login ID and password go on. */
  survivor: 'this' | 'other';
};
type Flags = Pick<accounts.Account, 'isProtected' | 'isDoNotPost'>;
type Pair = { readonly ok: true; readonly stays: accounts.Account; readonly goes: accounts.Account };

/** Both are true of the person: what one account hides, the other must not show once it holds all contracts. */
const flagsOf = (...[one, other]: [Flags, Flags]): Flags => ({
  isProtected: one.isProtected || other.isProtected,
  isDoNotPost: one.isDoNotPost || other.isDoNotPost,
});

const readPair = async (
  { tx, today }: Context,
  account: accounts.Account,
  { otherAccountId, survivor }: Joining,
): Promise<Pair | ActRefused> => {
  const other = await accounts.byId(tx, otherAccountId);
  if (!other || other.id === account.id || other.customerId !== account.customerId) return refused('not-of-customer');
  const [stays, goes] = survivor === 'this' ? [account, other] : [other, account];
  const open = await requests.openOf(tx, goes.id);
  const why = refuseStaying(
    { status: stays.status, openThrough: await clocks.openThroughOf(tx, stays.id) },
    { openThrough: await clocks.openThroughOf(tx, goes.id), isCardInBatch: open?.state === 'in-batch' },
    today,
  );
  if (why === 'card-under-way') return refused(why, open && { state: open.state, askedAt: open.askedAt });
  return why ? refused(why) : { ok: true, stays, goes };
};

export const joinAccounts: Act<Joining> = {
  level: 3,
  event: 'accounts-joined',
  notice: 'accounts-joined',
  held: async () => refused('needs-decision'),
  alsoAccounts: ({ otherAccountId }) => [otherAccountId],
  propose: async (ctx, account, content) => {
    const read = await readPair(ctx, account, content);
    if (!read.ok) return read;
    const { stays, goes } = read;
    const contracts = (await accounts.contractsOf(ctx.tx, goes.id)).map(({ contractNo }) => contractNo);
    const flags = flagsOf(stays, goes);
    return proposed(
      { field: 'login-kept', before: '', after: stays.loginId },
      { field: 'login-void', before: goes.loginId, after: '' },
      { field: 'contracts', before: '', after: contracts.join('、') },
      { field: 'protected', before: String(stays.isProtected), after: String(flags.isProtected) },
      { field: 'do-not-post', before: String(stays.isDoNotPost), after: String(flags.isDoNotPost) },
    );
  },
  apply: async (ctx, account, content, { staffId, approvedBy, contactId }) => {
    const { tx, now, today } = ctx;
    const read = await readPair(ctx, account, content);
    if (!read.ok) throw new Error(`what may be joined was judged before: ${read.error}`);
    const { stays, goes } = read;
    const flags = flagsOf(stays, goes);
    if (flags.isProtected !== stays.isProtected || flags.isDoNotPost !== stays.isDoNotPost) {
      await data.setFlags(tx, stays.id, flags);
      const change = { accountId: stays.id, kind: 'flags-changed', actor: staffActor(staffId), contactId };
      await events.add(tx, { ...change, facts: flags }, now);
    }
    const links = await moving.linksOf(tx, goes.id);
    await moving.letGo(
      tx,
      goes.id,
      links.map(({ contractId }) => contractId),
      { through: today, recordedOn: today },
    );
    for (const { contractId, fromOn } of links) await register.linkContract(tx, stays.id, contractId, fromOn);
    // Files speak to the one that goes on: what the desk knows better must stand there.
    await pending.joinTo(tx, goes.id, { accountId: stays.id, address: onFile(stays) }, now);
    const credential = await credentials.currentOf(tx, goes.id);
    if (credential) await credentials.makeVoid(tx, credential.id);
    const open = await requests.openOf(tx, goes.id);
    if (open) await requests.cancel(tx, open, now);
    await data.setStatus(tx, goes.id, 'withdrawn', now);
    const other = account.id === stays.id ? goes : stays;
    await data.bumpVersion(tx, other.id);
    const told = { joined: other.id === goes.id ? 'gone' : 'kept', ...(approvedBy ? { approvedBy } : {}) };
    const event = { accountId: other.id, kind: 'accounts-joined', actor: staffActor(staffId), contactId };
    await events.add(tx, { ...event, facts: { ...told, other: account.id } }, now);
    ctx.touch(`account:${other.id}`);
    ctx.touch('clocks');
    ctx.touch('cards');
    return { joined: account.id === goes.id ? 'gone' : 'kept', other: other.id, contracts: links.length };
  },
};
