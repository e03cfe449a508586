// THE table: every call, who may make it, what goes in, what comes out, and each way it can be refused.
import type { z } from 'zod';
import { account } from './account.ts';
import { approval } from './approval.ts';
import { audit } from './audit.ts';
import { batches } from './batch.ts';
import { batchHouse } from './batch-house.ts';
import { bill } from './bill.ts';
import { callBack } from './call-back.ts';
import { card } from './card.ts';
import { contact } from './contact.ts';
import { customer } from './customer.ts';
import { demo } from './demo.ts';
import { desk } from './desk.ts';
import { disclosures } from './disclosure.ts';
import { hold } from './hold.ts';
import { imports } from './import.ts';
import { incidents } from './incident.ts';
import { mail } from './mail.ts';
import { moving } from './moving.ts';
import { noticeCards } from './notice-card.ts';
import { printSettings } from './print-settings.ts';
import { purges } from './purge.ts';
import { registeredData } from './registered-data.ts';
import { resend } from './resend.ts';
import type { Row } from './row.ts';
import { setting } from './setting.ts';
import { staff } from './staff.ts';
import { start } from './start.ts';

export const contract = {
  ...desk,
  ...demo,
  ...staff,
  ...account,
  ...customer,
  ...registeredData,
  ...hold,
  ...moving,
  ...purges,
  ...disclosures,
  ...approval,
  ...setting,
  ...contact,
  ...callBack,
  ...card,
  ...noticeCards,
  ...bill,
  ...resend,
  ...batches,
  ...batchHouse,
  ...incidents,
  ...printSettings,
  ...mail,
  ...audit,
  ...imports,
  ...start,
} as const satisfies Record<string, Row>;

export type Contract = typeof contract;
export type CallName = keyof Contract;
/** Calls that the host answers itself, without a database. */
export type HostCall = { [Name in CallName]: Contract[Name]['kind'] extends 'host' ? Name : never }[CallName];
/** Of these the ones that choose a database. */
export type StartCall = Extract<HostCall, `start.${string}`>;
/** As a caller writes it: defaults may be left out. */
export type Input<Name extends CallName> = z.input<Contract[Name]['input']>;
/** As a command receives it. */
export type Parsed<Name extends CallName> = z.output<Contract[Name]['input']>;
export type Output<Name extends CallName> = z.output<Contract[Name]['output']>;
export type RefusalCode<Name extends CallName> = keyof Contract[Name]['refusals'] & string;
export type RefusalDetail<
  Name extends CallName,
  Code extends RefusalCode<Name>,
> = Contract[Name]['refusals'][Code] extends z.ZodType ? z.output<Contract[Name]['refusals'][Code]> : never;

/** Refusals that any call can meet. */
export const generalRefusals = [
  'bad-input',
  'not-signed-in',
  'session-locked',
  'not-allowed',
  'request-reused',
  'busy',
  'unreachable',
  'broken',
] as const;
export type GeneralRefusal = (typeof generalRefusals)[number];

export type Refusal<Name extends CallName> = {
  [Code in RefusalCode<Name>]: { ok: false; error: Code; detail: RefusalDetail<Name, Code> };
}[RefusalCode<Name>];

export type Reply<Name extends CallName> =
  | { ok: true; value: Output<Name> }
  | Refusal<Name>
  | { ok: false; error: 'bad-input'; detail: { issues: { path: string; code: string }[] } }
  | { ok: false; error: 'not-allowed'; detail: { roles: string[] } }
  | { ok: false; error: 'unreachable'; detail: { fault: string } }
  | { ok: false; error: 'not-signed-in' | 'session-locked' | 'request-reused' | 'busy'; detail: null }
  | { ok: false; error: 'broken'; detail: null; ref: string };

export const isCallName = (name: string): name is CallName => Object.hasOwn(contract, name);

export const isHostCall = (name: string): name is HostCall => isCallName(name) && contract[name].kind === 'host';
