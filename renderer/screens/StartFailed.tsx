import { Button, Group, Stack, Text } from '@mantine/core';
import { useForm } from '@mantine/form';
import { useTranslation } from 'react-i18next';
import type { Output } from '../../main/contract/index.ts';
import { Door } from '../parts/Door.tsx';
import { Facts } from '../parts/Facts.tsx';
import { FailureNote } from '../parts/FailureNote.tsx';
import { PasswordField } from '../parts/PasswordField.tsx';
import { ToneNote } from '../parts/ToneNote.tsx';
import { useAsk } from '../use-call.ts';

type Props = {
  readonly failure: NonNullable<Output<'start.status'>['failure']>;
  readonly onOpened: () => void;
  readonly onOther: () => void;
};

/** What was chosen cannot be opened: why, what would open it, and the way to another one. */
export const StartFailed = ({ failure, onOpened, onOther }: Props) => {
  const { t } = useTranslation();
  const form = useForm({ initialValues: { secret: '' } });
  const retry = useAsk('start.retry', onOpened);
  const { fault, label, asks } = failure;
  const isLocked = asks !== null;
  // Nothing is wrong yet: it only wants what it was locked with.
  const isUntried = fault === 'key-missing' || fault === 'password-missing';
  return (
    <Door title={t(isLocked ? 'startFailed.asksTitle' : 'startFailed.title')} isWide>
      <form onSubmit={form.onSubmit(({ secret }) => void retry.run({ secret: secret || null }))}>
        <Stack gap="sm">
          <Facts facts={[[t('startFailed.label'), <Text key="label">{label}</Text>]]} />
          {isUntried && !retry.failure ? (
            <ToneNote tone="quiet">{t(`fault.${fault}`)}</ToneNote>
          ) : (
            <FailureNote failure={retry.failure ?? { ok: false, error: 'unreachable', detail: { fault } }} />
          )}
          {isLocked && (
            <PasswordField
              label={t(`startFailed.${asks}`)}
              description={asks === 'key' ? t('startFailed.keyHint') : undefined}
              autoComplete="off"
              autoFocus
              {...form.getInputProps('secret')}
            />
          )}
          <Group justify="space-between">
            <Button size="sm" variant="subtle" onClick={onOther}>
              {t('startFailed.another')}
            </Button>
            <Button size="sm" type="submit" loading={retry.isBusy}>
              {t(isLocked ? 'start.open' : 'startFailed.retry')}
            </Button>
          </Group>
        </Stack>
      </form>
    </Door>
  );
};
