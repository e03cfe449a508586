import { Button, Text } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { AccountRead } from '../parts/AccountHeader.tsx';
import { Facts } from '../parts/Facts.tsx';
import { FailureNote } from '../parts/FailureNote.tsx';
import { Permitted } from '../parts/Permitted.tsx';
import { Section } from '../parts/Section.tsx';
import { useTokyo } from '../tokyo.ts';
import { useCall, useTopic } from '../use-call.ts';
import { CancelCard } from './CancelCard.tsx';
import { RequestCard } from './RequestCard.tsx';

/** The postcard with login ID and initial password: what is under way, and asking for one. */
export const CardSection = ({ account }: { readonly account: AccountRead }) => {
  const { t } = useTranslation();
  const tokyo = useTokyo();
  const [dialog, setDialog] = useState<'request' | 'cancel' | null>(null);
  const outlook = useCall('card.outlook', { accountId: account.accountId });
  useTopic(`account:${account.accountId}`, ['card.outlook']);
  const close = () => setDialog(null);
  if (!outlook.data) return <FailureNote failure={outlook.error?.failure} onRetry={() => void outlook.refetch()} />;
  const { open } = outlook.data;

  return (
    <Section title={t('card.title')}>
      {open ? (
        <>
          <Facts
            facts={[
              [t('card.state'), t(`cardState.${open.state}`)],
              [t('card.cause'), t(`cardCause.${open.cause}`)],
              [t('card.askedAt'), tokyo.moment(open.askedAt)],
            ]}
          />
          {open.canCancel && account.can.requestCard.reason !== 'not-allowed' && (
            <Button
              mt={6}
              variant="default"
              disabled={!account.can.requestCard.isAllowed}
              onClick={() => setDialog('cancel')}
            >
              {t('card.cancel')}
            </Button>
          )}
        </>
      ) : (
        <>
          <Text fz="sm" c="dimmed" mb={6}>
            {t('card.none')}
          </Text>
          {account.can.requestCard.reason !== 'not-allowed' && (
            <Permitted
              permission={account.can.requestCard}
              label={t('card.request')}
              variant="default"
              onAct={() => setDialog('request')}
            />
          )}
        </>
      )}
      {dialog === 'request' && <RequestCard account={account} outlook={outlook.data} onClose={close} />}
      {dialog === 'cancel' && <CancelCard account={account} onClose={close} />}
    </Section>
  );
};
