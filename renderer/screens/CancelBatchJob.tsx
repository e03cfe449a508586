import { Button, Text } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import type { BatchRow } from '../batch-words.ts';
import { Dialog } from '../parts/Dialog.tsx';
import { DialogActs } from '../parts/DialogActs.tsx';
import { FailureNote } from '../parts/FailureNote.tsx';
import { useAct } from '../use-call.ts';

type Props = { readonly batch: BatchRow; readonly onClose: () => void };

export const CancelBatchJob = ({ batch, onClose }: Props) => {
  const { t } = useTranslation();
  const { batchId, isPlanning } = batch;
  const cancel = useAct('batch.cancelJob', onClose);
  return (
    <Dialog title={t('batch.cancelTitle')} onClose={onClose}>
      <Text>{t(isPlanning ? 'batch.cancelPlanSentence' : 'batch.cancelSentence')}</Text>
      <FailureNote failure={cancel.failure} onRetry={cancel.retry} />
      <DialogActs back={t('imports.goOn')} onBack={onClose}>
        <Button size="sm" loading={cancel.isBusy} onClick={() => void cancel.run({ batchId })} autoFocus>
          {t('batch.cancelJob')}
        </Button>
      </DialogActs>
    </Dialog>
  );
};
