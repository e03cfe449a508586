import { Group, SegmentedControl, Stack, Text, Title } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useLocation } from 'wouter';
import { ApprovalList } from '../parts/ApprovalList.tsx';
import { FailureNote } from '../parts/FailureNote.tsx';
import { Loading } from '../parts/Loading.tsx';
import { useCall } from '../use-call.ts';
import { Approval } from './Approval.tsx';
import classes from './Approvals.module.css';

const states = ['open', 'decided'] as const;

/** What others have asked for: the list on the left, the facts to decide on beside it. */
export const Approvals = ({ approvalId }: { readonly approvalId: number | null }) => {
  const { t } = useTranslation();
  const [, goTo] = useLocation();
  const [state, setState] = useState<(typeof states)[number]>('open');
  const list = useCall('approval.list', { state }, { keepsLast: true });
  const choose = (next: typeof state) => {
    setState(next);
    goTo('/approvals');
  };

  return (
    <Stack gap="sm" maw={1400} mx="auto">
      <Group justify="space-between">
        <Title order={1}>{t('approvals.title')}</Title>
        <SegmentedControl
          aria-label={t('approvals.which')}
          value={state}
          onChange={choose}
          data={states.map((value) => ({ value, label: t(`approvalList.${value}`) }))}
        />
      </Group>
      <FailureNote failure={list.error?.failure} onRetry={() => void list.refetch()} />
      {list.isPending && <Loading />}
      <div className={classes.columns}>
        <Stack gap="xs" miw={0}>
          {list.data?.approvals.length === 0 && (
            <Text c="dimmed" py="lg">
              {t(state === 'open' ? 'approvals.noneOpen' : 'approvals.noneDecided')}
            </Text>
          )}
          {list.data && list.data.approvals.length > 0 && (
            <ApprovalList approvals={list.data.approvals} openId={approvalId} />
          )}
          {list.data?.hasMore && <Text c="dimmed">{t('approvals.more')}</Text>}
        </Stack>
        {approvalId === null ? (
          list.data && list.data.approvals.length > 0 && <Text c="dimmed">{t('approvals.choose')}</Text>
        ) : (
          <Approval key={approvalId} approvalId={approvalId} onDecided={() => goTo('/approvals')} />
        )}
      </div>
    </Stack>
  );
};
