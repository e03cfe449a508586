import { Button, Stack } from '@mantine/core';
import { type FormEvent, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { announce } from '../announce.ts';
import type { BatchRead, BatchRow } from '../batch-words.ts';
import { Dialog } from '../parts/Dialog.tsx';
import { DialogActs } from '../parts/DialogActs.tsx';
import { FailureNote } from '../parts/FailureNote.tsx';
import { Outcomes } from '../parts/Outcomes.tsx';
import { ReasonInput } from '../parts/ReasonInput.tsx';
import { useAct } from '../use-call.ts';

type Props = { readonly batch: BatchRow; readonly counts: BatchRead['counts']; readonly onClose: () => void };

/** 破棄: before any part is posted; every customer keeps the password they have (rule 13). */
export const UndoBatch = ({ batch, counts, onClose }: Props) => {
  const { t } = useTranslation();
  const [reason, setReason] = useState('');
  const undo = useAct('batch.undo', ({ givenBack }) => {
    announce(t('undoBatch.done', { n: givenBack }));
    onClose();
  });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    void undo.run({ batchId: batch.batchId, reason });
  };
  return (
    <Dialog title={t('undoBatch.title', { n: batch.batchId })} isHeld onClose={onClose}>
      <form onSubmit={submit}>
        <Stack gap="sm">
          <Outcomes
            title={t('change.outcomes')}
            outcomes={[
              t('undoBatch.waitAgain', { n: (counts.planned ?? 0) + (counts.generated ?? 0) }),
              t('undoBatch.oldPasswords'),
              t(batch.generatedAt ? 'undoBatch.tellHouse' : 'undoBatch.nothingPrinted'),
              t('undoBatch.final'),
            ]}
          />
          <ReasonInput hint={t('undoBatch.reasonHint')} value={reason} onChange={setReason} />
          <FailureNote failure={undo.failure} onRetry={undo.retry} />
          <DialogActs onBack={onClose}>
            <Button size="sm" type="submit" disabled={reason.trim() === ''} loading={undo.isBusy}>
              {t('undoBatch.confirm')}
            </Button>
          </DialogActs>
        </Stack>
      </form>
    </Dialog>
  );
};
