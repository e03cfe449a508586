import { Button, Stack } from '@mantine/core';
import { type FormEvent, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { announce } from '../announce.ts';
import { DialogActs } from '../parts/DialogActs.tsx';
import { FailureNote } from '../parts/FailureNote.tsx';
import { ReasonInput } from '../parts/ReasonInput.tsx';
import { useAct } from '../use-call.ts';

type Props = {
  readonly cardRequestId: number;
  /** It is the signed-in supervisor's agreement as well. */
  readonly isApproval?: boolean;
  readonly onClose: () => void;
};

export const RequeueForm = ({ cardRequestId, isApproval = false, onClose }: Props) => {
  const { t } = useTranslation();
  const [reason, setReason] = useState('');
  const requeue = useAct('card.requeue', () => {
    announce(t('mend.done'));
    onClose();
  });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    void requeue.run({ cardRequestId, reason });
  };
  return (
    <form onSubmit={submit}>
      <Stack gap="sm">
        <ReasonInput hint={t('note.hint')} value={reason} onChange={setReason} />
        <FailureNote failure={requeue.failure} onRetry={requeue.retry} />
        <DialogActs onBack={onClose}>
          <Button size="sm" type="submit" disabled={reason.trim() === ''} loading={requeue.isBusy}>
            {t(isApproval ? 'mend.approveRequeue' : 'mend.requeue')}
          </Button>
        </DialogActs>
      </Stack>
    </form>
  );
};
