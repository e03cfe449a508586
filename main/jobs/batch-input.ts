// What the jobs of a batch are asked to do, as it stands with them.

export const batchPlanKind = 'batch-plan';
export type BatchPlanInput = {
  readonly batchId: number;
  /** Only what was asked for before this instant. */
  readonly before: string;
  readonly cause: string | null;
};
export const batchPrintKind = 'batch-print';
export const batchTidyKind = 'batch-tidy';
/**
 * Taken up again by any console that finds them held by nobody. Passwords and files of a batch that was cut off are
 * drawn anew wherever that console stands: the files of the cut-off attempt may lie on another machine, whose console
 * takes them away when it next looks. Imports are not among them, since their file lies on one machine only.
 */
export const resumedKinds: readonly string[] = [batchPlanKind, batchPrintKind, batchTidyKind];
export type BatchInput = { readonly batchId: number };
/** `maker`: no house's key was set when it was begun, so whoever made the batch is shown the passphrase (rule 15). */
export type BatchPrintInput = BatchInput & { readonly passphraseTo: 'house' | 'maker' };
