import { Button, Group, PasswordInput, Stack, Text, Title } from '@mantine/core';
import { useQueryClient } from '@tanstack/react-query';
import { type FormEvent, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { FailureNote } from '../parts/FailureNote.tsx';
import { readStatus, rereadAfterUnlock } from '../query-client.ts';
import { useMe } from '../session.ts';
import { useAsk } from '../use-call.ts';
import classes from './IdleLock.module.css';

/** Lies over the hidden desk until its own person is back or somebody signs out. */
export const IdleLock = ({ onUnlock }: { readonly onUnlock: () => void }) => {
  const { t } = useTranslation();
  const me = useMe();
  const client = useQueryClient();
  const [password, setPassword] = useState('');
  const unlock = useAsk('staff.unlock', () => {
    onUnlock();
    rereadAfterUnlock(client);
    readStatus(client);
  });
  const signOut = useAsk('staff.signOut', () => readStatus(client));
  const submit = (event: FormEvent) => {
    event.preventDefault();
    void unlock.run({ password }).then(() => setPassword(''));
  };

  return (
    <div className={classes.cover} role="dialog" aria-modal="true" aria-labelledby="idle-lock-title">
      <form className={classes.sheet} onSubmit={submit}>
        <Stack gap="sm">
          <Title order={1} id="idle-lock-title">
            {t('idleLock.title')}
          </Title>
          <Text c="dimmed">{t('idleLock.sentence', { name: me.name })}</Text>
          <PasswordInput
            label={t('signIn.password')}
            autoComplete="current-password"
            autoFocus
            required
            withAsterisk={false}
            value={password}
            onChange={(event) => setPassword(event.currentTarget.value)}
            visibilityToggleButtonProps={{ 'aria-label': t('signIn.showPassword') }}
          />
          <FailureNote failure={unlock.failure ?? signOut.failure} />
          <Group justify="space-between">
            <Button variant="subtle" color="gray" loading={signOut.isBusy} onClick={() => void signOut.run({})}>
              {t('frame.signOut')}
            </Button>
            <Button type="submit" size="sm" loading={unlock.isBusy}>
              {t('idleLock.back')}
            </Button>
          </Group>
        </Stack>
      </form>
    </div>
  );
};
