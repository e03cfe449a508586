import { Group, Stack, Text, Title } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { announce } from '../announce.ts';
import { saveFile } from '../call.ts';
import { FailureNote } from '../parts/FailureNote.tsx';
import { Loading } from '../parts/Loading.tsx';
import { Permitted } from '../parts/Permitted.tsx';
import { PurgeDue } from '../parts/PurgeDue.tsx';
import { PurgeTable } from '../parts/PurgeTable.tsx';
import { Section } from '../parts/Section.tsx';
import { ToneNote } from '../parts/ToneNote.tsx';
import { useMe } from '../session.ts';
import { useAct, useAsk, useCall, useTopic } from '../use-call.ts';
import { AskPurge } from './AskPurge.tsx';
import { Disclosures } from './Disclosures.tsx';

/** Whose time is over, and the purges that two administrators answer for. */
export const Purges = () => {
  const { t } = useTranslation();
  const { role } = useMe();
  const [isAsking, setIsAsking] = useState(false);
  const [saved, setSaved] = useState<string | null>(null);
  const view = useCall('purge.overview', {}, { keepsLast: true });
  useTopic('purges', ['purge.overview']);
  useTopic('jobs', ['purge.overview']);
  const keep = ({ file, fileName }: { file: string; fileName: string }) =>
    void saveFile(file, fileName).then(
      () => setSaved(fileName),
      () => announce(t('fault.unreachable'), 'refused'),
    );
  const certificate = useAsk('purge.certificate', keep);
  const ids = useAsk('purge.ids', keep);
  const stop = useAct('purge.stop', () => announce(t('purges.stopping')));
  const goOn = useAct('purge.goOn', () => announce(t('purges.goesOn')));
  const isBusy = [certificate, ids, stop, goOn].some((act) => act.isBusy);
  const failure = certificate.failure ?? ids.failure ?? stop.failure ?? goOn.failure;
  const runs = view.data?.runs ?? [];

  return (
    <Stack gap="sm" maw={1400} mx="auto">
      <Title order={1}>{t('purges.title')}</Title>
      <FailureNote failure={view.error?.failure} onRetry={() => void view.refetch()} />
      {view.isPending && <Loading rows={8} />}
      {view.data && (
        <Section
          title={t('purges.dueTitle')}
          aside={
            role === 'admin' && (
              <Group gap="sm">
                <Permitted permission={view.data.can.ask} label={t('purges.ask')} onAct={() => setIsAsking(true)} />
              </Group>
            )
          }
        >
          <PurgeDue view={view.data} opensAccounts={role === 'admin'} />
        </Section>
      )}
      {view.data && (
        <Section title={t('purges.runs')}>
          <Stack gap="sm">
            {saved && <ToneNote tone="good">{t('parts.saved', { file: saved })}</ToneNote>}
            <FailureNote failure={failure} onRetry={stop.retry ?? goOn.retry} />
            {runs.length === 0 ? (
              <Text c="dimmed">{t('purges.none')}</Text>
            ) : (
              <PurgeTable
                runs={runs}
                mayAct={role === 'admin'}
                isBusy={isBusy}
                onStop={({ runId }) => void stop.run({ runId })}
                onGoOn={({ runId }) => void goOn.run({ runId })}
                onSave={({ runId }, what) => void (what === 'ids' ? ids : certificate).run({ runId })}
              />
            )}
          </Stack>
        </Section>
      )}
      {role === 'admin' && <Disclosures />}
      {view.data && isAsking && <AskPurge view={view.data} onClose={() => setIsAsking(false)} />}
    </Stack>
  );
};
