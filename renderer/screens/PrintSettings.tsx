import { Stack, Title } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { CardTabs } from '../parts/CardTabs.tsx';
import { FailureNote } from '../parts/FailureNote.tsx';
import { Loading } from '../parts/Loading.tsx';
import { useCall, useTopic } from '../use-call.ts';
import { HouseKey } from './HouseKey.tsx';
import { PrintSamples } from './PrintSamples.tsx';
import { SenderForm } from './SenderForm.tsx';

/** How cards are printed: their sender, the print house's key, and samples to prove both by. */
export const PrintSettings = () => {
  const { t } = useTranslation();
  const settings = useCall('print.settings', {});
  useTopic('batches', ['print.settings']);
  return (
    <Stack gap="sm" maw={1400} mx="auto">
      <Title order={1}>{t('batches.title')}</Title>
      <CardTabs open="print" />
      <FailureNote failure={settings.error?.failure} onRetry={() => void settings.refetch()} />
      {settings.isPending && <Loading rows={10} />}
      {settings.data && (
        <>
          <SenderForm settings={settings.data} />
          <HouseKey houseKey={settings.data.houseKey} />
          <PrintSamples hasSender={settings.data.sender !== null} />
        </>
      )}
    </Stack>
  );
};
