import { Button, Radio, Stack, Text } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { AccountRead } from '../parts/AccountHeader.tsx';
import { Dialog } from '../parts/Dialog.tsx';
import { DialogActs } from '../parts/DialogActs.tsx';
import { FailureNote } from '../parts/FailureNote.tsx';
import { Loading } from '../parts/Loading.tsx';
import { Permitted } from '../parts/Permitted.tsx';
import { SpokenLine } from '../parts/SpokenLine.tsx';
import { ToneNote } from '../parts/ToneNote.tsx';
import { useAct, useCall } from '../use-call.ts';

type Props = { readonly account: AccountRead; readonly onClose: () => void };

/** The mail that asks to confirm an address, once more: for one that was never confirmed, or from which mail came back. */
export const ConfirmAgain = ({ account: { accountId }, onClose }: Props) => {
  const { t } = useTranslation();
  const look = useCall('resend.look', { accountId });
  const [chosen, setChosen] = useState<number | null>(null);
  const confirm = useAct('resend.confirmation', () => {});
  const open = look.data?.addresses.filter(({ reason }) => reason === 'unconfirmed' || reason === 'bounced') ?? [];
  const mailId = chosen ?? open[0]?.mailId ?? null;
  const frame = { title: t('confirmAgain.title'), onClose, isWide: true };

  if (confirm.timesDone > 0)
    return (
      <Dialog {...frame}>
        <ToneNote tone="good">{t('confirmAgain.done')}</ToneNote>
        <SpokenLine>{t('confirmAgain.say')}</SpokenLine>
        <Button size="sm" ml="auto" onClick={onClose} autoFocus>
          {t('act.close')}
        </Button>
      </Dialog>
    );
  return (
    <Dialog {...frame}>
      <Text>{t('confirmAgain.sentence')}</Text>
      {look.isPending && <Loading rows={2} />}
      <FailureNote failure={look.error?.failure} onRetry={() => void look.refetch()} />
      <Radio.Group label={t('resend.addresses')} value={String(mailId)} onChange={(value) => setChosen(Number(value))}>
        <Stack gap={6} mt={4}>
          {open.map((mail) => (
            <Radio
              key={mail.mailId}
              value={String(mail.mailId)}
              label={mail.masked}
              description={mail.reason && t(`addressOff.${mail.reason}`)}
            />
          ))}
        </Stack>
      </Radio.Group>
      <FailureNote failure={confirm.failure} onRetry={confirm.retry} />
      <DialogActs onBack={onClose}>
        {look.data && (
          <Permitted
            size="sm"
            permission={look.data.can}
            label={t('confirmAgain.confirm')}
            loading={confirm.isBusy}
            isOff={mailId === null}
            onAct={() => mailId !== null && void confirm.run({ accountId, mailId })}
          />
        )}
      </DialogActs>
    </Dialog>
  );
};
