import { Group, SegmentedControl, Stack, Switch, Text, Title } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useLocation } from 'wouter';
import { announce } from '../announce.ts';
import { CallBackTable } from '../parts/CallBackTable.tsx';
import { FailureNote } from '../parts/FailureNote.tsx';
import { Loading } from '../parts/Loading.tsx';
import { useAct, useCall, useTopic } from '../use-call.ts';
import { NotReached } from './NotReached.tsx';

const states = ['open', 'settled'] as const;

/** Promised call-backs as a work list. */
export const CallBacks = () => {
  const { t } = useTranslation();
  const [, goTo] = useLocation();
  const [state, setState] = useState<(typeof states)[number]>('open');
  const [isMine, setIsMine] = useState(false);
  const [notReached, setNotReached] = useState<number | null>(null);
  const list = useCall('callBack.list', { state, isMine }, { keepsLast: true });
  const settle = useAct('callBack.settle', () => announce(t('callBacks.settled')));
  useTopic('callBacks', ['callBack.list']);

  return (
    <Stack gap="sm" maw={1400} mx="auto">
      <Group justify="space-between">
        <Title order={1}>{t('callBacks.title')}</Title>
        <Group>
          <Switch
            label={t('callBacks.mine')}
            checked={isMine}
            onChange={(event) => setIsMine(event.currentTarget.checked)}
          />
          <SegmentedControl
            aria-label={t('callBacks.which')}
            value={state}
            onChange={setState}
            data={states.map((value) => ({ value, label: t(`callBackList.${value}`) }))}
          />
        </Group>
      </Group>
      <FailureNote failure={list.error?.failure} onRetry={() => void list.refetch()} />
      <FailureNote failure={settle.failure} onRetry={settle.retry} />
      {list.isPending && <Loading />}
      {list.data?.callBacks.length === 0 && (
        <Text c="dimmed" py="lg">
          {t(state === 'open' ? 'callBacks.noneOpen' : 'callBacks.noneSettled')}
        </Text>
      )}
      {list.data && list.data.callBacks.length > 0 && (
        <CallBackTable
          callBacks={list.data.callBacks}
          isBusy={settle.isBusy}
          onOpen={goTo}
          onDone={(callBackId) => void settle.run({ callBackId, outcome: 'done', nextAt: null })}
          onNotReached={setNotReached}
        />
      )}
      {list.data?.hasMore && <Text c="dimmed">{t('callBacks.more')}</Text>}
      {notReached !== null && <NotReached callBackId={notReached} onClose={() => setNotReached(null)} />}
    </Stack>
  );
};
