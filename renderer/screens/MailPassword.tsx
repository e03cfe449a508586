import { Button, Group, Stack, Text } from '@mantine/core';
import { type FormEvent, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Output } from '../../main/contract/index.ts';
import { announce } from '../announce.ts';
import { FailureNote } from '../parts/FailureNote.tsx';
import { PasswordField } from '../parts/PasswordField.tsx';
import { Section } from '../parts/Section.tsx';
import { ToneNote } from '../parts/ToneNote.tsx';
import { useAct } from '../use-call.ts';

type Props = Pick<Output<'mail.settings'>, 'hasKeyStore'> & {
  readonly source: NonNullable<Output<'mail.settings'>['password']>;
};

/** From where the mail server's password comes here, and a way to give it to the system's key store. */
export const MailPassword = ({ source, hasKeyStore }: Props) => {
  const { t } = useTranslation();
  const [password, setPassword] = useState('');
  const keep = useAct('mail.keepPassword', () => {
    setPassword('');
    announce(t('mailPassword.kept'));
  });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    void keep.run({ password });
  };
  // What the environment says goes before what the store holds.
  const isAskedFor = hasKeyStore && (source === 'missing' || source === 'key-store');
  return (
    <Section title={t('mailPassword.title')}>
      <Stack gap="sm">
        {source === 'missing' ? (
          <ToneNote tone="warn">{t('mailPassword.missing')}</ToneNote>
        ) : (
          <ToneNote tone="good">{t(`mailPassword.${source}`)}</ToneNote>
        )}
        {!hasKeyStore && <Text>{t('mailPassword.noKeyStore')}</Text>}
        {isAskedFor && (
          <form onSubmit={submit}>
            <Group align="end">
              <PasswordField
                size="sm"
                w={320}
                label={t('mailPassword.password')}
                autoComplete="off"
                maxLength={200}
                value={password}
                onChange={(event) => setPassword(event.currentTarget.value)}
              />
              <Button size="sm" type="submit" disabled={password === ''} loading={keep.isBusy}>
                {t('mailPassword.keep')}
              </Button>
            </Group>
          </form>
        )}
        {isAskedFor && (
          <Text fz="xs" c="dimmed">
            {t('mailPassword.sentence')}
          </Text>
        )}
        <FailureNote failure={keep.failure} onRetry={keep.retry} />
      </Stack>
    </Section>
  );
};
