import { Button, Group, SegmentedControl, Stack, Text, Title } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { announce } from '../announce.ts';
import type { Keep } from '../choices.ts';
import { BeforeAfter } from '../parts/BeforeAfter.tsx';
import { type Conflict, ConflictTable } from '../parts/ConflictTable.tsx';
import { Dialog } from '../parts/Dialog.tsx';
import { DialogActs } from '../parts/DialogActs.tsx';
import { FailureNote } from '../parts/FailureNote.tsx';
import { Loading } from '../parts/Loading.tsx';
import { useAct, useCall, useTopic } from '../use-call.ts';
import { useWords } from '../words.ts';

const states = ['conflict', 'pending'] as const;

/** Where the desk and the customer system do not say the same: a work list to settle. */
export const Conflicts = () => {
  const { t } = useTranslation();
  const words = useWords();
  const [state, setState] = useState<(typeof states)[number]>('conflict');
  const [settling, setSettling] = useState<{ conflict: Conflict; keep: Keep } | null>(null);
  const list = useCall('pendingChange.list', { state }, { keepsLast: true });
  const settle = useAct('pendingChange.settle', () => {
    announce(t('conflicts.settled'));
    setSettling(null);
  });
  useTopic('pendingChanges', ['pendingChange.list']);

  const none = t('none');
  const other = settling?.keep === 'ours' ? settling.conflict.theirs : settling?.conflict.ours;
  const kept = settling?.keep === 'ours' ? settling.conflict.ours : settling?.conflict.theirs;
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
      {settling && (
        <Dialog
          title={t('conflicts.settleTitle', { name: settling.conflict.customerName })}
          onClose={() => setSettling(null)}
        >
          <Text>{t(`conflictKeep.${settling.keep}`)}</Text>
          <BeforeAfter
            changes={[
              {
                what: words.t(`field.${settling.conflict.field}`, 'field.address'),
                before: other || none,
                after: kept || none,
              },
            ]}
            labels={[t('conflicts.givenUp'), t('conflicts.kept')]}
          />
          <FailureNote failure={settle.failure} onRetry={settle.retry} />
          <DialogActs onBack={() => setSettling(null)}>
            <Button
              size="sm"
              loading={settle.isBusy}
              onClick={() => void settle.run({ changeId: settling.conflict.changeId, keep: settling.keep })}
              autoFocus
            >
              {t(`conflictKeepButton.${settling.keep}`)}
            </Button>
          </DialogActs>
        </Dialog>
      )}
    </Stack>
  );
};
