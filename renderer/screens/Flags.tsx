import { Button, Checkbox, Stack, Text } from '@mantine/core';
import { type FormEvent, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { announce } from '../announce.ts';
import type { AccountRead } from '../parts/AccountHeader.tsx';
import { Dialog } from '../parts/Dialog.tsx';
import { DialogActs } from '../parts/DialogActs.tsx';
import { FailureNote } from '../parts/FailureNote.tsx';
import { ReasonInput } from '../parts/ReasonInput.tsx';
import { useAct } from '../use-call.ts';
import { DrawnCardNote } from './DrawnCardNote.tsx';

type Props = { readonly account: AccountRead; readonly onClose: () => void };

/** Set by a supervisor on a notice in writing or from an office: no caller is needed. */
export const Flags = ({ account, onClose }: Props) => {
  const { t } = useTranslation();
  // null: not touched here. It goes on showing what stands there, and is not sent: somebody else may change it meanwhile.
  const [isProtected, setIsProtected] = useState<boolean | null>(null);
  const [isDoNotPost, setIsDoNotPost] = useState<boolean | null>(null);
  const [reason, setReason] = useState('');
  const set = useAct('account.setFlags', () => {
    announce(t('flags.done'));
    onClose();
  });
  const isSame =
    (isProtected ?? account.isProtected) === account.isProtected &&
    (isDoNotPost ?? account.isDoNotPost) === account.isDoNotPost;
  const changed = (now: boolean, before: boolean): boolean | null => (now === before ? null : now);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    void set.run({ accountId: account.accountId, isProtected, isDoNotPost, reason });
  };
  return (
    <Dialog title={t('flags.title', { name: account.customer.name })} isHeld onClose={onClose}>
      <form onSubmit={submit}>
        <Stack gap="sm">
          <Text>{t('flags.sentence')}</Text>
          <DrawnCardNote accountId={account.accountId} />
          <Checkbox
            size="sm"
            label={t('badge.protected')}
            description={t('flags.protected')}
            checked={isProtected ?? account.isProtected}
            onChange={(event) => setIsProtected(changed(event.currentTarget.checked, account.isProtected))}
          />
          <Checkbox
            size="sm"
            label={t('badge.do-not-post')}
            description={t('flags.doNotPost')}
            checked={isDoNotPost ?? account.isDoNotPost}
            onChange={(event) => setIsDoNotPost(changed(event.currentTarget.checked, account.isDoNotPost))}
          />
          <ReasonInput hint={t('flags.reasonHint')} value={reason} onChange={setReason} />
          <FailureNote failure={set.failure} onRetry={set.retry} />
          <DialogActs onBack={onClose}>
            <Button size="sm" type="submit" loading={set.isBusy} disabled={isSame || reason.trim() === ''}>
              {t('flags.confirm')}
            </Button>
          </DialogActs>
        </Stack>
      </form>
    </Dialog>
  );
};
