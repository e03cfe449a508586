import { Button, Text } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Output } from '../../main/contract/index.ts';
import { Dialog } from '../parts/Dialog.tsx';
import { DialogActs } from '../parts/DialogActs.tsx';
import { FailureNote } from '../parts/FailureNote.tsx';
import { OneTimeCode } from '../parts/OneTimeCode.tsx';
import { useAsk } from '../use-call.ts';

type Props = { readonly staffId: number; readonly name: string; readonly onClose: () => void };

/** A fresh one-time code, made when it is asked for; it is in no cache. */
export const InviteCode = ({ staffId, name, onClose }: Props) => {
  const { t } = useTranslation();
  const [invite, setInvite] = useState<Output<'staff.showInvite'> | null>(null);
  const show = useAsk('staff.showInvite', setInvite);
  if (invite) return <OneTimeCode name={name} invite={invite} onClose={onClose} />;
  return (
    <Dialog title={t('inviteCode.title', { name })} onClose={onClose}>
      <Text>{t('inviteCode.before')}</Text>
      <FailureNote failure={show.failure} />
      <DialogActs onBack={onClose}>
        <Button size="sm" loading={show.isBusy} onClick={() => void show.run({ staffId })} data-autofocus>
          {t('inviteCode.show')}
        </Button>
      </DialogActs>
    </Dialog>
  );
};
