import { Button, Group, NativeSelect, Stack, Text } from '@mantine/core';
import { IconDownload } from '@tabler/icons-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { announce } from '../announce.ts';
import { saveFile } from '../call.ts';
import { FailureNote } from '../parts/FailureNote.tsx';
import { Section } from '../parts/Section.tsx';
import { ToneNote } from '../parts/ToneNote.tsx';
import { useAsk } from '../use-call.ts';

const layouts = ['v-fold', 'single'] as const;
const samples = ['proof', 'calibration'] as const;

/** 見本 for the proof-reading, and rulers to measure a printer by. */
export const PrintSamples = ({ hasSender }: { readonly hasSender: boolean }) => {
  const { t } = useTranslation();
  const [layout, setLayout] = useState<(typeof layouts)[number]>('v-fold');
  const [saved, setSaved] = useState<string | null>(null);
  const sample = useAsk('print.sample', ({ file, fileName }) => {
    void saveFile(file, fileName).then(
      () => setSaved(fileName),
      () => announce(t('fault.unreachable'), 'refused'),
    );
  });
  return (
    <Section title={t('printSamples.title')}>
      <Stack gap="sm">
        <Text c="dimmed">{t('printSamples.sentence')}</Text>
        <Group align="end">
          <NativeSelect
            size="sm"
            label={t('printSamples.layout')}
            value={layout}
            onChange={(event) => setLayout(event.currentTarget.value as typeof layout)}
            data={layouts.map((value) => ({ value, label: t(`cardLayout.${value}`) }))}
          />
          {samples.map((what) => (
            <Button
              key={what}
              size="sm"
              variant="default"
              leftSection={<IconDownload size={16} aria-hidden />}
              disabled={!hasSender || sample.isBusy}
              onClick={() => void sample.run({ what, layout, batchId: null })}
            >
              {t(`printSample.${what}`)}
            </Button>
          ))}
        </Group>
        {!hasSender && (
          <Text fz="xs" c="dimmed">
            {t('reason.sender-missing')}
          </Text>
        )}
        {saved && <ToneNote tone="good">{t('parts.saved', { file: saved })}</ToneNote>}
        <FailureNote failure={sample.failure} />
      </Stack>
    </Section>
  );
};
