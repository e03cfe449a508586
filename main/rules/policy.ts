// Every number of the rules that has a name, with its bounds (docs/decisions/015 has the others). A stored setting
// overrides the default; no rule has its own.

/** Values of one group are changed together by the same people; some groups only by two admins. */
export type PolicyGroup = 'lock' | 'verification' | 'desk' | 'card' | 'mail' | 'retention';
export type PolicyValue = {
  readonly initial: number;
  readonly min: number;
  readonly max: number;
  /** Of docs/rules.md, where it stands with its bounds. */
  readonly rule: number;
  readonly group: PolicyGroup;
};
export const fourEyesGroups: readonly PolicyGroup[] = ['lock', 'verification', 'retention'];

export const policyValues = {
  // The utility has published these: they are written here, and cannot be set.
  passwordFailureLimit: { initial: 10, min: 10, max: 10, rule: 3, group: 'lock' },
  lockEndsAtTokyoHour: { initial: 6, min: 6, max: 6, rule: 3, group: 'lock' },
  verificationIdleMinutes: { initial: 15, min: 1, max: 60, rule: 7, group: 'verification' },
  verificationMissLimit: { initial: 3, min: 1, max: 10, rule: 8, group: 'verification' },
  failedContactHours: { initial: 24, min: 1, max: 168, rule: 8, group: 'verification' },
  callBackNumberDays: { initial: 30, min: 0, max: 365, rule: 8, group: 'verification' },
  recentBillDays: { initial: 92, min: 31, max: 366, rule: 8, group: 'verification' },
  initialPasswordDays: { initial: 30, min: 1, max: 90, rule: 5, group: 'lock' },
  // Who could set it alone could switch off the second admin whom the rule wants.
  latePostingDays: { initial: 5, min: 0, max: 20, rule: 5, group: 'lock' },
  unlockNoticeHours: { initial: 24, min: 1, max: 72, rule: 4, group: 'desk' },
  staffFailureLimit: { initial: 5, min: 3, max: 20, rule: 33, group: 'lock' },
  staffLockMinutes: { initial: 15, min: 1, max: 1440, rule: 33, group: 'lock' },
  idleLockMinutes: { initial: 10, min: 1, max: 60, rule: 33, group: 'desk' },
  requestHours: { initial: 24, min: 1, max: 168, rule: 33, group: 'desk' },
  // A search that rests is on the audit: sooner fills it with what was only typed past, later loses what was read.
  searchRestSeconds: { initial: 2, min: 1, max: 10, rule: 33, group: 'desk' },
  auditExportLimit: { initial: 100_000, min: 100, max: 1_000_000, rule: 33, group: 'desk' },
  approvalDistanceDays: { initial: 7, min: 1, max: 90, rule: 10, group: 'verification' },
  changeHoldDays: { initial: 30, min: 0, max: 180, rule: 10, group: 'verification' },
  secondCardDays: { initial: 14, min: 0, max: 60, rule: 12, group: 'desk' },
  changeNoticeHours: { initial: 72, min: 1, max: 240, rule: 10, group: 'desk' },
  confirmAddressHours: { initial: 168, min: 1, max: 720, rule: 22, group: 'desk' },
  inviteHours: { initial: 72, min: 1, max: 336, rule: 33, group: 'desk' },
  // Published as well: what an agent may say about bills, debits and the time after move-out.
  billBusinessDays: { initial: 6, min: 6, max: 6, rule: 23, group: 'desk' },
  debitBusinessDays: { initial: 5, min: 5, max: 5, rule: 24, group: 'desk' },
  moveOutDaysBack: { initial: 90, min: 0, max: 365, rule: 28, group: 'desk' },
  moveOutDaysAhead: { initial: 60, min: 0, max: 180, rule: 28, group: 'desk' },
  retentionNoticeDays: { initial: 30, min: 1, max: 90, rule: 27, group: 'desk' },
  retentionMonths: { initial: 24, min: 24, max: 24, rule: 27, group: 'retention' },
  // The rules' own limits: what is kept of people's data may only go sooner.
  printFileDays: { initial: 30, min: 1, max: 30, rule: 15, group: 'retention' },
  rejectsFileDays: { initial: 14, min: 1, max: 14, rule: 35, group: 'retention' },
  // Weekdays from 1, Monday, to 5, Friday.
  issueWeekdayFirst: { initial: 2, min: 1, max: 5, rule: 12, group: 'card' },
  issueWeekdaySecond: { initial: 5, min: 1, max: 5, rule: 12, group: 'card' },
  issueCutOffDays: { initial: 1, min: 0, max: 5, rule: 12, group: 'card' },
  postingBusinessDays: { initial: 3, min: 1, max: 10, rule: 12, group: 'card' },
  postDaysFewest: { initial: 2, min: 1, max: 14, rule: 12, group: 'card' },
  postDaysMost: { initial: 4, min: 1, max: 14, rule: 12, group: 'card' },
  islandPostDays: { initial: 3, min: 0, max: 14, rule: 12, group: 'card' },
  returnedCardLimit: { initial: 2, min: 1, max: 5, rule: 12, group: 'card' },
  // The law's own limits: the utility may only be stricter (rules/incident.ts names the sources).
  incidentFirstReportDays: { initial: 5, min: 1, max: 5, rule: 13, group: 'card' },
  incidentFinalReportDays: { initial: 30, min: 1, max: 30, rule: 13, group: 'card' },
  passphraseMinutes: { initial: 15, min: 5, max: 60, rule: 15, group: 'card' },
  // What is measured (docs/performance.md); serials hold a million, and parts of the least size a thousand files.
  batchCards: { initial: 100_000, min: 10, max: 100_000, rule: 15, group: 'card' },
  printPartCards: { initial: 5000, min: 100, max: 10_000, rule: 15, group: 'card' },
  // Mails of 24 months can be sent again; no leap year makes them more than 731 days.
  mailHistoryDays: { initial: 760, min: 740, max: 1100, rule: 22, group: 'retention' },
  // The law says without delay; within so many days of its receipt a request for disclosure is answered.
  disclosureDays: { initial: 14, min: 1, max: 30, rule: 30, group: 'desk' },
  // The rule's own limit: an admin may only be quicker.
  purgeDueDays: { initial: 30, min: 1, max: 30, rule: 30, group: 'retention' },
  // Twice as long each time, up to the most.
  mailRetryFirstMinutes: { initial: 5, min: 1, max: 60, rule: 22, group: 'mail' },
  mailRetryMostMinutes: { initial: 240, min: 5, max: 1440, rule: 22, group: 'mail' },
  mailGiveUpHours: { initial: 72, min: 1, max: 168, rule: 22, group: 'mail' },
  // Notices of bills go out from this hour on, Tokyo, and only while the day on which the bill came out is not long ago.
  billNoticeFromTokyoHour: { initial: 8, min: 0, max: 20, rule: 19, group: 'mail' },
  resendMonths: { initial: 24, min: 1, max: 24, rule: 22, group: 'mail' },
  billNoticeDays: { initial: 7, min: 1, max: 31, rule: 19, group: 'mail' },
  // Of an account: the rule's three and the table's three places. Whoever has more than an admin sets keeps them.
  mailAddressLimit: { initial: 3, min: 1, max: 3, rule: 19, group: 'mail' },
  // 1: such mail is sent. The utility's FAQ asks for both, and answers neither.
  readingMail: { initial: 0, min: 0, max: 1, rule: 19, group: 'mail' },
  debitMail: { initial: 0, min: 0, max: 1, rule: 19, group: 'mail' },
} as const satisfies Record<string, PolicyValue>;

export type PolicyName = keyof typeof policyValues;
export const isPolicyName = (name: string): name is PolicyName => Object.hasOwn(policyValues, name);
/** What an admin can set: where the bounds leave a choice. */
export const settableNames = (Object.keys(policyValues) as PolicyName[]).filter(
  (name) => policyValues[name].min < policyValues[name].max,
);
export type Policy = { readonly [Name in keyof typeof policyValues]: number };

/** The values in force: what was set where it is within bounds, else the default. */
export const policyOf = (stored: ReadonlyMap<string, number>): Policy =>
  Object.fromEntries(
    Object.entries(policyValues).map(([name, { initial, min, max }]) => {
      const value = stored.get(name);
      return [name, value !== undefined && value >= min && value <= max ? value : initial];
    }),
  ) as Policy;
