// The story of every call, played on a fresh database through one host: what the hosts' answers are compared by.
import * as accounts from '../../db/accounts.ts';
import { serve } from '../../main/serve.ts';
import { addCustomer, type TestCustomer } from '../setup/customer.ts';
import { type Engine, openTestDesk, type StaffLogin, staffPassword, type TestDesk } from '../setup/desk.ts';
import { type Step, story } from './story.ts';

export type Host = { readonly ask: (step: Step) => Promise<unknown>; readonly stop: () => Promise<void> };

export const overHttp = async ({ core }: TestDesk): Promise<Host> => {
  const server = await serve(core, { pageFolder: '/nowhere' });
  const post = async (path: string, body: unknown, key?: string): Promise<unknown> => {
    const headers = { 'content-type': 'application/json', ...(key ? { authorization: `Bearer ${key}` } : {}) };
    return (await fetch(server.origin + path, { method: 'POST', headers, body: JSON.stringify(body) })).json();
  };
  const keys = new Map<StaffLogin, string>();
  const signIn = async (login: StaffLogin): Promise<string> => {
    const token = server.invite().split('#token=')[1];
    const { key } = (await post('/exchange', { token })) as { key: string };
    await post('/call/staff.signIn', { login, password: staffPassword }, key);
    keys.set(login, key);
    return key;
  };
  return {
    ask: async ({ as, name, input }) => post(`/call/${name}`, input, keys.get(as) ?? (await signIn(as))),
    stop: () => server.close(),
  };
};

/** What no two runs share: the time, and what is drawn at random or hashed over either. */
const timeless = (value: unknown): unknown =>
  JSON.parse(
    JSON.stringify(value, (key, field) => {
      if (typeof field === 'string' && /^\d{4}-\d\d-\d\dT[\d:.]+Z$/.test(field)) return 'an instant';
      if (
        ['hash', 'head', 'file', 'label', 'code', 'lastSeenAt', 'ref'].includes(key) &&
        (key !== 'code' || String(field).length > 12)
      )
        return `a ${key}`;
      // Sessions differ: the command line begins one for every call.
      if (
        ['entries', 'chain', 'chains', 'seq', 'count', 'session', 'openSessions'].includes(key) &&
        !Array.isArray(field)
      )
        return 'a count';
      return field;
    }),
  );

const withoutAuditRows = (step: Step, reply: unknown): unknown =>
  step.name === 'audit.list' || step.name === 'audit.choices' ? { ok: (reply as { ok: boolean }).ok } : timeless(reply);

export type Played = { readonly step: Step; readonly reply: unknown };

export const play = async (engine: Engine, open: (desk: TestDesk) => Promise<Host>): Promise<Played[]> => {
  const desk = await openTestDesk(engine);
  // The command line opens a SQLite file by the real clock: what is counted in days must begin on the same day for all.
  await desk.setNow(new Date().toISOString());
  const customer: TestCustomer = await addCustomer(desk.db.write, {
    customerNo: '1234567890',
    supplyPointNo: '0100000000000000000042',
    contractNo: '5000000042',
    loginId: 'Hanako',
    mails: [{ address: 'hanako@example.jp' }],
  });
  const [phone] = await accounts.phonesOf(desk.db.read, customer.customerId);
  // By the real clock, so the limit ends long after any test.
  await desk.db
    .write('credential')
    .where({ id: customer.credentialId })
    .update({ failures: 10, locked_until: '2099-01-01T00:00:00.000Z', last_failure_at: '2026-01-01T00:00:00.000Z' });
  const host = await open(desk);
  const replies = [];
  for (const step of story(customer, phone?.id ?? 0))
    replies.push({ step, reply: withoutAuditRows(step, await host.ask(step)) });
  await host.stop();
  await desk.close();
  return replies;
};
