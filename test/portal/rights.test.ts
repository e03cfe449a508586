// docs/portal.md is handed to other people's administrators: what it grants must do, and nothing must be missing.
import { readFileSync } from 'node:fs';
import knex, { type Knex } from 'knex';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import * as accounts from '../../db/accounts.ts';
import { type Database, openDatabase } from '../../db/open.ts';
import { confirmationToken } from '../../main/portal/confirmation.ts';
import { openPortal, type Portal } from '../../main/portal.ts';
import { addCustomer, rightPassword } from '../setup/customer.ts';
import { freshDatabase, noon, type TestDatabase } from '../setup/desk.ts';

type Grant = { table: string; rights: string[] };

const wordsIn = (text: string): string[] => [...text.matchAll(/`(\w+)`/g)].map(([, word]) => word ?? '');

/** Every row of the table under "Tables and rights". */
const documentedGrants = (): Grant[] => {
  const text = readFileSync('docs/portal.md', 'utf8');
  const section = text.slice(text.indexOf('## Tables and rights'));
  const rows = [...section.matchAll(/^\| (`.*?) \| (.*?) \|$/gm)];
  return rows.flatMap(([, tables = '', needs = '']) => {
    const rights = needs.split(/, (?=select|insert|update|delete)/).map((right) => {
      const [, verb = '', columns] = /^(select|insert|update|delete)(?: of (.*))?$/.exec(right) ?? [];
      if (verb === '') throw new Error(`docs/portal.md: "${right}" is no right`);
      return columns ? `${verb} (${wordsIn(columns).join(', ')})` : verb;
    });
    return wordsIn(tables).map((table) => ({ table, rights }));
  });
};

const role = `portal_${process.pid}`;

describe('a portal with the documented rights and no others', () => {
  let at: TestDatabase;
  let owner: Knex;
  let db: Database;
  let portal: Portal;
  beforeAll(async () => {
    at = await freshDatabase('postgres');
    owner = knex({ client: 'pg', connection: at.url, pool: { min: 0, max: 2 } });
    await owner.raw(`create role ${role} login`);
    for (const { table, rights } of documentedGrants())
      await owner.raw(`grant ${rights.join(', ')} on ${table} to ${role}`);
    const url = new URL(at.url);
    url.username = role;
    db = await openDatabase(url.href);
    portal = openPortal(db);
  });
  afterAll(async () => {
    await db?.close();
    await owner.raw(`drop owned by ${role}`);
    await owner.raw(`drop role ${role}`);
    await owner.destroy();
    await at.remove();
  });

  it('counts, limits and accepts logins, of people and of nobody', async () => {
    await addCustomer(owner, { loginId: 'first', credential: { isInitial: true } });
    expect(await portal.attempt('first', 'wrong')).toMatchObject({ answer: 'refused', failures: 1 });
    expect(await portal.attempt('first', rightPassword, '090-1234-5678')).toMatchObject({ answer: 'must-change' });
    for (let time = 1; time <= 10; time += 1) await portal.attempt('first', 'wrong');
    expect(await portal.attempt('first', rightPassword)).toMatchObject({ answer: 'limited' });
    await owner('unknown_login').insert({ login_hmac: 'long ago', failures: 1, last_failure_at: '2020-01-01' });
    for (let time = 1; time <= 10; time += 1) await portal.attempt('nobody', 'wrong');
    expect(await portal.attempt('nobody', 'wrong')).toMatchObject({ answer: 'limited' });
    expect(await owner('unknown_login').where({ login_hmac: 'long ago' })).toEqual([]);
  });

  it('changes passwords and login IDs, and says whose right password comes too late', async () => {
    const { accountId } = await addCustomer(owner, { loginId: 'second', credential: { isInitial: false } });
    expect(await portal.changePassword('second', rightPassword, 'A new and longer one')).toEqual({
      answer: 'changed',
      reason: null,
    });
    expect(await portal.changeLoginId('second', 'A new and longer one', 'second-2')).toEqual({ answer: 'changed' });
    expect(await portal.changeLoginId('second-2', 'A new and longer one', 'SECOND-2')).toEqual({ answer: 'changed' });
    expect(await portal.changeLoginId('second-2', 'A new and longer one', 'first')).toEqual({ answer: 'taken' });
    await owner('account').where({ id: accountId }).update({ status: 'withdrawn', withdrawn_at: noon });
    expect(await portal.attempt('second-2', 'A new and longer one')).toMatchObject({ answer: 'ended' });
  });

  it('changes mail addresses and the wish for notices', async () => {
    await addCustomer(owner, {
      loginId: 'third',
      credential: { isInitial: false },
      mails: [{ address: 'old@example.jp', isConfirmed: true }],
    });
    const addresses = ['one@example.jp', 'two@example.jp'];
    expect(await portal.changeMailAddresses('third', rightPassword, addresses)).toEqual({ answer: 'changed' });
    expect(await portal.changeMailAddresses('third', rightPassword, addresses.slice(1))).toEqual({ answer: 'changed' });
    expect(await portal.changeNotices('third', rightPassword, true)).toEqual({ answer: 'changed' });
    expect(await portal.changeAmounts('third', rightPassword, true)).toEqual({ answer: 'changed' });
  });

  it('leaves out no function of the module', () => {
    expect(Object.keys(portal).sort()).toEqual([
      'attempt',
      'changeAmounts',
      'changeLoginId',
      'changeMailAddresses',
      'changeNotices',
      'changePassword',
      'confirmAddress',
    ]);
  });

  it('confirms an address', async () => {
    const { accountId } = await addCustomer(owner, { mails: [{ address: 'new@example.jp', isConfirmed: false }] });
    const [mail] = await accounts.mailAddressesOf(owner, accountId);
    await owner('mail_address').where({ id: mail?.id }).update({ created_at: noon });
    const token = await confirmationToken(db.read, { id: mail?.id ?? 0, createdAt: noon });
    expect(await portal.confirmAddress(token)).toEqual({ answer: 'confirmed' });
  });

  it.each(['staff', 'staff_secret', 'contact', 'audit_entry'])('cannot read %s', async (table) => {
    await expect(db.read(table).first()).rejects.toMatchObject({ code: '42501' });
  });

  it('is told to be refused, and not that the database is foreign, where rights are missing', async () => {
    await owner.raw(`revoke all on knex_migrations from ${role}`);
    await expect(openDatabase(db.url)).rejects.toMatchObject({ fault: 'refused' });
    await owner.raw(`grant select on knex_migrations to ${role}`);
    await owner.raw(`revoke all on database_info from ${role}`);
    await expect(openDatabase(db.url)).rejects.toMatchObject({ fault: 'refused' });
    await owner.raw(`grant select on database_info to ${role}`);
  });
});
