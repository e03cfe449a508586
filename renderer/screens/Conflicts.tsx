import { Group, SegmentedControl, Stack, Text, Title } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Keep } from '../choices.ts';
import { type Conflict, ConflictTable } from '../parts/ConflictTable.tsx';
import { FailureNote } from '../parts/FailureNote.tsx';
import { Loading } from '../parts/Loading.tsx';
import { useCall, useTopic } from '../use-call.ts';
import { SettleConflict } from './SettleConflict.tsx';

const states = ['conflict', 'pending'] as const;

/** Where the desk and the customer system do not say the same: a work list to settle. */
export const Conflicts = () => {
  const { t } = useTranslation();
  const [state, setState] = useState<(typeof states)[number]>('conflict');
  const [settling, setSettling] = useState<{ conflict: Conflict; keep: Keep } | null>(null);
  const list = useCall('pendingChange.list', { state }, { keepsLast: true });
  useTopic('pendingChanges', ['pendingChange.list']);

  return (
    <Stack gap="sm" maw={1400} mx="auto">
      <Group justify="space-between">
        <Title order={1}>{t('conflicts.title')}</Title>
        <SegmentedControl
          aria-label={t('conflicts.which')}
          value={state}
          onChange={setState}
          data={states.map((value) => ({ value, label: t(`conflictList.${value}`) }))}
        />
      </Group>
      <Text c="dimmed">{t(`conflictSentence.${state}`)}</Text>
      <FailureNote failure={list.error?.failure} onRetry={() => void list.refetch()} />
      {list.isPending && <Loading />}
      {list.data?.changes.length === 0 && (
        <Text c="dimmed" py="lg">
          {t(state === 'conflict' ? 'conflicts.noneConflict' : 'conflicts.nonePending')}
        </Text>
      )}
      {list.data && list.data.changes.length > 0 && (
        <ConflictTable changes={list.data.changes} onSettle={(conflict, keep) => setSettling({ conflict, keep })} />
      )}
      {list.data?.hasMore && <Text c="dimmed">{t('conflicts.more')}</Text>}
      {settling && <SettleConflict {...settling} onClose={() => setSettling(null)} />}
    </Stack>
  );
};
