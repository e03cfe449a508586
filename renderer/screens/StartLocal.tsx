import { Button, Checkbox, Group, Radio, Stack, TextInput } from '@mantine/core';
import { useForm } from '@mantine/form';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Output } from '../../main/contract/index.ts';
import { Door } from '../parts/Door.tsx';
import { FailureNote } from '../parts/FailureNote.tsx';
import { ToneNote } from '../parts/ToneNote.tsx';
import { useAsk } from '../use-call.ts';
import { StartSheet } from './StartSheet.tsx';

type Props = {
  readonly status: Output<'start.status'>;
  readonly onOpened: () => void;
  readonly onBack: () => void;
};

/** A new local database: its name, and whether its file can be read without a key. */
export const StartLocal = ({ status, onOpened, onBack }: Props) => {
  const { t } = useTranslation();
  const form = useForm({ initialValues: { name: '', protection: 'encrypted', acceptsRisk: false } });
  const [drawn, setDrawn] = useState<Output<'start.drawKey'> | null>(null);
  const draw = useAsk('start.drawKey', setDrawn);
  const make = useAsk('start.makeLocal', onOpened);
  if (drawn)
    return (
      <StartSheet
        drawn={drawn}
        remembersKeys={status.remembersKeys}
        onOpened={onOpened}
        onBack={() => setDrawn(null)}
      />
    );
  const { protection, acceptsRisk } = form.values;
  const isPlain = protection === 'plain';
  const submit = ({ name }: { name: string }) =>
    void (isPlain ? make.run({ name, lastGroup: null }) : draw.run({ name }));
  return (
    <Door title={t('startLocal.title')} isWide>
      <form onSubmit={form.onSubmit(submit)}>
        <Stack gap="md">
          <TextInput
            size="sm"
            label={t('startLocal.name')}
            description={t('startLocal.nameHint')}
            maxLength={60}
            autoComplete="off"
            autoFocus
            required
            withAsterisk={false}
            {...form.getInputProps('name')}
          />
          <Radio.Group aria-label={t('startLocal.protection')} {...form.getInputProps('protection')}>
            <Stack gap="sm">
              <Radio value="encrypted" label={t('startLocal.encrypted')} description={t('startLocal.encryptedHint')} />
              <Radio value="plain" label={t('startLocal.plain')} description={t('startLocal.plainHint')} />
            </Stack>
          </Radio.Group>
          {isPlain && (
            <>
              <ToneNote tone="alarm">{t('startLocal.plainWarning')}</ToneNote>
              <Checkbox
                size="sm"
                label={t('startLocal.plainAccept')}
                {...form.getInputProps('acceptsRisk', { type: 'checkbox' })}
              />
            </>
          )}
          <FailureNote failure={draw.failure ?? make.failure} />
          <Group justify="space-between">
            <Button size="sm" variant="subtle" onClick={onBack}>
              {t('start.back')}
            </Button>
            <Button size="sm" type="submit" loading={draw.isBusy || make.isBusy} disabled={isPlain && !acceptsRisk}>
              {t(isPlain ? 'startLocal.make' : 'startLocal.draw')}
            </Button>
          </Group>
        </Stack>
      </form>
    </Door>
  );
};
