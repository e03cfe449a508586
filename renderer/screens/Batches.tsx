import { Anchor, Group, Stack, Text, Title } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Link, useLocation } from 'wouter';
import { BatchTable } from '../parts/BatchTable.tsx';
import { CardTabs } from '../parts/CardTabs.tsx';
import { Facts } from '../parts/Facts.tsx';
import { FailureNote } from '../parts/FailureNote.tsx';
import { Loading } from '../parts/Loading.tsx';
import { Permitted } from '../parts/Permitted.tsx';
import { Section } from '../parts/Section.tsx';
import { ToneNote } from '../parts/ToneNote.tsx';
import { useTokyo } from '../tokyo.ts';
import { useCall, useTopic } from '../use-call.ts';
import { MakeBatch } from './MakeBatch.tsx';

const wayTo = { sender: '/cards/print', 'second-admin': '/staff' } as const;

/** Cards on their way to the customers: what waits for the next batch, and every batch so far. */
export const Batches = () => {
  const { t } = useTranslation();
  const tokyo = useTokyo();
  const [, goTo] = useLocation();
  const [isMaking, setIsMaking] = useState(false);
  const list = useCall('batch.list', {}, { keepsLast: true });
  // Of another kind than a batch's, and waiting for the same admin.
  const notices = useCall('noticeCard.list', {}, { keepsLast: true });
  useTopic('noticeCards', ['noticeCard.list']);
  useTopic('batches', ['batch.list']);
  useTopic('cards', ['batch.list']);
  useTopic('jobs', ['batch.list']);
  const read = list.data;

  return (
    <Stack gap="sm" maw={1400} mx="auto">
      <Title order={1}>{t('batches.title')}</Title>
      <CardTabs open="batches" />
      <FailureNote failure={list.error?.failure} onRetry={() => void list.refetch()} />
      {list.isPending && <Loading rows={8} />}
      {read?.lacks.map((lack) => (
        <ToneNote
          key={lack}
          tone="warn"
          aside={
            <Anchor component={Link} href={wayTo[lack]} fz="sm" style={{ whiteSpace: 'nowrap' }}>
              {t(`batchLackWay.${lack}`)}
            </Anchor>
          }
        >
          {t(`batchLack.${lack}`)}
        </ToneNote>
      ))}
      {read?.hasHouseKey === false && (
        <ToneNote
          tone="quiet"
          aside={
            <Anchor component={Link} href="/cards/print" fz="sm" style={{ whiteSpace: 'nowrap' }}>
              {t('batches.toKey')}
            </Anchor>
          }
        >
          {t('batches.byHand')}
        </ToneNote>
      )}
      {read && (
        <Section title={t('batches.nextTitle')}>
          <Facts
            facts={[
              [t('batches.waiting'), t('batches.requests', { n: read.waiting })],
              [
                t('batches.droppedOut'),
                read.droppedOut === 0 ? (
                  t('batches.requests', { n: 0 })
                ) : (
                  <Anchor key="dropped" component={Link} href="/cards/requests?dropped-out" fz="sm">
                    {t('batches.toMend', { n: read.droppedOut })}
                  </Anchor>
                ),
              ],
              ...(notices.data && notices.data.waiting > 0
                ? [
                    [
                      t('batches.notices'),
                      <Anchor key="notices" component={Link} href="/cards/requests" fz="sm">
                        {t('batches.toPost', { n: notices.data.waiting })}
                      </Anchor>,
                    ] as const,
                  ]
                : []),
              [
                t('batches.nextIssue'),
                read.next
                  ? t('batches.nextDates', {
                      issue: tokyo.date(read.next.issueOn),
                      closes: tokyo.date(read.next.closesOn),
                      posting: tokyo.date(read.next.postingOn),
                    })
                  : t('batches.nextUnknown'),
              ],
            ]}
          />
          <Group mt="sm">
            <Permitted permission={read.can.make} label={t('batches.make')} onAct={() => setIsMaking(true)} />
          </Group>
        </Section>
      )}
      {read && <Title order={2}>{t('batches.history')}</Title>}
      {read?.batches.length === 0 && <Text c="dimmed">{t('batches.none')}</Text>}
      {read && read.batches.length > 0 && <BatchTable batches={read.batches} />}
      {read && isMaking && (
        <MakeBatch list={read} onClose={() => setIsMaking(false)} onMade={(batchId) => goTo(`/cards/${batchId}`)} />
      )}
    </Stack>
  );
};
