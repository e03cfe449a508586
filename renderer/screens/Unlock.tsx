import { Button, Group, Modal, NativeSelect, Stack, Text, Textarea } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { type UnlockReason, unlockReasons } from '../choices.ts';
import type { AccountRead } from '../parts/AccountHeader.tsx';
import { FailureNote } from '../parts/FailureNote.tsx';
import { SpokenLine } from '../parts/SpokenLine.tsx';
import { ToneNote } from '../parts/ToneNote.tsx';
import { useAct } from '../use-call.ts';

type Props = { readonly account: AccountRead; readonly onClose: () => void };

/** Lifts the login limit: reason, confirmation, and what to say to the caller. */
export const Unlock = ({ account, onClose }: Props) => {
  const { t } = useTranslation();
  const [reason, setReason] = useState<UnlockReason | ''>('');
  const [note, setNote] = useState('');
  const [noticesQueued, setNoticesQueued] = useState<number | null>(null);
  const unlock = useAct('account.unlock', (done) => setNoticesQueued(done.noticesQueued));

  const isDone = noticesQueued !== null;
  return (
    <Modal
      opened
      onClose={onClose}
      title={t('unlock.title', { name: account.customer.name })}
      closeButtonProps={{ 'aria-label': t('act.close') }}
      closeOnClickOutside={isDone}
    >
      {isDone ? (
        <Stack gap="sm">
          <ToneNote tone="good">{t('unlock.done')}</ToneNote>
          <Text>{noticesQueued > 0 ? t('unlock.notices', { n: noticesQueued }) : t('unlock.noNotice')}</Text>
          <SpokenLine>{t('unlock.say')}</SpokenLine>
          <Group justify="flex-end">
            <Button size="sm" onClick={onClose} data-autofocus>
              {t('act.close')}
            </Button>
          </Group>
        </Stack>
      ) : (
        <Stack gap="sm">
          <Text>{t('unlock.sentence')}</Text>
          <NativeSelect
            size="sm"
            label={t('unlock.reason')}
            data-autofocus
            value={reason}
            onChange={(event) => setReason(event.currentTarget.value as UnlockReason | '')}
            data={[
              { value: '', label: t('act.choose'), disabled: true },
              ...unlockReasons.map((value) => ({ value, label: t(`unlockReason.${value}`) })),
            ]}
          />
          <Textarea
            size="sm"
            label={t('unlock.note')}
            description={t('note.hint')}
            maxLength={2000}
            value={note}
            onChange={(event) => setNote(event.currentTarget.value)}
          />
          <FailureNote failure={unlock.failure} onRetry={unlock.retry} />
          <Group justify="flex-end">
            <Button size="sm" variant="default" onClick={onClose}>
              {t('act.cancel')}
            </Button>
            <Button
              size="sm"
              disabled={reason === ''}
              loading={unlock.isBusy}
              onClick={() => reason !== '' && void unlock.run({ accountId: account.accountId, reason, note })}
            >
              {t('unlock.confirm')}
            </Button>
          </Group>
        </Stack>
      )}
    </Modal>
  );
};
