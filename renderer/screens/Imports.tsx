import { Stack, Text, Title } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { FailureNote } from '../parts/FailureNote.tsx';
import { ImportHistory } from '../parts/ImportHistory.tsx';
import { Loading } from '../parts/Loading.tsx';
import { ToneNote } from '../parts/ToneNote.tsx';
import { useCall, useTopic } from '../use-call.ts';
import { ImportFile } from './ImportFile.tsx';
import { ImportJob } from './ImportJob.tsx';

/** Files of the customer system: taken in here, and all that were. */
export const Imports = ({ isDemo }: { readonly isDemo: boolean }) => {
  const { t } = useTranslation();
  const list = useCall('import.list', {}, { keepsLast: true });
  useTopic('jobs', ['import.list']);
  const job = list.data?.job ?? null;
  const isBusy = job?.state === 'waiting' || job?.state === 'running';
  return (
    <Stack gap="sm" maw={1400} mx="auto">
      <Title order={1}>{t('imports.title')}</Title>
      <FailureNote failure={list.error?.failure} onRetry={() => void list.refetch()} />
      {list.isPending && <Loading rows={8} />}
      {job && <ImportJob key={job.jobId} job={job} />}
      {isDemo ? <ToneNote tone="quiet">{t('refusal.demo-database')}</ToneNote> : <ImportFile isBusy={isBusy} />}
      {list.data && (
        <>
          <Title order={2}>{t('imports.history')}</Title>
          {list.data.runs.length === 0 ? (
            <Text c="dimmed">{t('imports.none')}</Text>
          ) : (
            <ImportHistory runs={list.data.runs} />
          )}
        </>
      )}
    </Stack>
  );
};
