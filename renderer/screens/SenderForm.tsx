import { Button, Group, NumberInput, Stack, Text } from '@mantine/core';
import { type FormEvent, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Output } from '../../main/contract/index.ts';
import { announce } from '../announce.ts';
import { FailureNote } from '../parts/FailureNote.tsx';
import { Section } from '../parts/Section.tsx';
import { SenderFields } from '../parts/SenderFields.tsx';
import { ToneNote } from '../parts/ToneNote.tsx';
import { emptySender, isWholeSender } from '../sender-fields.ts';
import { useAct } from '../use-call.ts';

const pages = [0, 1] as const;
const axes = ['x', 'y'] as const;
const most = 50;

/** What every card says of its sender, and how far the print house's machine is off. */
export const SenderForm = ({ settings }: { readonly settings: Output<'print.settings'> }) => {
  const { t } = useTranslation();
  const [sender, setSender] = useState(settings.sender ?? emptySender);
  const [offsets, setOffsets] = useState(pages.map((page) => settings.offsets[page] ?? { x: 0, y: 0 }));
  const [version, setVersion] = useState(settings.version);
  const save = useAct('print.setSender', (saved) => {
    setVersion(saved.version);
    announce(t('printSettings.saved'));
  });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    const returnTo = sender.returnTo?.trim() || null;
    void save.run({ sender: { ...sender, returnTo }, offsets, version });
  };
  const change = (page: number, axis: 'x' | 'y', value: number) =>
    setOffsets(offsets.map((one, index) => (index === page ? { ...one, [axis]: value } : one)));
  const isOvertaken = settings.version > version;

  return (
    <Section title={t('printSettings.sender')}>
      <form onSubmit={submit}>
        <Stack gap="md">
          <Text c="dimmed">{t('printSettings.senderSentence')}</Text>
          <SenderFields sender={sender} onChange={(field, value) => setSender({ ...sender, [field]: value })} />
          <div>
            <Text fw={700}>{t('printSettings.offsets')}</Text>
            <Text fz="xs" c="dimmed" mb={6}>
              {t('printSettings.offsetsSentence')}
            </Text>
            <Group gap="lg" align="end">
              {pages.map((page) =>
                axes.map((axis) => (
                  <NumberInput
                    key={`${page} ${axis}`}
                    size="sm"
                    w={170}
                    label={t('printSettings.offset', { page: page + 1, axis: t(`offsetAxis.${axis}`) })}
                    min={-most}
                    max={most}
                    clampBehavior="strict"
                    allowDecimal={false}
                    value={offsets[page]?.[axis] ?? 0}
                    onChange={(value) => change(page, axis, Number(value) || 0)}
                  />
                )),
              )}
            </Group>
          </div>
          {isOvertaken && <ToneNote tone="warn">{t('refusal.changed-meanwhile')}</ToneNote>}
          <FailureNote failure={save.failure} onRetry={save.retry} />
          <Group justify="flex-end">
            {!isWholeSender(sender) && (
              <Text fz="xs" c="dimmed">
                {t('printSettings.fillIn')}
              </Text>
            )}
            <Button size="sm" type="submit" disabled={!isWholeSender(sender)} loading={save.isBusy}>
              {t('printSettings.save')}
            </Button>
          </Group>
        </Stack>
      </form>
    </Section>
  );
};
