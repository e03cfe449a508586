import { Button, Group, Progress, Stack, Text, TextInput } from '@mantine/core';
import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Dialog } from '../parts/Dialog.tsx';
import { DialogActs } from '../parts/DialogActs.tsx';
import { Facts } from '../parts/Facts.tsx';
import { FailureNote } from '../parts/FailureNote.tsx';
import { Loading } from '../parts/Loading.tsx';
import { Section } from '../parts/Section.tsx';
import { ToneNote } from '../parts/ToneNote.tsx';
import { serverNow } from '../server-clock.ts';
import { tokyoDay, useTokyo } from '../tokyo.ts';
import { useAct, useCall, useTopic } from '../use-call.ts';

const dayMs = 86_400_000;
type Batch = {
  readonly total: number;
  readonly sent: number;
  readonly throughId: number;
  readonly after: number | null;
};

/** All bill mails that failed in some days: how many, which of them can go once more, and sending those. */
export const FailedMails = () => {
  const { t } = useTranslation();
  const tokyo = useTokyo();
  const [fromOn, setFromOn] = useState(() => tokyoDay(serverNow() - 2 * dayMs));
  const [throughOn, setThroughOn] = useState(() => tokyoDay(serverNow()));
  const days = { fromOn, throughOn };
  const isWhole = fromOn !== '' && throughOn !== '';
  const count = useCall('resend.failed', days, { isEnabled: isWhole, keepsLast: true });
  useTopic('outbox', ['resend.failed']);
  const [isConfirming, setIsConfirming] = useState(false);
  const [batch, setBatch] = useState<Batch | null>(null);
  const send = useAct('resend.all', ({ mails, after }) =>
    setBatch((now) => now && { ...now, sent: now.sent + mails, after }),
  );
  const { run, isBusy, failure } = send;
  const goesOn = batch !== null && batch.after !== null && !isBusy && failure === null;
  useEffect(() => {
    if (goesOn && batch?.after != null) void run({ fromOn, throughOn, throughId: batch.throughId, after: batch.after });
  });
  const isSending = batch !== null && batch.after !== null;
  const total = count.data?.failed.reduce((sum, { mails }) => sum + mails, 0) ?? 0;

  return (
    <Section title={t('failedMails.title')}>
      <Stack gap="sm">
        <Text fz="sm">{t('failedMails.sentence')}</Text>
        <Group align="end">
          <TextInput
            size="sm"
            type="date"
            label={t('failedMails.from')}
            value={fromOn}
            disabled={isSending}
            onChange={({ currentTarget }) => setFromOn(currentTarget.value)}
          />
          <TextInput
            size="sm"
            type="date"
            label={t('failedMails.through')}
            value={throughOn}
            disabled={isSending}
            onChange={({ currentTarget }) => setThroughOn(currentTarget.value)}
          />
        </Group>
        <FailureNote failure={count.error?.failure} onRetry={() => void count.refetch()} />
        {count.isPending && isWhole && <Loading rows={3} />}
        {count.data && total === 0 && <Text c="dimmed">{t('failedMails.none')}</Text>}
        {count.data && total > 0 && (
          <Facts
            facts={[
              ...count.data.failed.map(
                ({ state, mails }) => [t(`mailState.${state}`), t('failedMails.mails', { n: mails })] as const,
              ),
              [
                t('failedMails.ready'),
                t('failedMails.readyText', { n: count.data.ready, accounts: count.data.accounts }),
              ],
              [t('failedMails.kept'), t('failedMails.keptText', { n: total - count.data.ready })],
            ]}
          />
        )}
        {batch && (
          <>
            <Progress
              value={batch.total === 0 ? 100 : Math.min(100, (batch.sent / batch.total) * 100)}
              aria-label={t('failedMails.progress')}
            />
            <ToneNote tone={batch.after === null ? 'good' : 'quiet'}>
              {t(batch.after === null ? 'failedMails.done' : 'failedMails.sending', {
                n: batch.sent,
                total: batch.total,
              })}
            </ToneNote>
          </>
        )}
        <FailureNote failure={failure} onRetry={send.retry} />
        <Group justify="flex-end">
          <Button
            size="sm"
            disabled={!count.data || count.data.ready === 0 || isSending}
            onClick={() => setIsConfirming(true)}
          >
            {t('failedMails.button')}
          </Button>
        </Group>
      </Stack>
      {isConfirming && count.data && (
        <Dialog title={t('failedMails.title')} onClose={() => setIsConfirming(false)}>
          <Text>
            {t('failedMails.confirmSentence', {
              n: count.data.ready,
              accounts: count.data.accounts,
              from: tokyo.date(fromOn),
              through: tokyo.date(throughOn),
            })}
          </Text>
          <DialogActs onBack={() => setIsConfirming(false)}>
            <Button
              size="sm"
              onClick={() => {
                if (!count.data) return;
                setIsConfirming(false);
                setBatch({ total: count.data.ready, sent: 0, throughId: count.data.throughId, after: 0 });
              }}
            >
              {t('failedMails.confirm', { n: count.data.ready })}
            </Button>
          </DialogActs>
        </Dialog>
      )}
    </Section>
  );
};
