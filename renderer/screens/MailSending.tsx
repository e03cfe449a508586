import { Button, Group, NativeSelect, NumberInput, SimpleGrid, Stack, Switch, Text, TextInput } from '@mantine/core';
import { type FormEvent, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Input, Output } from '../../main/contract/index.ts';
import { announce } from '../announce.ts';
import { FailureNote } from '../parts/FailureNote.tsx';
import { Loading } from '../parts/Loading.tsx';
import { Section } from '../parts/Section.tsx';
import { ToneNote } from '../parts/ToneNote.tsx';
import { useAct, useCall, useTopic } from '../use-call.ts';
import { MailPassword } from './MailPassword.tsx';

type Settings = Output<'mail.settings'>;
type Sending = NonNullable<Settings['sending']>;
type Server = NonNullable<Sending['server']>;
const securities = ['starttls', 'tls', 'none'] as const satisfies readonly Server['security'][];
const emptyServer: Server = { host: '', port: 587, security: 'starttls', user: null };
const empty: Sending = {
  server: null,
  senderName: '',
  senderLocal: 'info',
  billUrl: 'https://',
  confirmUrl: 'https://',
  connections: 5,
  perMinute: null,
  noticesFrom: null,
};

const Form = ({ settings }: { readonly settings: Settings }) => {
  const { t } = useTranslation();
  const [sending, setSending] = useState(settings.sending ?? empty);
  const [version, setVersion] = useState(settings.version);
  const save = useAct('mail.setSending', (saved) => {
    setVersion(saved.version);
    announce(t('mail.saved'));
  });
  const change = (more: Partial<Sending>) => setSending({ ...sending, ...more });
  const changeServer = (more: Partial<Server>) => change({ server: { ...(sending.server ?? emptyServer), ...more } });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    const said: Omit<Input<'mail.setSending'>, 'requestId'> = { ...sending, version };
    void save.run(said);
  };
  const { server } = sending;
  const field = { size: 'sm', autoComplete: 'off' } as const;
  return (
    <form onSubmit={submit}>
      <Stack gap="md">
        <SimpleGrid cols={2}>
          <TextInput
            {...field}
            label={t('mail.senderName')}
            maxLength={60}
            required
            withAsterisk={false}
            value={sending.senderName}
            onChange={(event) => change({ senderName: event.currentTarget.value })}
          />
          <TextInput
            {...field}
            label={t('mail.senderLocal')}
            rightSection={<Text fz="xs">{`@${settings.domain ?? t('bills.notKnown')}`}</Text>}
            rightSectionWidth={200}
            required
            withAsterisk={false}
            value={sending.senderLocal}
            onChange={(event) => change({ senderLocal: event.currentTarget.value })}
          />
          <TextInput
            {...field}
            label={t('mail.billUrl')}
            maxLength={200}
            value={sending.billUrl}
            onChange={(event) => change({ billUrl: event.currentTarget.value })}
          />
          <TextInput
            {...field}
            label={t('mail.confirmUrl')}
            maxLength={200}
            value={sending.confirmUrl}
            onChange={(event) => change({ confirmUrl: event.currentTarget.value })}
          />
          <TextInput
            {...field}
            type="date"
            label={t('mail.noticesFrom')}
            description={t('mail.noticesFromSentence')}
            value={sending.noticesFrom ?? ''}
            onChange={(event) => change({ noticesFrom: event.currentTarget.value || null })}
          />
        </SimpleGrid>
        <Switch
          label={t('mail.useServer')}
          description={t('mail.useServerSentence')}
          checked={server !== null}
          onChange={(event) => change({ server: event.currentTarget.checked ? emptyServer : null })}
        />
        {server && (
          <SimpleGrid cols={4}>
            <TextInput
              {...field}
              label={t('mail.host')}
              required
              withAsterisk={false}
              value={server.host}
              onChange={(event) => changeServer({ host: event.currentTarget.value })}
            />
            <NumberInput
              {...field}
              label={t('mail.port')}
              min={1}
              max={65_535}
              allowDecimal={false}
              value={server.port}
              onChange={(value) => changeServer({ port: Number(value) || 1 })}
            />
            <NativeSelect
              size="sm"
              label={t('mail.security')}
              data={securities.map((value) => ({ value, label: t(`mailSecurity.${value}`) }))}
              value={server.security}
              onChange={(event) =>
                changeServer({ security: securities.find((one) => one === event.currentTarget.value) ?? 'starttls' })
              }
            />
            <TextInput
              {...field}
              label={t('mail.user')}
              value={server.user ?? ''}
              onChange={(event) => changeServer({ user: event.currentTarget.value || null })}
            />
            <NumberInput
              {...field}
              label={t('mail.connections')}
              min={1}
              max={20}
              allowDecimal={false}
              value={sending.connections}
              onChange={(value) => change({ connections: Number(value) || 1 })}
            />
            <NumberInput
              {...field}
              label={t('mail.perMinute')}
              description={t('mail.perMinuteSentence')}
              inputWrapperOrder={['label', 'input', 'description', 'error']}
              min={1}
              allowDecimal={false}
              value={sending.perMinute ?? ''}
              onChange={(value) => change({ perMinute: value === '' ? null : Number(value) })}
            />
          </SimpleGrid>
        )}
        {settings.version > version && <ToneNote tone="warn">{t('refusal.changed-meanwhile')}</ToneNote>}
        <FailureNote failure={save.failure} onRetry={save.retry} />
        <Group justify="flex-end">
          <Button size="sm" type="submit" loading={save.isBusy}>
            {t('mail.save')}
          </Button>
        </Group>
      </Stack>
    </form>
  );
};

/** Who mail comes from, which server takes it, and from which day on bills are told of. */
export const MailSending = () => {
  const { t } = useTranslation();
  const settings = useCall('mail.settings', {});
  useTopic('outbox', ['mail.settings']);
  return (
    <>
      <Section title={t('mail.sending')}>
        <FailureNote failure={settings.error?.failure} onRetry={() => void settings.refetch()} />
        {settings.isPending && <Loading rows={6} />}
        {settings.data && <Form settings={settings.data} />}
      </Section>
      {settings.data && settings.data.password !== null && (
        <MailPassword source={settings.data.password} hasKeyStore={settings.data.hasKeyStore} />
      )}
    </>
  );
};
