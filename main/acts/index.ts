import type { CallName, Parsed } from '../contract/index.ts';
import type { Act } from './act.ts';
import { changeAddress } from './address.ts';
import { requestCard } from './card.ts';
import { joinAccounts } from './join-accounts.ts';
import { moveIn, moveOut, moveWithin, undoMoveOut } from './moving.ts';
import { changeHolder, changeName } from './names.ts';
import { changeApplicationPhone, changePhone } from './phones.ts';
import { changeLoginId, changeMail, reopen, setAmounts, setNotices, withdraw } from './web-account.ts';

export type ActName = Extract<
  CallName,
  | 'account.changePhone'
  | 'account.changeApplicationPhone'
  | 'account.changeAddress'
  | 'account.changeMail'
  | 'account.setNotices'
  | 'account.setAmounts'
  | 'account.changeLoginId'
  | 'account.withdraw'
  | 'account.reopen'
  | 'card.request'
  | 'moving.moveOut'
  | 'moving.undoMoveOut'
  | 'moving.moveIn'
  | 'moving.moveWithin'
  | 'moving.changeName'
  | 'moving.changeHolder'
  | 'moving.joinAccounts'
>;
/** What is left of an act's input once it is known who asks, of whom and why: what an approval keeps. */
export type Content<Name extends ActName> = Omit<
  Parsed<Name>,
  'accountId' | 'reason' | 'requestId' | 'isAskingApproval'
>;

export const acts: { readonly [Name in ActName]: Act<Content<Name>> } = {
  'account.changePhone': changePhone,
  'account.changeApplicationPhone': changeApplicationPhone,
  'account.changeAddress': changeAddress,
  'account.changeMail': changeMail,
  'account.setNotices': setNotices,
  'account.setAmounts': setAmounts,
  'account.changeLoginId': changeLoginId,
  'account.withdraw': withdraw,
  'account.reopen': reopen,
  'card.request': requestCard,
  'moving.moveOut': moveOut,
  'moving.undoMoveOut': undoMoveOut,
  'moving.moveIn': moveIn,
  'moving.moveWithin': moveWithin,
  'moving.changeName': changeName,
  'moving.changeHolder': changeHolder,
  'moving.joinAccounts': joinAccounts,
};

export const actNames = Object.keys(acts) as ActName[];
