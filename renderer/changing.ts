// What can be changed of an account, and by which way.
import type { AccountRead } from './parts/AccountHeader.tsx';
import type { Permission } from './parts/Permitted.tsx';

/** A value as the screen may show it. */
export type Masked = { readonly id: number; readonly masked: string };
export type ContractRead = AccountRead['contracts'][number];

export const movingActs = [
  'moveOut',
  'undoMoveOut',
  'moveWithin',
  'moveIn',
  'changeName',
  'changeHolder',
  'joinAccounts',
] as const;
export type MovingAct = (typeof movingActs)[number];
/** Another person decides on these, whatever the caller has proven. */
const decided: readonly string[] = ['changeHolder', 'joinAccounts'] satisfies MovingAct[];

export type Changing =
  | { readonly what: MovingAct }
  | { readonly what: 'address' | 'notices' | 'amounts' | 'login-id' | 'withdraw' | 'reopen' | 'flags' | 'hold' }
  | { readonly what: 'phone' | 'mail'; readonly value: Masked | null }
  | { readonly what: 'application-phone'; readonly contract: ContractRead };

/** Whether it can be joined with one of the customer's others, else why not with the first of them. */
export const joiningOf = ({ customer }: AccountRead): Permission => {
  const joinings = customer.otherAccounts.map(({ canJoin }) => canJoin);
  return joinings.find(({ isAllowed }) => isAllowed) ?? joinings[0] ?? { isAllowed: false, reason: null };
};

/** At once, by asking a supervisor, or not at all and why. */
export type Way = Permission & { readonly isAsking: boolean };

export const wayOf = (can: AccountRead['can'], what: Changing['what']): Way => {
  const own = {
    flags: can.setFlags,
    hold: can.setHold,
    notices: can.changeNotices,
    amounts: can.changeNotices,
  } as Partial<Record<typeof what, Permission>>;
  const atOnce = own[what] ?? can.change;
  if (decided.includes(what)) {
    const asking = atOnce.isAllowed ? atOnce : can.askApproval;
    return { ...asking, isAsking: asking.isAllowed };
  }
  if (atOnce.isAllowed || what === 'flags' || what === 'hold') return { ...atOnce, isAsking: false };
  return can.askApproval.isAllowed ? { ...can.askApproval, isAsking: true } : { ...atOnce, isAsking: false };
};
