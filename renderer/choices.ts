// The codes that a form offers, in the order it offers them. The contract's values stay outside the renderer, so each list
// is written here as a record: a code that the contract gains or loses does not compile until it is told here.
import type { Input } from '../main/contract/index.ts';
import type { Contact, Role } from './session.ts';

export type Category = Input<'contact.close'>['category'];
export type Relation = NonNullable<Contact['proxy']>['relation'];
export type Tick = Input<'contact.tick'>['fact'];
export type UnlockReason = Input<'account.unlock'>['reason'];
export type CardCause = Input<'card.request'>['cause'];
export type Keep = Input<'pendingChange.settle'>['keep'];

const inOrder = <Code extends string>(every: Record<Code, true>): readonly Code[] => Object.keys(every) as Code[];

export const categories = inOrder<Category>({
  'login-limit': true,
  'forgotten-password': true,
  'card-not-arrived': true,
  'billing-mail': true,
  moving: true,
  'registered-data': true,
  'how-to-use': true,
  other: true,
});
export const relations = inOrder<Relation>({
  family: true,
  employee: true,
  'agent-company': true,
  guardian: true,
  other: true,
});
export const ticks = inOrder<Tick>({ name: true, address: true });
export const unlockReasons = inOrder<UnlockReason>({
  'forgot-and-remembered': true,
  'typing-mistake': true,
  'caps-lock': true,
  'other-person-tried': true,
  other: true,
});
export const cardCauses = inOrder<CardCause>({
  'forgotten-password': true,
  'forgotten-login-id': true,
  'lost-card': true,
  'never-arrived': true,
  'suspected-misuse': true,
  'new-account': true,
});
export const roles = inOrder<Role>({ agent: true, supervisor: true, admin: true, auditor: true });
export const sides = inOrder<Keep>({ ours: true, theirs: true });
