import { Anchor, Stack, Title } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Link } from 'wouter';
import { FailureNote } from '../parts/FailureNote.tsx';
import { Loading } from '../parts/Loading.tsx';
import { Section } from '../parts/Section.tsx';
import { type Setting, SettingTable } from '../parts/SettingTable.tsx';
import { ToneNote } from '../parts/ToneNote.tsx';
import { useCall, useTopic } from '../use-call.ts';
import { CalendarDays } from './CalendarDays.tsx';
import { SettingChange } from './SettingChange.tsx';
import { SettingHistory } from './SettingHistory.tsx';

const groups = ['lock', 'verification', 'retention', 'card', 'mail', 'desk'] as const;

/** Every number that the rules leave to the utility: what it means, and what it is now. */
export const Settings = () => {
  const { t } = useTranslation();
  const list = useCall('setting.list', {});
  const open = useCall('approval.list', { state: 'open' });
  const [changing, setChanging] = useState<string | null>(null);
  const [looking, setLooking] = useState<Setting | null>(null);
  useTopic('settings', ['setting.list', 'setting.history']);

  // As it stands now, should somebody change it while the dialog is open.
  const changed = list.data?.settings.find(({ name }) => name === changing);
  const waiting = open.data?.approvals.length ?? 0;
  return (
    <Stack gap="sm" maw={1400} mx="auto">
      <Title order={1}>{t('settings.title')}</Title>
      <FailureNote failure={list.error?.failure} onRetry={() => void list.refetch()} />
      {waiting > 0 && (
        <ToneNote
          tone="quiet"
          aside={
            <Anchor component={Link} href="/approvals" fz="sm">
              {t('settings.toApprovals')}
            </Anchor>
          }
        >
          {t('settings.waiting', { n: waiting })}
        </ToneNote>
      )}
      {list.isPending && <Loading rows={10} />}
      {list.data &&
        groups.map((group) => {
          const settings = list.data.settings.filter((setting) => setting.group === group);
          return (
            <Section key={group} title={t(`settingGroup.${group}`)}>
              {settings.some(({ needsApproval }) => needsApproval) && (
                <ToneNote tone="quiet">{t('settings.needsApproval')}</ToneNote>
              )}
              <SettingTable settings={settings} onChange={({ name }) => setChanging(name)} onHistory={setLooking} />
            </Section>
          );
        })}
      <CalendarDays />
      {changed && <SettingChange setting={changed} onClose={() => setChanging(null)} />}
      {looking && <SettingHistory setting={looking} onClose={() => setLooking(null)} />}
    </Stack>
  );
};
