import { Box, Button, Group, Text } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { ShownCard } from '../card-words.ts';
import type { AccountRead } from '../parts/AccountHeader.tsx';
import { CardHistoryTable } from '../parts/CardHistoryTable.tsx';
import { CardStand } from '../parts/CardStand.tsx';
import { FailureNote } from '../parts/FailureNote.tsx';
import { Permitted } from '../parts/Permitted.tsx';
import { Section } from '../parts/Section.tsx';
import { ToneNote } from '../parts/ToneNote.tsx';
import { takesCalls, useMe } from '../session.ts';
import { useCall, useTopic } from '../use-call.ts';
import { CancelCard } from './CancelCard.tsx';
import classes from './CardSection.module.css';
import { RecordIncident } from './RecordIncident.tsx';
import { RequestCard } from './RequestCard.tsx';

/** The postcard with login ID and initial password: where it is, what became of those before, and asking for one. */
export const CardSection = ({ account }: { readonly account: AccountRead }) => {
  const { t } = useTranslation();
  const { role } = useMe();
  const { accountId } = account;
  const [dialog, setDialog] = useState<'request' | 'cancel' | ShownCard | null>(null);
  const history = useCall('card.history', { accountId });
  const outlook = useCall('card.outlook', { accountId }, { isEnabled: takesCalls(role) });
  useTopic(`account:${accountId}`, ['card.outlook', 'card.history']);
  useTopic('cards', ['card.outlook', 'card.history']);
  const close = () => setDialog(null);
  const read = outlook.error ? outlook : history;
  if (!history.data || outlook.error)
    return <FailureNote failure={read.error?.failure} onRetry={() => void read.refetch()} />;
  const { cards, hasMore } = history.data;
  const [newest] = cards;
  const open = outlook.data?.open ?? null;
  const mayAsk = account.can.requestCard.reason !== 'not-allowed';

  return (
    <Section title={t('card.title')}>
      {newest ? (
        <CardStand card={newest} />
      ) : (
        <Text fz="sm" c="dimmed" mb={6}>
          {t('card.none')}
        </Text>
      )}
      {open?.isToPull && (
        <Box mb={10}>
          <ToneNote tone="warn">{t('card.toPull')}</ToneNote>
        </Box>
      )}
      {outlook.data && mayAsk && (
        <Group gap={10}>
          {open === null && (
            <Permitted
              permission={account.can.requestCard}
              label={t('card.request')}
              variant="default"
              onAct={() => setDialog('request')}
            />
          )}
          {open !== null && outlook.data.voidingCauses.length > 0 && (
            <Permitted
              permission={account.can.stopPassword}
              label={t('card.stop')}
              variant="default"
              onAct={() => setDialog('request')}
            />
          )}
          {open?.canCancel && (
            <Button variant="default" disabled={!account.can.cancelCard.isAllowed} onClick={() => setDialog('cancel')}>
              {t('card.cancel')}
            </Button>
          )}
        </Group>
      )}
      {(cards.length > 1 || newest?.canRecordIncident) && (
        <details className={classes.earlier} open={newest?.canRecordIncident || newest?.state === 'returned'}>
          <summary>{t('card.history')}</summary>
          <CardHistoryTable cards={cards} onRecordIncident={setDialog} />
          {hasMore && <Text c="dimmed">{t('card.historyMore')}</Text>}
        </details>
      )}
      {dialog === 'request' && outlook.data && <RequestCard account={account} outlook={outlook.data} onClose={close} />}
      {dialog === 'cancel' && <CancelCard account={account} onClose={close} />}
      {dialog !== null && typeof dialog === 'object' && (
        <RecordIncident account={account} card={dialog} onClose={close} />
      )}
    </Section>
  );
};
