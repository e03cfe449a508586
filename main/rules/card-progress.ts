// Where a card stands on its way to the customer (rule 16).

/** 発行依頼 → 発行データ作成 → 発行承認 → 入稿 → 印刷済 → 差出済 → 利用開始 */
const cardSteps = ['asked', 'gathered', 'released', 'handed', 'printed', 'posted', 'in-use'] as const;
export type CardStep = (typeof cardSteps)[number];

type Stand = {
  /** State of the batch that holds the card; null where none does. */
  readonly batch: string | null;
  readonly isPrinted: boolean;
  readonly isPosted: boolean;
  readonly isUsed: boolean;
};

/** The last step that is done. */
export const stepOf = ({ batch, isPrinted, isPosted, isUsed }: Stand): CardStep => {
  if (isUsed) return 'in-use';
  if (isPosted) return 'posted';
  if (batch === null || batch === 'undone') return 'asked';
  if (batch === 'made') return 'gathered';
  if (batch === 'released' || batch === 'generating') return 'released';
  return isPrinted ? 'printed' : 'handed';
};
