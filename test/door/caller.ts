// A caller on the line, verified as far as a test needs.
import type { Input } from '../../main/contract/index.ts';
import type { Desk } from '../../main/core.ts';
import type { TestCustomer } from '../setup/customer.ts';
import { noon, requestId, type TestDesk } from '../setup/desk.ts';

type AnyReply<T> = { ok: true; value: T } | { ok: false; error: string; detail: unknown };

/** What a call that must succeed has answered. */
export const answerOf = <T>(reply: AnyReply<T>): T => {
  if (!reply.ok) throw new Error(`refused: ${reply.error} ${JSON.stringify(reply.detail)}`);
  return reply.value;
};

/** A refusal's code, or `ok`. */
export const codeOf = (reply: { ok: true } | { ok: false; error: string }): string => (reply.ok ? 'ok' : reply.error);

export const openContact = async (desk: Desk, accountId: number | null): Promise<number> => {
  const topic = accountId === null ? ('general' as const) : ('account' as const);
  return answerOf(await desk.call('contact.open', { topic, accountId, requestId: requestId() })).contactId;
};

type TypedFact = Input<'contact.check'>['fact'];
export const say = async (desk: Desk, fact: TypedFact, said: string) =>
  desk.call('contact.check', { fact, said, requestId: requestId() });

/** Dials the first number that may be called back, and reaches the customer. */
export const callBack = async (desk: Desk): Promise<number> => {
  const { contact } = answerOf(await desk.call('contact.current', {}));
  const phoneId = contact?.callBackNumbers[0]?.phoneId ?? 0;
  answerOf(await desk.call('contact.showNumber', { phoneId }));
  return answerOf(await desk.call('contact.reached', { phoneId, requestId: requestId() })).level;
};

/** Takes a call on an account; 2: by customer and supply point number, 3: and a call-back. */
export const takeCall = async (desk: Desk, customer: TestCustomer, level: 0 | 2 | 3): Promise<number> => {
  const contactId = await openContact(desk, customer.accountId);
  if (level >= 2) {
    answerOf(await say(desk, 'customer-no', customer.customerNo));
    answerOf(await say(desk, 'supply-point', customer.supplyPointNo));
  }
  if (level === 3) await callBack(desk);
  return contactId;
};

/** Ends whatever call a person is in, so that the next test finds the line free. */
export const hangUp = async (desk: Desk): Promise<void> => {
  await desk.call('contact.close', { category: 'other', requestId: requestId() });
};

/** Something that does not agree with anybody's file. */
export const miss = (desk: Desk) => say(desk, 'customer-no', '9999999999');

/** The call a person is in, null where there is none. */
export const currentCall = async (desk: Desk) => answerOf(await desk.call('contact.current', {})).contact;

export const valuesOf = async (desk: Desk, { accountId }: TestCustomer) =>
  answerOf(await desk.call('account.open', { accountId }));

export const reveal = (
  desk: Desk,
  { accountId }: TestCustomer,
  field: 'contact-phone' | 'mail-address' | 'address',
  valueId: number,
) => desk.call('account.reveal', { accountId, field, valueId });

/** Two agents and a supervisor at their consoles, whose lines are free again after each test. */
export const callTakersOf = async (test: TestDesk) => {
  const [agent, colleague, supervisor] = [
    await test.signIn('agent'),
    await test.signIn('agent2'),
    await test.signIn('supervisor'),
  ] as const;
  const everyoneHangsUp = async (): Promise<void> => {
    await test.setNow(noon);
    for (const desk of [agent, colleague, supervisor]) await hangUp(desk);
  };
  return { agent, colleague, supervisor, everyoneHangsUp };
};
