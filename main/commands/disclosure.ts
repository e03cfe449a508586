import type { Knex } from 'knex';
import * as audit from '../../db/audit.ts';
import { databaseNow } from '../../db/clock.ts';
import type { Database } from '../../db/database.ts';
import * as disclosures from '../../db/disclosures.ts';
import { accountsOf, holdingsOf } from '../../db/holdings.ts';
import * as staff from '../../db/staff.ts';
import { done, type Prepared, type Run, refuse } from '../command.ts';
import type { Parsed } from '../contract/index.ts';
import { disclosurePaper, type Readings, rowsOf } from '../print/disclosure.ts';
import { addDays, tokyoDate, tokyoText } from '../rules/calendar.ts';
import { unparse } from './csv.ts';

const pageSize = 200;
/** The newest ones; a paper says where there are more. */
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

const readerOf = (actor: string, names: ReadonlyMap<string, string>): string =>
  names.get(actor) ?? (actor === 'portal' ? 'ご本人（Webサービス）' : 'システム');

/** What the audit has of the customer and their accounts: who, when, which act. */
const readingsOf = async (tx: Knex, customerId: number): Promise<Readings> => {
  const whose = { customerId, accountIds: await accountsOf(tx, customerId) };
  const found = await audit.ofCustomer(tx, whose, readingLimit + 1);
  const shown = found.slice(0, readingLimit);
  const names = await staff.actorNames(
    tx,
    shown.map(({ actor }) => actor),
  );
  const entries = shown.map(({ at, actor, call }) => ({
    at: tokyoText(at).slice(0, 16).replace('T', ' '),
    by: readerOf(actor, names),
    call,
  }));
  return { entries, hasMore: found.length > readingLimit };
};

type Drawn = {
  readonly disclosure: disclosures.Disclosure;
  readonly bytes: Uint8Array;
  readonly rows: number;
  readonly readings: number;
};

/** All of one moment; hundreds of pages are gathered and drawn without keeping anybody else from writing. */
const drawDisclosure = async (
  db: Database,
  { disclosureId, format }: Parsed<'disclosure.file'>,
): Promise<Drawn | null> => {
  const held = await db.atOneMoment(async (tx) => {
    const disclosure = await disclosures.byId(tx, disclosureId);
    if (!disclosure) return null;
    const { customerId } = disclosure;
    const [holdings, readings] = [await holdingsOf(tx, customerId), await readingsOf(tx, customerId)];
    return { disclosure, holdings, readings, madeOn: tokyoDate(await databaseNow(tx)) };
  });
  if (!held) return null;
  const { disclosure, holdings, readings, madeOn } = held;
  const bytes =
    format === 'csv'
      ? Buffer.from(unparse(['区分', '番号', '項目', '内容'], rowsOf(holdings, readings)), 'utf8')
      : await disclosurePaper({ ...disclosure, madeOn }, holdings, readings);
  const rows = holdings.reduce((sum, held) => sum + held.rows.length, 0);
  return { disclosure, bytes, rows, readings: readings.entries.length };
};

/** Drawn before the transaction; its token leaves once the entry is committed. */
export const disclosureFile: Prepared<'disclosure.file', Drawn | null> = {
  prepare: ({ db }, input) => drawDisclosure(db, input),
  run: async ({ client, files }, { disclosureId, format }, drawn) => {
    if (!drawn) return refuse('no-such-disclosure');
    const { disclosure, bytes, rows, readings } = drawn;
    const fileName = `akari-disclosure-${disclosureId}.${format}`;
    return done(
      { file: files.offer(client, { name: fileName, bytes }), fileName },
      { disclosure: disclosureId, customer: disclosure.customerId, format, rows, readings },
    );
  },
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
