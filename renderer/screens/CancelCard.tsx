import { Button, Stack, Text, TextInput } from '@mantine/core';
import { type FormEvent, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { announce } from '../announce.ts';
import type { AccountRead } from '../parts/AccountHeader.tsx';
import { Dialog } from '../parts/Dialog.tsx';
import { DialogActs } from '../parts/DialogActs.tsx';
import { FailureNote } from '../parts/FailureNote.tsx';
import { useAct } from '../use-call.ts';

type Props = { readonly account: AccountRead; readonly onClose: () => void };

/** Takes the request back while no batch holds it. */
export const CancelCard = ({ account, onClose }: Props) => {
  const { t } = useTranslation();
  const [note, setNote] = useState('');
  const cancel = useAct('card.cancel', () => {
    announce(t('card.cancelled'));
    onClose();
  });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    void cancel.run({ accountId: account.accountId, note });
  };
  return (
    <Dialog title={t('card.cancelTitle', { name: account.customer.name })} isHeld onClose={onClose}>
      <form onSubmit={submit}>
        <Stack gap="sm">
          <Text>{t('card.cancelSentence')}</Text>
          <TextInput
            size="sm"
            label={t('card.note')}
            description={t('note.hint')}
            maxLength={500}
            autoComplete="off"
            value={note}
            onChange={(event) => setNote(event.currentTarget.value)}
          />
          <FailureNote failure={cancel.failure} onRetry={cancel.retry} />
          <DialogActs onBack={onClose}>
            <Button size="sm" type="submit" loading={cancel.isBusy}>
              {t('card.cancel')}
            </Button>
          </DialogActs>
        </Stack>
      </form>
    </Dialog>
  );
};
