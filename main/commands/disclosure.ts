import * as audit from '../../db/audit.ts';
import * as disclosures from '../../db/disclosures.ts';
import { accountsOf, holdingsOf } from '../../db/holdings.ts';
import * as staff from '../../db/staff.ts';
import { type Context, done, type Run, refuse } from '../command.ts';
import { disclosurePaper, type Reading, rowsOf } from '../print/disclosure.ts';
import { bytesOf } from '../print/paper.ts';
import { addDays, tokyoText } from '../rules/calendar.ts';
import { unparse } from './csv.ts';

const pageSize = 200;
/** Of one account; the newest ones. */
const readingLimit = 5000;

export const listDisclosures: Run<'disclosure.list'> = async ({ tx, today }, { state }) => {
  const rows = await disclosures.list(tx, state === 'open', pageSize + 1);
  const names = await staff.names(
    tx,
    rows.flatMap(({ recordedBy, settledBy }) => [recordedBy, settledBy ?? 0]),
  );
  return done({
    today,
    requests: rows.slice(0, pageSize).map((row) => ({
      disclosureId: row.id,
      customerId: row.customerId,
      customerNo: row.customerNo,
      customerName: row.customerName,
      receivedOn: row.receivedOn,
      dueOn: row.dueOn,
      isOverdue: row.state === 'open' && row.dueOn < today,
      state: row.state,
      recordedBy: names.get(row.recordedBy) ?? '',
      settledBy: names.get(row.settledBy ?? 0) ?? null,
      settledAt: row.settledAt,
    })),
    hasMore: rows.length > pageSize,
  });
};

export const recordDisclosure: Run<'disclosure.record'> = async (ctx, { customerNo, receivedOn }) => {
  const { tx, now, today, policy, session } = ctx;
  const customerId = await disclosures.customerByNo(tx, customerNo.normalize('NFKC').replace(/[\s-]/g, ''));
  if (customerId === null) return refuse('no-such-customer');
  if (receivedOn > today) return refuse('received-date');
  const dueOn = addDays(receivedOn, policy.disclosureDays);
  const made = { customerId, receivedOn, dueOn, recordedBy: session.staffId };
  const disclosureId = await disclosures.add(tx, made, now);
  if (disclosureId === null) return refuse('disclosure-open');
  ctx.touch('disclosures');
  return done({ disclosureId, dueOn }, { disclosure: disclosureId, customer: customerId, due: dueOn });
};

const staffIdOf = (actor: string): number => (actor.startsWith('staff:') ? Number(actor.slice(6)) : 0);

const readerOf = (actor: string, names: ReadonlyMap<number, string>): string =>
  names.get(staffIdOf(actor)) ?? (actor === 'portal' ? 'ご本人（Webサービス）' : 'システム');

/** What the audit has of the customer's accounts: who, when, which act. */
const readingsOf = async ({ tx }: Context, customerId: number): Promise<Reading[]> => {
  const found: audit.AuditRow[] = [];
  for (const accountId of await accountsOf(tx, customerId)) {
    const filter = { from: null, until: null, actor: null, call: null, accountId };
    found.push(...(await audit.list(tx, filter, null, readingLimit)));
  }
  const names = await staff.names(
    tx,
    found.map(({ actor }) => staffIdOf(actor)),
  );
  return found
    .toSorted((a, b) => (a.at < b.at ? 1 : -1))
    .map(({ at, actor, call }) => ({
      at: tokyoText(at).slice(0, 16).replace('T', ' '),
      by: readerOf(actor, names),
      call,
    }));
};

export const disclosureFile: Run<'disclosure.file'> = async (ctx, { disclosureId, format }) => {
  const { tx, today, client, files } = ctx;
  const found = await disclosures.byId(tx, disclosureId);
  if (!found) return refuse('no-such-disclosure');
  const holdings = await holdingsOf(tx, found.customerId);
  const readings = await readingsOf(ctx, found.customerId);
  const facts = { customerNo: found.customerNo, customerName: found.customerName, madeOn: today };
  const bytes =
    format === 'csv'
      ? Buffer.from(unparse(['区分', '番号', '項目', '内容'], rowsOf(holdings, readings)), 'utf8')
      : await bytesOf(disclosurePaper({ ...facts, receivedOn: found.receivedOn }, holdings, readings));
  const fileName = `akari-disclosure-${disclosureId}.${format}`;
  const count = holdings.reduce((sum, { rows }) => sum + rows.length, 0);
  return done(
    { file: files.offer(client, { name: fileName, bytes }), fileName },
    { disclosure: disclosureId, customer: found.customerId, format, rows: count, readings: readings.length },
  );
};

export const settleDisclosure: Run<'disclosure.settle'> = async (ctx, { disclosureId, outcome }) => {
  const { tx, now, session } = ctx;
  const found = await disclosures.byId(tx, disclosureId);
  if (!found) return refuse('no-such-disclosure');
  const to = { state: outcome, settledBy: session.staffId };
  if (!(await disclosures.settle(tx, disclosureId, to, now))) return refuse('disclosure-settled');
  ctx.touch('disclosures');
  return done({ disclosureId }, { disclosure: disclosureId, customer: found.customerId, outcome });
};
