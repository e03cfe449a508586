import { Group, NativeSelect, SegmentedControl, Stack, Text, Title } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useLocation, useSearch } from 'wouter';
import type { Output } from '../../main/contract/index.ts';
import { CardRequestTable } from '../parts/CardRequestTable.tsx';
import { CardTabs } from '../parts/CardTabs.tsx';
import { FailureNote } from '../parts/FailureNote.tsx';
import { Loading } from '../parts/Loading.tsx';
import { useMe } from '../session.ts';
import { useCall, useTopic } from '../use-call.ts';
import { MendCard } from './MendCard.tsx';
import { NoticeCards } from './NoticeCards.tsx';

const states = ['waiting', 'in-batch', 'dropped-out'] as const;
const ages = [0, 3, 7, 14, 30] as const;

/** Requests for postcards as a work list: what waits for a batch, is in one, or has to be mended first. */
export const Cards = () => {
  const { t } = useTranslation();
  const [, goTo] = useLocation();
  const search = useSearch();
  const { role } = useMe();
  // The way from the batches leads to what has to be mended.
  const [state, setState] = useState<(typeof states)[number]>(search === 'dropped-out' ? 'dropped-out' : 'waiting');
  const [mending, setMending] = useState<Output<'card.list'>['requests'][number] | null>(null);
  const [minDays, setMinDays] = useState(0);
  const list = useCall('card.list', { state, minDays }, { keepsLast: true });
  useTopic('cards', ['card.list']);

  return (
    <Stack gap="sm" maw={1400} mx="auto">
      {role === 'admin' && (
        <>
          <Title order={1}>{t('batches.title')}</Title>
          <CardTabs open="requests" />
        </>
      )}
      <Group justify="space-between">
        <Title order={role === 'admin' ? 2 : 1}>{t('cards.title')}</Title>
        <Group>
          <NativeSelect
            aria-label={t('cards.age')}
            value={String(minDays)}
            onChange={(event) => setMinDays(Number(event.currentTarget.value))}
            data={ages.map((days) => ({
              value: String(days),
              label: days === 0 ? t('cards.anyAge') : t('cards.minDays', { n: days }),
            }))}
          />
          <SegmentedControl
            aria-label={t('cards.which')}
            value={state}
            onChange={setState}
            data={states.map((value) => ({
              value,
              label: t('cards.counted', { state: t(`cardState.${value}`), n: list.data?.counts[value] ?? 0 }),
            }))}
          />
        </Group>
      </Group>
      <FailureNote failure={list.error?.failure} onRetry={() => void list.refetch()} />
      {list.isPending && <Loading />}
      {list.data?.requests.length === 0 && (
        <Text c="dimmed" py="lg">
          {t('cards.none')}
        </Text>
      )}
      {list.data && list.data.requests.length > 0 && (
        <CardRequestTable
          requests={list.data.requests}
          onOpen={(accountId) => goTo(`/accounts/${accountId}`)}
          onMend={setMending}
        />
      )}
      {list.data?.hasMore && <Text c="dimmed">{t('cards.more')}</Text>}
      <NoticeCards />
      {mending && (
        <MendCard
          key={mending.requestId}
          cardRequestId={mending.requestId}
          customerName={mending.customerName}
          onClose={() => setMending(null)}
        />
      )}
    </Stack>
  );
};
