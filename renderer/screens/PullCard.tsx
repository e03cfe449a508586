import { Button, Stack, TextInput } from '@mantine/core';
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

type Props = { readonly batchId: number; readonly onClose: () => void };

/** 引抜き: one card out of its part before it is posted; its customer keeps the old password. */
export const PullCard = ({ batchId, onClose }: Props) => {
  const { t } = useTranslation();
  const [serial, setSerial] = useState('');
  const [requestTo, setRequestTo] = useState<PulledTo>('waiting');
  const [reason, setReason] = useState('');
  const pull = useAct('batch.pull', () => {
    announce(t('pull.done'));
    onClose();
  });
  const digits = serial.normalize('NFKC').replace(/\D/g, '');
  const submit = (event: FormEvent) => {
    event.preventDefault();
    void pull.run({ batchId, serial: digits, requestTo, reason });
  };
  return (
    <Dialog title={t('pull.title')} isHeld onClose={onClose}>
      <form onSubmit={submit}>
        <Stack gap="sm">
          <TextInput
            size="sm"
            inputMode="numeric"
            label={t('pull.serial')}
            description={t('pull.serialHint')}
            autoComplete="off"
            maxLength={20}
            w={260}
            data-autofocus
            value={serial}
            onChange={(event) => setSerial(event.currentTarget.value)}
          />
          <PulledRequest value={requestTo} onChange={setRequestTo} />
          <ReasonInput hint={t('note.hint')} value={reason} onChange={setReason} />
          <Outcomes title={t('change.outcomes')} outcomes={[t('pull.oldPassword'), t('pull.tellHouse')]} />
          <FailureNote failure={pull.failure} onRetry={pull.retry} />
          <DialogActs onBack={onClose}>
            <Button
              size="sm"
              type="submit"
              disabled={digits.length !== 12 || reason.trim() === ''}
              loading={pull.isBusy}
            >
              {t('pull.confirm')}
            </Button>
          </DialogActs>
        </Stack>
      </form>
    </Dialog>
  );
};
