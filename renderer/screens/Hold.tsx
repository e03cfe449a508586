import { Text } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { announce } from '../announce.ts';
import type { AccountRead } from '../parts/AccountHeader.tsx';
import { Dialog } from '../parts/Dialog.tsx';
import { ReasonForm } from '../parts/ReasonForm.tsx';
import { useAct } from '../use-call.ts';

type Props = { readonly account: AccountRead; readonly onClose: () => void };

/** Set and lifted by a supervisor on a paper: no caller is needed. */
export const Hold = ({ account, onClose }: Props) => {
  const { t } = useTranslation();
  const isHeld = account.hold !== null;
  const set = useAct('account.setHold', () => {
    announce(t(isHeld ? 'hold.lifted' : 'hold.done'));
    onClose();
  });
  const title = t(isHeld ? 'hold.liftTitle' : 'hold.title', { name: account.customer.name });
  return (
    <Dialog title={title} isHeld onClose={onClose}>
      <ReasonForm
        act={set}
        hint={t('hold.reasonHint')}
        confirm={t(isHeld ? 'hold.lift' : 'hold.confirm')}
        onConfirm={(reason) => void set.run({ accountId: account.accountId, isHeld: !isHeld, reason })}
        onClose={onClose}
      >
        <Text>{t(isHeld ? 'hold.liftSentence' : 'hold.sentence')}</Text>
      </ReasonForm>
    </Dialog>
  );
};
