import type { Commands } from '../command.ts';
import { openAccount, readTimeline, revealValue, unlockAccount } from './account.ts';
import { auditChoices, exportAudit, exportHead, listAudit, verifyChains } from './audit.ts';
import { listCallBacks, promiseCallBack, settleCallBack } from './call-back.ts';
import {
  addNote,
  attachContact,
  checkFact,
  closeContact,
  currentContact,
  openContact,
  reachedCustomer,
  setProxy,
  showNumber,
  tickFact,
} from './contact.ts';
import { deskStatus, setUpDesk } from './desk.ts';
import { searchAccounts } from './search.ts';
import { lockSession, signIn, signOut, unlockSession } from './staff.ts';

export const commands: Commands = {
  'desk.status': deskStatus,
  'desk.setUp': setUpDesk,
  'staff.signIn': signIn,
  'staff.lock': lockSession,
  'staff.unlock': unlockSession,
  'staff.signOut': signOut,
  'account.search': searchAccounts,
  'account.open': openAccount,
  'account.timeline': readTimeline,
  'account.reveal': revealValue,
  'account.unlock': unlockAccount,
  'contact.current': currentContact,
  'contact.open': openContact,
  'contact.attach': attachContact,
  'contact.tick': tickFact,
  'contact.check': checkFact,
  'contact.showNumber': showNumber,
  'contact.reached': reachedCustomer,
  'contact.setProxy': setProxy,
  'contact.note': addNote,
  'contact.close': closeContact,
  'callBack.list': listCallBacks,
  'callBack.promise': promiseCallBack,
  'callBack.settle': settleCallBack,
  'audit.list': listAudit,
  'audit.choices': auditChoices,
  'audit.export': exportAudit,
  'audit.verify': verifyChains,
  'audit.head': exportHead,
};
