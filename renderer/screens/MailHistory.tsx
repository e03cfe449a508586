import { Button, Text } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { FailureNote } from '../parts/FailureNote.tsx';
import { Loading } from '../parts/Loading.tsx';
import { MailTable } from '../parts/MailTable.tsx';
import { useCall, useTopic } from '../use-call.ts';

type Props = { readonly accountId: number; readonly billId: number };
const firstMails = 5;
const mostMails = 100;

/** What became of the mails of a bill, as it becomes. */
export const MailHistory = ({ accountId, billId }: Props) => {
  const { t } = useTranslation();
  const [limit, setLimit] = useState(firstMails);
  const history = useCall('resend.history', { accountId, billId, limit }, { keepsLast: true });
  useTopic(`account:${accountId}`, ['resend.history']);
  if (history.isPending) return <Loading rows={2} />;
  if (!history.data) return <FailureNote failure={history.error.failure} onRetry={() => void history.refetch()} />;
  const { mails, hasMore } = history.data;
  if (mails.length === 0) return <Text c="dimmed">{t('mails.none')}</Text>;
  return (
    <>
      <MailTable label={t('mails.title')} mails={mails} />
      {hasMore && limit < mostMails && (
        <Button size="xs" variant="default" onClick={() => setLimit(mostMails)}>
          {t('act.more')}
        </Button>
      )}
    </>
  );
};
