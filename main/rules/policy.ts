// Every [D] number of the rules by name, with its bounds. A stored setting overrides the default; no rule has its own.

export type PolicyValue = {
  readonly initial: number;
  readonly min: number;
  readonly max: number;
  readonly rule: number;
};

export const policyValues = {
  passwordFailureLimit: { initial: 10, min: 3, max: 20, rule: 3 },
  lockEndsAtTokyoHour: { initial: 6, min: 0, max: 23, rule: 3 },
  verificationIdleMinutes: { initial: 15, min: 1, max: 60, rule: 7 },
  verificationMissLimit: { initial: 3, min: 1, max: 10, rule: 8 },
  failedContactHours: { initial: 24, min: 1, max: 168, rule: 8 },
  callBackNumberDays: { initial: 30, min: 0, max: 365, rule: 8 },
  initialPasswordDays: { initial: 30, min: 1, max: 90, rule: 5 },
  unlockNoticeHours: { initial: 24, min: 1, max: 72, rule: 4 },
  staffFailureLimit: { initial: 5, min: 3, max: 20, rule: 33 },
  staffLockMinutes: { initial: 15, min: 1, max: 1440, rule: 33 },
  idleLockMinutes: { initial: 10, min: 1, max: 60, rule: 33 },
  requestHours: { initial: 24, min: 1, max: 168, rule: 33 },
  auditExportLimit: { initial: 100_000, min: 100, max: 1_000_000, rule: 33 },
} as const satisfies Record<string, PolicyValue>;

export type Policy = { readonly [Name in keyof typeof policyValues]: number };

/** The values in force: what was set where it is within bounds, else the default. */
export const policyOf = (stored: ReadonlyMap<string, number>): Policy =>
  Object.fromEntries(
    Object.entries(policyValues).map(([name, { initial, min, max }]) => {
      const value = stored.get(name);
      return [name, value !== undefined && value >= min && value <= max ? value : initial];
    }),
  ) as Policy;
