import { Button, Group, Stack, Text } from '@mantine/core';
import { useForm } from '@mantine/form';
import { useTranslation } from 'react-i18next';
import { Door } from '../parts/Door.tsx';
import { FailureNote } from '../parts/FailureNote.tsx';
import { PasswordField } from '../parts/PasswordField.tsx';
import { useAsk } from '../use-call.ts';

type Props = { readonly name: string; readonly onOpened: () => void; readonly onBack: () => void };

/** An encrypted database of this machine whose key is nowhere at hand. */
export const StartKey = ({ name, onOpened, onBack }: Props) => {
  const { t } = useTranslation();
  const form = useForm({ initialValues: { key: '' } });
  const open = useAsk('start.openLocal', onOpened);
  return (
    <Door title={t('start.openNamed', { name })} isWide>
      <form onSubmit={form.onSubmit(({ key }) => void open.run({ name, key }))}>
        <Stack gap="sm">
          <Text>{t('fault.key-missing')}</Text>
          <PasswordField
            label={t('startFailed.key')}
            description={t('startFailed.keyHint')}
            autoComplete="off"
            autoFocus
            {...form.getInputProps('key')}
          />
          <FailureNote failure={open.failure} />
          <Group justify="space-between">
            <Button size="sm" variant="subtle" onClick={onBack}>
              {t('start.back')}
            </Button>
            <Button size="sm" type="submit" loading={open.isBusy}>
              {t('start.open')}
            </Button>
          </Group>
        </Stack>
      </form>
    </Door>
  );
};
