import { Button, Stack, Text } from '@mantine/core';
import { type FormEvent, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { announce } from '../announce.ts';
import type { AccountRead } from '../parts/AccountHeader.tsx';
import { Dialog } from '../parts/Dialog.tsx';
import { DialogActs } from '../parts/DialogActs.tsx';
import { FailureNote } from '../parts/FailureNote.tsx';
import { ReasonInput } from '../parts/ReasonInput.tsx';
import { useAct } from '../use-call.ts';

type Props = { readonly account: AccountRead; readonly onClose: () => void };

/** Set and lifted by a supervisor on a paper: no caller is needed. */
export const Hold = ({ account, onClose }: Props) => {
  const { t } = useTranslation();
  const [reason, setReason] = useState('');
  const isHeld = account.hold !== null;
  const set = useAct('account.setHold', () => {
    announce(t(isHeld ? 'hold.lifted' : 'hold.done'));
    onClose();
  });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    void set.run({ accountId: account.accountId, isHeld: !isHeld, reason });
  };
  const title = t(isHeld ? 'hold.liftTitle' : 'hold.title', { name: account.customer.name });
  return (
    <Dialog title={title} isHeld onClose={onClose}>
      <form onSubmit={submit}>
        <Stack gap="sm">
          <Text>{t(isHeld ? 'hold.liftSentence' : 'hold.sentence')}</Text>
          <ReasonInput hint={t('hold.reasonHint')} value={reason} onChange={setReason} />
          <FailureNote failure={set.failure} onRetry={set.retry} />
          <DialogActs onBack={onClose}>
            <Button size="sm" type="submit" loading={set.isBusy} disabled={reason.trim() === ''}>
              {t(isHeld ? 'hold.lift' : 'hold.confirm')}
            </Button>
          </DialogActs>
        </Stack>
      </form>
    </Dialog>
  );
};
