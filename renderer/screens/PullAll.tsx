import { Button, Stack } from '@mantine/core';
import { type FormEvent, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { announce } from '../announce.ts';
import { Dialog } from '../parts/Dialog.tsx';
import { DialogActs } from '../parts/DialogActs.tsx';
import { FailureNote } from '../parts/FailureNote.tsx';
import { Outcomes } from '../parts/Outcomes.tsx';
import { PulledRequest, type PulledTo } from '../parts/PulledRequest.tsx';
import { ReasonInput } from '../parts/ReasonInput.tsx';
import { useAct } from '../use-call.ts';

type Props = { readonly batchId: number; readonly count: number; readonly onClose: () => void };

/** 引抜き of every card of a batch whose customer's account has changed since it was drawn. */
export const PullAll = ({ batchId, count, onClose }: Props) => {
  const { t } = useTranslation();
  const [requestTo, setRequestTo] = useState<PulledTo>('waiting');
  const [reason, setReason] = useState('');
  const pull = useAct('batch.pullAll', ({ pulled }) => {
    announce(t('pullAll.done', { n: pulled }));
    onClose();
  });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    void pull.run({ batchId, requestTo, reason });
  };
  return (
    <Dialog title={t('pullAll.title', { n: count })} isHeld onClose={onClose}>
      <form onSubmit={submit}>
        <Stack gap="sm">
          <PulledRequest value={requestTo} onChange={setRequestTo} />
          <ReasonInput hint={t('note.hint')} value={reason} onChange={setReason} />
          <Outcomes
            title={t('change.outcomes')}
            outcomes={[
              t('pullAll.oldPasswords'),
              ...(requestTo === 'waiting' ? [t('pullAll.lookedAt')] : []),
              t('pull.tellHouse'),
            ]}
          />
          <FailureNote failure={pull.failure} onRetry={pull.retry} />
          <DialogActs onBack={onClose}>
            <Button size="sm" type="submit" disabled={reason.trim() === ''} loading={pull.isBusy}>
              {t('pullAll.confirm')}
            </Button>
          </DialogActs>
        </Stack>
      </form>
    </Dialog>
  );
};
