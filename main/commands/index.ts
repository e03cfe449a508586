import type { Commands } from '../command.ts';
import { openAccount, readTimeline, revealValue } from './account.ts';
import {
  changeApplicationPhone,
  changeContactPhone,
  changeDeliveryAddress,
  changeHolder,
  changeLoginId,
  changeMailAddress,
  changeName,
  chooseAmounts,
  chooseNotices,
  joinAccounts,
  moveIn,
  moveOut,
  moveWithin,
  reopenAccount,
  requestCard,
  setFlags,
  undoMoveOut,
  withdrawAccount,
} from './act.ts';
import { townsByPostcode } from './address.ts';
import { decideApproval, listApprovals, openApproval } from './approval.ts';
import { auditChoices, exportAudit, exportHead, listAudit, verifyChains } from './audit.ts';
import { cancelBatchJob, generateBatch, listBatches, makeBatch, openBatch, undoBatch } from './batch.ts';
import { batchFile } from './batch-file.ts';
import { offerList, postBatchPart, pullCard, takePrintResults } from './batch-house.ts';
import { undoPart } from './batch-part.ts';
import { notePassphrase, showPassphrase } from './batch-passphrase.ts';
import { pullAllCards } from './batch-pulls.ts';
import { billCsv, billPdf, billSender, billVisibility, listBills, setBillSender, whyNoMail } from './bill.ts';
import { listCalendar, setCalendar } from './calendar-day.ts';
import { listCallBacks, promiseCallBack, settleCallBack } from './call-back.ts';
import { cancelCard, cardOutlook, listCards } from './card.ts';
import { cardHistory } from './card-history.ts';
import { mendCard, openDropped, requeueCard } from './card-mend.ts';
import { takeReturnedCards } from './card-returned.ts';
import { addNote, attachContact, closeContact, currentContact, openContact, setProxy } from './contact.ts';
import { checkFact, reachedCustomer, showNumber, tickFact } from './contact-proof.ts';
import { openAccountFor, openCustomer } from './customer.ts';
import { readTour, renewDemoDesk } from './demo.ts';
import { deskStatus, setUpDesk } from './desk.ts';
import { disclosureFile, listDisclosures, recordDisclosure, settleDisclosure } from './disclosure.ts';
import { setHold } from './hold.ts';
import {
  cancelImport,
  continueImport,
  fetchRejects,
  listImports,
  lookAtUpload,
  offerUpload,
  startImport,
} from './import.ts';
import { listIncidents, recordIncident, reportIncident } from './incident.ts';
import { unlockAccount } from './login-limit.ts';
import {
  keepMailPassword,
  readDemoMail,
  readDemoMailbox,
  readMailSettings,
  readOutbox,
  retryNow,
  setMailSending,
  testMailServer,
} from './mail.ts';
import { previewMailText, readMailTextHistory, readMailTexts, setMailText } from './mail-text.ts';
import { checkMoving, listClosing } from './moving.ts';
import { listNoticeCards, markNoticeCardsPosted, printNoticeCards } from './notice-card.ts';
import { listPendingChanges, openPendingChange, settlePendingChange } from './pending-change.ts';
import { askHouseKey, printSample, readPrintSettings, setSender } from './print-settings.ts';
import { askPurge, goOnWithPurge, overview, purgeCertificate, purgeIds, stopPurge } from './purge.ts';
import { lookAtResend, mailHistory, resendBills, resendConfirmation } from './resend.ts';
import { countFailed, resendFailed } from './resend-failed.ts';
import { previewResend } from './resend-preview.ts';
import { searchAccounts } from './search.ts';
import { changeSetting, listSettings, settingHistory } from './setting.ts';
import { lockSession, signIn, signOut, unlockSession } from './staff.ts';
import {
  acceptInvite,
  changePassword,
  changeRole,
  inviteStaff,
  listStaff,
  setStaffActive,
  showInvite,
} from './staff-desk.ts';

