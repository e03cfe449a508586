import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import type { Output } from '../main/contract/index.ts';
import { useWords } from './words.ts';

export type BatchRow = Output<'batch.list'>['batches'][number];
export type BatchRead = Output<'batch.open'>;
export type BatchJob = NonNullable<BatchRow['job']>;
export type BatchPart = BatchRead['parts'][number];
export type BatchFile = 'part' | 'manifest' | 'sums' | 'passphrase' | 'pulled';
export type CardFault = Output<'card.openDropped'>['faults'][number];

export const isOpenJob = (job: BatchJob | null): boolean => job?.state === 'waiting' || job?.state === 'running';

/** Why a job came to no good end, and why a card cannot be printed, in words. */
export const useBatchWords = () => {
  const { t } = useTranslation();
  const words = useWords();
  return useMemo(
    () => ({
      jobFault: (fault: string | null): string => words.t(`batchFault.${fault}`, 'batchFault.broken'),
      cardFault: ({ code, field, character, codePoint, postcode }: CardFault): string => {
        const known = words.t(`cardDrop.${code}`, 'cardDrop.unknown');
        const where = field ? t('cardDropAt', { field: t(`cardField.${field}`), why: known }) : known;
        if (code === 'gaiji') return t('cardDropSign', { why: where, sign: codePoint });
        if (character) return t('cardDropCharacter', { why: where, character, codePoint });
        return postcode
          ? t('cardDropSign', { why: where, sign: `${postcode.slice(0, 3)}-${postcode.slice(3)}` })
          : where;
      },
    }),
    [t, words],
  );
};
