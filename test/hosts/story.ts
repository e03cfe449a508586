// One afternoon at the desk that makes every call of the contract at least once, for all hosts to answer alike.
import type { CallName } from '../../main/contract/index.ts';
import type { TestCustomer } from '../setup/customer.ts';
import type { StaffLogin } from '../setup/desk.ts';

export type Step = { readonly as: StaffLogin; readonly name: CallName; readonly input: unknown };
type Story = (customer: TestCustomer, phoneId: number) => Step[];

let serial = 0;
const asking = (input: object): object => {
  serial += 1;
  return { ...input, requestId: `story-${String(serial).padStart(6, '0')}` };
};

export const story: Story = (customer, phoneId) => {
  const { accountId } = customer;
  const agent = (name: CallName, input: object = {}): Step => ({ as: 'agent', name, input });
  const auditor = (name: CallName, input: object = {}): Step => ({ as: 'auditor', name, input });
  return [
    agent('desk.status'),
    agent('desk.setUp', { code: 'WRONG', admins: [{ login: 'mallory', name: 'M', password: 'mallory mallory' }] }),
    agent('account.search', { text: 'さとう 札幌' }),
    agent('account.search', { text: 1 }),
    agent('account.open', { accountId }),
    agent('account.open', { accountId: 999_999 }),
    agent('account.timeline', { accountId }),
    agent('account.unlock', asking({ accountId, reason: 'caps-lock' })),
    agent('contact.open', asking({ topic: 'general' })),
    agent('contact.attach', asking({ accountId })),
    agent('contact.current'),
    agent('contact.tick', asking({ fact: 'name' })),
    agent('contact.check', asking({ fact: 'customer-no', said: customer.customerNo })),
    agent('contact.check', asking({ fact: 'supply-point', said: '1' })),
    agent('contact.check', asking({ fact: 'supply-point', said: customer.supplyPointNo })),
    agent('contact.reached', asking({ phoneId })),
    agent('contact.showNumber', { phoneId }),
    agent('contact.reached', asking({ phoneId })),
    agent('account.reveal', { accountId, field: 'contact-phone', valueId: phoneId }),
    agent('contact.setProxy', asking({ proxy: { relation: 'family', hasConsent: true, hasAttorney: false } })),
    agent('contact.note', asking({ note: 'ご家族の方からのお電話' })),
    agent('account.unlock', asking({ accountId, reason: 'caps-lock' })),
    agent('account.unlock', asking({ accountId, reason: 'caps-lock' })),
    agent('callBack.promise', asking({ dueAt: '2099-01-01T00:00:00.000Z', note: '折り返し' })),
    agent('staff.signOut'),
    agent('contact.close', asking({ category: 'login-limit' })),
    agent('callBack.list'),
    agent('callBack.settle', asking({ callBackId: 1, outcome: 'done' })),
    agent('staff.lock'),
    agent('staff.unlock', { password: 'wrong wrong wrong' }),
    agent('audit.list'),
    auditor('account.open', { accountId }),
    auditor('audit.list', { call: 'account.unlock' }),
    auditor('audit.choices'),
    auditor('audit.export', {}),
    auditor('audit.verify', {}),
    auditor('audit.head'),
    { as: 'agent2', name: 'staff.signIn', input: { login: 'agent2', password: 'wrong wrong wrong' } },
    { as: 'supervisor', name: 'staff.signOut', input: {} },
  ];
};
