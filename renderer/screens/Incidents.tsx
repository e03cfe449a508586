import { Group, SegmentedControl, Stack, Text, Title } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useLocation } from 'wouter';
import { FailureNote } from '../parts/FailureNote.tsx';
import { type Incident, IncidentTable } from '../parts/IncidentTable.tsx';
import { Loading } from '../parts/Loading.tsx';
import { Section } from '../parts/Section.tsx';
import { useMe } from '../session.ts';
import { useCall, useTopic } from '../use-call.ts';
import { ReportIncident } from './ReportIncident.tsx';
import { ReturnedList } from './ReturnedList.tsx';

const states = ['open', 'closed'] as const;

/** Cards that came back, and cards that reached a wrong person. */
export const Incidents = () => {
  const { t } = useTranslation();
  const { role } = useMe();
  const [, goTo] = useLocation();
  const [state, setState] = useState<(typeof states)[number]>('open');
  const [reporting, setReporting] = useState<Incident | null>(null);
  const list = useCall('incident.list', { state }, { keepsLast: true });
  useTopic('incidents', ['incident.list']);
  const incidents = list.data?.incidents ?? [];

  return (
    <Stack gap="sm" maw={1400} mx="auto">
      <Title order={1}>{t('incidents.title')}</Title>
      {role === 'admin' && <ReturnedList />}
      <Section
        title={t('incidents.listTitle')}
        aside={
          <SegmentedControl
            aria-label={t('incidents.which')}
            value={state}
            onChange={setState}
            data={states.map((value) => ({
              value,
              label: t(`incidentState.${value}`, { n: list.data?.open ?? 0 }),
            }))}
          />
        }
      >
        <Stack gap="sm">
          <Text fz="xs" c="dimmed">
            {t('incidents.law')}
          </Text>
          <FailureNote failure={list.error?.failure} onRetry={() => void list.refetch()} />
          {list.isPending && <Loading />}
          {list.data && incidents.length === 0 && (
            <Text c="dimmed" py="lg">
              {t(state === 'open' ? 'incidents.noneOpen' : 'incidents.noneClosed')}
            </Text>
          )}
          {incidents.length > 0 && (
            <IncidentTable
              incidents={incidents}
              onOpen={(accountId) => goTo(`/accounts/${accountId}`)}
              onReport={setReporting}
            />
          )}
          {list.data?.hasMore && (
            <Group>
              <Text c="dimmed">{t('incidents.more')}</Text>
            </Group>
          )}
        </Stack>
      </Section>
      {list.data && reporting?.next && (
        <ReportIncident
          incident={reporting}
          which={reporting.next.which}
          today={list.data.today}
          onClose={() => setReporting(null)}
        />
      )}
    </Stack>
  );
};
