import { useTranslation } from 'react-i18next';
import type { BatchRead, BatchRow } from '../batch-words.ts';
import { useTokyo } from '../tokyo.ts';
import { useWords } from '../words.ts';
import { Facts } from './Facts.tsx';

type Props = { readonly batch: BatchRow; readonly counts: BatchRead['counts'] };

/** What a batch is, who made and released it, and what has become of its cards. */
export const BatchFacts = ({ batch, counts }: Props) => {
  const { t } = useTranslation();
  const tokyo = useTokyo();
  const words = useWords();
  const byAt = (name: string, at: string) => t('approvals.byAt', { name, at: tokyo.moment(at) });
  const states = Object.entries(counts).map(([state, n]) =>
    t('makeBatch.counted', { label: words.t(`printedCard.${state}`, 'printedCard.planned'), n }),
  );
  return (
    <Facts
      facts={[
        [t('batches.cards'), batch.isPlanning ? t('none') : t('batches.count', { n: batch.cards })],
        ...(batch.droppedOut > 0
          ? [[t('batch.droppedOut'), t('batches.requests', { n: batch.droppedOut })] as const]
          : []),
        ...(states.length > 0 ? [[t('batch.cardStates'), states.join(t('login.separator'))] as const] : []),
        [t('batches.posting'), tokyo.date(batch.plannedPostingOn)],
        [t('batch.validThrough'), tokyo.date(batch.validThrough)],
        [t('batches.made'), byAt(batch.madeBy, batch.madeAt)],
        [t('batches.released'), batch.releasedBy ? byAt(batch.releasedBy, batch.releasedAt ?? '') : t('batch.notYet')],
        [t('batch.generated'), batch.generatedAt ? tokyo.moment(batch.generatedAt) : t('batch.notYet')],
        ...(batch.undoneAt && batch.undoneBy
          ? [[t('batch.undone'), byAt(batch.undoneBy, batch.undoneAt)] as const]
          : []),
        ...(batch.undoneNote ? [[t('batch.undoneNote'), batch.undoneNote] as const] : []),
        ...(batch.filesDeletedAt && batch.generatedAt
          ? [[t('batch.filesDeleted'), tokyo.moment(batch.filesDeletedAt)] as const]
          : []),
      ]}
    />
  );
};
