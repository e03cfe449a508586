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
export type BatchInput = { readonly batchId: number };
