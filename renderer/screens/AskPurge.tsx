import { Button, Stack } from '@mantine/core';
import { type FormEvent, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { announce } from '../announce.ts';
import { Dialog } from '../parts/Dialog.tsx';
import { DialogActs } from '../parts/DialogActs.tsx';
import { FailureNote } from '../parts/FailureNote.tsx';
import { Outcomes } from '../parts/Outcomes.tsx';
import { ReasonInput } from '../parts/ReasonInput.tsx';
import type { PurgeView } from '../purge-words.ts';
import { useAct } from '../use-call.ts';

type Props = { readonly view: PurgeView; readonly onClose: () => void };

/** Fixes the accounts that are due now; another administrator decides (rule 30). */
export const AskPurge = ({ view, onClose }: Props) => {
  const { t } = useTranslation();
  const [reason, setReason] = useState('');
  const ask = useAct('purge.ask', ({ accounts }) => {
    announce(t('askPurge.done', { n: accounts }));
    onClose();
  });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    void ask.run({ reason });
  };
  return (
    <Dialog title={t('askPurge.title')} isHeld onClose={onClose}>
      <form onSubmit={submit}>
        <Stack gap="sm">
          <Outcomes
            title={t('change.outcomes')}
            outcomes={[
              t('askPurge.taken', { n: Math.min(view.due, view.runLimit) }),
              t('askPurge.erased'),
              t('askPurge.second'),
              t('askPurge.final'),
            ]}
          />
          <ReasonInput hint={t('askPurge.reasonHint')} value={reason} onChange={setReason} />
          <FailureNote failure={ask.failure} onRetry={ask.retry} />
          <DialogActs onBack={onClose}>
            <Button size="sm" type="submit" loading={ask.isBusy} disabled={reason.trim() === ''}>
              {t('askPurge.confirm')}
            </Button>
          </DialogActs>
        </Stack>
      </form>
    </Dialog>
  );
};
