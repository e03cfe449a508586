import { Button, Stack } from '@mantine/core';
import { type FormEvent, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { announce } from '../announce.ts';
import type { BatchPart } from '../batch-words.ts';
import { Dialog } from '../parts/Dialog.tsx';
import { DialogActs } from '../parts/DialogActs.tsx';
import { FailureNote } from '../parts/FailureNote.tsx';
import { Outcomes } from '../parts/Outcomes.tsx';
import { ReasonInput } from '../parts/ReasonInput.tsx';
import { useAct } from '../use-call.ts';

type Props = { readonly batchId: number; readonly part: BatchPart; readonly onClose: () => void };

/** 破棄 of one part that can never be posted; the others go on. */
export const UndoPart = ({ batchId, part, onClose }: Props) => {
  const { t } = useTranslation();
  const [reason, setReason] = useState('');
  const undo = useAct('batch.undoPart', ({ givenBack }) => {
    announce(t('undoPart.done', { n: givenBack }));
    onClose();
  });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    void undo.run({ batchId, part: part.part, reason });
  };
  return (
    <Dialog title={t('undoPart.title', { part: t('parts.number', { n: part.part }) })} isHeld onClose={onClose}>
      <form onSubmit={submit}>
        <Stack gap="sm">
          <Outcomes
            title={t('change.outcomes')}
            outcomes={[
              t('undoBatch.waitAgain', { n: part.cards - part.pulled }),
              t('undoBatch.oldPasswords'),
              t('undoPart.tellHouse'),
              t('undoPart.others'),
              t('undoBatch.final'),
            ]}
          />
          <ReasonInput hint={t('note.hint')} value={reason} onChange={setReason} />
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