export const commands: Commands = {
  'desk.status': deskStatus,
  'desk.renewDemo': renewDemoDesk,
  'desk.setUp': setUpDesk,
  'demo.tour': readTour,
  'staff.signIn': signIn,
  'staff.lock': lockSession,
  'staff.unlock': unlockSession,
  'staff.signOut': signOut,
  'staff.list': listStaff,
  'staff.invite': inviteStaff,
  'staff.showInvite': showInvite,
  'staff.acceptInvite': acceptInvite,
  'staff.changeRole': changeRole,
  'staff.setActive': setStaffActive,
  'staff.changePassword': changePassword,
  'account.search': searchAccounts,
  'account.open': openAccount,
  'account.timeline': readTimeline,
  'account.reveal': revealValue,
  'account.unlock': unlockAccount,
  'customer.open': openCustomer,
  'customer.openAccount': openAccountFor,
  'account.changePhone': changeContactPhone,
  'account.changeApplicationPhone': changeApplicationPhone,
  'account.changeAddress': changeDeliveryAddress,
  'account.changeMail': changeMailAddress,
  'account.setNotices': chooseNotices,
  'account.setAmounts': chooseAmounts,
  'account.changeLoginId': changeLoginId,
  'account.withdraw': withdrawAccount,
  'account.reopen': reopenAccount,
  'account.setFlags': setFlags,
  'address.byPostcode': townsByPostcode,
  'pendingChange.list': listPendingChanges,
  'pendingChange.open': openPendingChange,
  'pendingChange.settle': settlePendingChange,
  'moving.check': checkMoving,
  'moving.moveOut': moveOut,
  'moving.undoMoveOut': undoMoveOut,
  'moving.moveIn': moveIn,
  'moving.moveWithin': moveWithin,
  'moving.changeName': changeName,
  'moving.changeHolder': changeHolder,
  'moving.joinAccounts': joinAccounts,
  'moving.closing': listClosing,
  'approval.list': listApprovals,
  'approval.open': openApproval,
  'approval.decide': decideApproval,
  'setting.list': listSettings,
  'setting.history': settingHistory,
  'setting.change': changeSetting,
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
  'card.outlook': cardOutlook,
  'card.request': requestCard,
  'card.cancel': cancelCard,
  'card.list': listCards,
  'card.openDropped': openDropped,
  'card.mend': mendCard,
  'card.requeue': requeueCard,
  'card.history': cardHistory,
  'card.returned': takeReturnedCards,
  'noticeCard.list': listNoticeCards,
  'noticeCard.print': printNoticeCards,
  'noticeCard.markPosted': markNoticeCardsPosted,
  'account.setHold': setHold,
  'disclosure.list': listDisclosures,
  'disclosure.record': recordDisclosure,
  'disclosure.file': disclosureFile,
  'disclosure.settle': settleDisclosure,
  'purge.overview': overview,
  'purge.ask': askPurge,
  'purge.stop': stopPurge,
  'purge.goOn': goOnWithPurge,
  'purge.certificate': purgeCertificate,
  'purge.ids': purgeIds,
  'mail.settings': readMailSettings,
  'mail.setSending': setMailSending,
  'mail.keepPassword': keepMailPassword,
  'mail.test': testMailServer,
  'mail.texts': readMailTexts,
  'mail.setText': setMailText,
  'mail.previewText': previewMailText,
  'mail.textHistory': readMailTextHistory,
  'mail.outbox': readOutbox,
  'mail.retryNow': retryNow,
  'mail.demoMailbox': readDemoMailbox,
  'mail.demoMail': readDemoMail,
  'incident.record': recordIncident,
  'incident.list': listIncidents,
  'incident.report': reportIncident,
  'calendar.list': listCalendar,
  'calendar.set': setCalendar,
  'bill.list': listBills,
  'bill.pdf': billPdf,
  'bill.csv': billCsv,
  'bill.visibility': billVisibility,
  'bill.whyNoMail': whyNoMail,
  'bill.sender': billSender,
  'bill.setSender': setBillSender,
  'resend.look': lookAtResend,
  'resend.preview': previewResend,
  'resend.send': resendBills,
  'resend.confirmation': resendConfirmation,
  'resend.history': mailHistory,
  'resend.failed': countFailed,
  'resend.all': resendFailed,
  'batch.list': listBatches,
  'batch.open': openBatch,
  'batch.make': makeBatch,
  'batch.generate': generateBatch,
  'batch.showPassphrase': showPassphrase,
  'batch.notePassphrase': notePassphrase,
  'batch.cancelJob': cancelBatchJob,
  'batch.undo': undoBatch,
  'batch.undoPart': undoPart,
  'batch.file': batchFile,
  'batch.offer': offerList,
  'batch.results': takePrintResults,
  'batch.pull': pullCard,
  'batch.pullAll': pullAllCards,
  'batch.post': postBatchPart,
  'print.settings': readPrintSettings,
  'print.setSender': setSender,
  'print.setHouseKey': askHouseKey,
  'print.sample': printSample,
  'callBack.list': listCallBacks,
  'callBack.promise': promiseCallBack,
  'callBack.settle': settleCallBack,
  'audit.list': listAudit,
  'audit.choices': auditChoices,
  'audit.export': exportAudit,
  'audit.verify': verifyChains,
  'audit.head': exportHead,
  'import.list': listImports,
  'import.offer': offerUpload,
  'import.look': lookAtUpload,
  'import.start': startImport,
  'import.cancel': cancelImport,
  'import.continue': continueImport,
  'import.rejects': fetchRejects,
};
