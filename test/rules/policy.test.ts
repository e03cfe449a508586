import { describe, expect, it } from 'vitest';
import { fourEyesGroups, type PolicyName, policyOf, policyValues } from '../../main/rules/policy.ts';

describe('the numbers of the rules', () => {
  it('are those of the rules where nothing was set', () => {
    expect(policyOf(new Map())).toEqual({
      passwordFailureLimit: 10,
      lockEndsAtTokyoHour: 6,
      verificationIdleMinutes: 15,
      verificationMissLimit: 3,
      failedContactHours: 24,
      callBackNumberDays: 30,
      recentBillDays: 92,
      initialPasswordDays: 30,
      unlockNoticeHours: 24,
      staffFailureLimit: 5,
      staffLockMinutes: 15,
      idleLockMinutes: 10,
      requestHours: 24,
      searchRestSeconds: 2,
      auditExportLimit: 100_000,
      approvalDistanceDays: 7,
      changeHoldDays: 30,
      changeNoticeHours: 72,
      confirmAddressHours: 168,
      inviteHours: 72,
      billBusinessDays: 6,
      debitBusinessDays: 5,
      retentionMonths: 24,
      moveOutDaysBack: 90,
      moveOutDaysAhead: 60,
      retentionNoticeDays: 30,
      latePostingDays: 5,
      secondCardDays: 14,
      issueWeekdayFirst: 2,
      issueWeekdaySecond: 5,
      issueCutOffDays: 1,
      postingBusinessDays: 3,
      postDaysFewest: 2,
      postDaysMost: 4,
      islandPostDays: 3,
      returnedCardLimit: 2,
      incidentFirstReportDays: 5,
      incidentFinalReportDays: 30,
      passphraseMinutes: 15,
      batchCards: 100_000,
      printPartCards: 5000,
      mailHistoryDays: 760,
      disclosureDays: 14,
      purgeDueDays: 30,
      printFileDays: 30,
      rejectsFileDays: 14,
      mailRetryFirstMinutes: 5,
      mailRetryMostMinutes: 240,
      mailGiveUpHours: 72,
      billNoticeFromTokyoHour: 8,
      resendMonths: 24,
      billNoticeDays: 7,
      mailAddressLimit: 3,
      readingMail: 0,
      debitMail: 0,
    });
  });

  it('follow a setting up to its bounds, and never beyond them', () => {
    for (const [name, { initial, min, max }] of Object.entries(policyValues)) {
      const inForce = (value: number) => policyOf(new Map([[name, value]]))[name as keyof typeof policyValues];
      expect([inForce(min), inForce(max)], name).toEqual([min, max]);
      expect([inForce(min - 1), inForce(max + 1), inForce(Number.NaN)], name).toEqual([initial, initial, initial]);
    }
  });

  it('are changed by two where they say when a second person is asked', () => {
    const asking: readonly PolicyName[] = ['approvalDistanceDays', 'changeHoldDays', 'latePostingDays'];
    for (const name of asking) expect(fourEyesGroups, name).toContain(policyValues[name].group);
  });

  it('take no number that no rule has', () => {
    expect(policyOf(new Map([['verificationSkipped', 1]]))).toEqual(policyOf(new Map()));
  });
});
