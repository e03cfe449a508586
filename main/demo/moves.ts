// What became of the demo's customers who moved: an end that lies ahead, two accounts that were joined, a holder that was
// changed. The same stores write it as the acts do.
import type { Knex } from 'knex';
import * as accounts from '../../db/accounts.ts';
import * as credentials from '../../db/credentials.ts';
import * as events from '../../db/events.ts';
import * as moving from '../../db/moving.ts';
import * as pending from '../../db/pending-changes.ts';
import * as register from '../../db/register.ts';
import * as data from '../../db/registered-data.ts';
import { staffActor } from '../rules/actor.ts';
import { addDays, type CalendarDate, tokyoInstant } from '../rules/calendar.ts';
import { fold } from '../rules/fold.ts';
import { holderValue } from '../rules/pending-change.ts';

type Moves = { readonly today: CalendarDate; readonly agent: number; readonly supervisor: number };
type Held = { readonly accountId: number; readonly customerId: number; readonly contract: moving.MovingContract };

export const addMoves = async (tx: Knex, { today, agent, supervisor }: Moves): Promise<void> => {
  const held = async (loginId: string): Promise<Held> => {
    const account = await accounts.byLoginKey(tx, fold(loginId, 'login'));
    const [link] = account ? await moving.linksOf(tx, account.id) : [];
    const [contract] = link ? await moving.read(tx, [link.contractId]) : [];
    if (!account || !contract) throw new Error(`the demo's ${loginId} holds no contract`);
    return { accountId: account.id, customerId: account.customerId, contract };
  };
  const tell = (accountId: number, kind: string, on: CalendarDate, facts: events.EventFacts) =>
    events.add(tx, { accountId, kind, actor: staffActor(agent), facts }, tokyoInstant(on, 14));

  const leaving = await held('mori_naoki');
  const [toldOn, endsOn] = [addDays(today, -4), addDays(today, 24)];
  await moving.endContracts(tx, [leaving.contract], endsOn, toldOn);
  await tell(leaving.accountId, 'moved-out', toldOn, { contracts: String(leaving.contract.id), endsOn });
  const end = { accountId: leaving.accountId, field: 'contract-end' as const, subjectId: leaving.contract.id };
  await pending.note(
    tx,
    { ...end, before: '""', ours: JSON.stringify(endsOn), madeBy: agent },
    tokyoInstant(toldOn, 14),
  );

  const [stays, goes] = [await held('inoue.mayumi'), await held('mayumi-shop')];
  const joinedOn = addDays(today, -12);
  await moving.letGo(tx, goes.accountId, [goes.contract.id], { through: joinedOn, recordedOn: joinedOn });
  await register.linkContract(tx, stays.accountId, goes.contract.id, goes.contract.startedOn);
  const credential = await credentials.currentOf(tx, goes.accountId);
  if (credential) await credentials.makeVoid(tx, credential.id);
  await data.setStatus(tx, goes.accountId, 'withdrawn', tokyoInstant(joinedOn, 14));
  const approvedBy = supervisor;
  await tell(stays.accountId, 'accounts-joined', joinedOn, { joined: 'kept', approvedBy, other: goes.accountId });
  await tell(goes.accountId, 'accounts-joined', joinedOn, { joined: 'gone', approvedBy, other: stays.accountId });

  const [before, after] = [await held('matsumoto_masao'), await held('naoto.matsumoto')];
  const { contract } = before;
  // Dated back: the earlier holder's time counts from the day on which it was recorded.
  const [since, recordedOn] = [addDays(today, -20), addDays(today, -13)];
  await moving.letGo(tx, before.accountId, [contract.id], { through: addDays(since, -1), recordedOn });
  const phone = { number: '090-5656-1212', digits: '09056561212' };
  await moving.changeHolder(tx, contract.id, { customerId: after.customerId, since, phone });
  await register.linkContract(tx, after.accountId, contract.id, since);
  const facts = { contracts: String(contract.id), approvedBy };
  await tell(before.accountId, 'holder-changed', recordedOn, { ...facts, endsOn: addDays(since, -1) });
  await tell(after.accountId, 'holder-taken-over', recordedOn, { ...facts, startsOn: since });
  const change = { accountId: after.accountId, field: 'contract-holder' as const, subjectId: contract.id };
  const holders = { before: holderValue(before.customerId), ours: holderValue(after.customerId), madeBy: agent };
  await pending.note(tx, { ...change, ...holders }, tokyoInstant(recordedOn, 14));
};
