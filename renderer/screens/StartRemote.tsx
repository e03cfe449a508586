import { Button, Group, Stack } from '@mantine/core';
import { useForm } from '@mantine/form';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Input, Output } from '../../main/contract/index.ts';
import { Door } from '../parts/Door.tsx';
import { FailureNote } from '../parts/FailureNote.tsx';
import { RemoteFields, type RemoteForm } from '../parts/RemoteFields.tsx';
import { ToneNote } from '../parts/ToneNote.tsx';
import { useAsk } from '../use-call.ts';

type Props = {
  readonly status: Output<'start.status'>;
  readonly onOpened: () => void;
  readonly onBack: () => void;
};

const asInput = ({ ca, ...rest }: RemoteForm): Input<'start.openRemote'> => ({
  ...rest,
  port: Number(rest.port),
  ca: ca.trim() === '' ? null : ca,
});

/** A database on a server: where it is, tried before it is opened. */
export const StartRemote = ({ status, onOpened, onBack }: Props) => {
  const { t } = useTranslation();
  const { remote } = status;
  const form = useForm<RemoteForm>({
    initialValues: {
      host: remote?.host ?? '',
      port: remote?.port ?? 5432,
      database: remote?.database ?? '',
      user: remote?.user ?? '',
      password: '',
      tls: remote?.tls ?? 'verify-full',
      ca: remote?.ca ?? '',
    },
    onValuesChange: () => forget(),
  });
  const [works, setWorks] = useState<string | null>(null);
  const test = useAsk('start.testRemote', ({ label }) => setWorks(label));
  const open = useAsk('start.openRemote', onOpened);
  /** What was tried is not what stands there any more. */
  const forget = () => {
    setWorks(null);
    test.forget();
    open.forget();
  };
  const isBusy = test.isBusy || open.isBusy;
  return (
    <Door title={t('remote.title')} isWide>
      <form onSubmit={form.onSubmit((values) => void open.run(asInput(values)))}>
        <Stack gap="sm">
          <RemoteFields
            tls={form.values.tls}
            remembersKeys={status.remembersKeys}
            fieldsOf={(field) => form.getInputProps(field)}
            onCertificate={(pem) => form.setFieldValue('ca', pem)}
          />
          {works !== null && <ToneNote tone="good">{t('remote.works', { label: works })}</ToneNote>}
          <FailureNote failure={open.failure ?? test.failure} />
          <Group justify="space-between">
            <Button size="sm" variant="subtle" onClick={onBack}>
              {t('start.back')}
            </Button>
            <Group gap="xs">
              <Button
                size="sm"
                variant="default"
                loading={test.isBusy}
                disabled={isBusy}
                onClick={() => {
                  forget();
                  if (!form.validate().hasErrors) void test.run(asInput(form.values));
                }}
              >
                {t('remote.test')}
              </Button>
              <Button size="sm" type="submit" loading={open.isBusy} disabled={isBusy}>
                {t('remote.open')}
              </Button>
            </Group>
          </Group>
        </Stack>
      </form>
    </Door>
  );
};
