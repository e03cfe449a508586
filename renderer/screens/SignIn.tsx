import { Anchor, Button, PasswordInput, Stack, TextInput } from '@mantine/core';
import { useForm } from '@mantine/form';
import { notifications } from '@mantine/notifications';
import { useQueryClient } from '@tanstack/react-query';
import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useLocation } from 'wouter';
import { announce } from '../announce.ts';
import { DemoAge } from '../parts/DemoAge.tsx';
import { DemoStaff } from '../parts/DemoStaff.tsx';
import { Door } from '../parts/Door.tsx';
import { FailureNote } from '../parts/FailureNote.tsx';
import { ToneNote } from '../parts/ToneNote.tsx';
import { forgetPerson } from '../query-client.ts';
import type { Status } from '../session.ts';
import { useAsk } from '../use-call.ts';
import { AcceptInvite } from './AcceptInvite.tsx';
import classes from './SignIn.module.css';

type Props = {
  readonly status: Status;
  readonly onDone: () => void;
  /** Where this host can open another database. */
  readonly onOtherDatabase?: (() => void) | undefined;
};

export const SignIn = ({ status, onDone, onOtherDatabase }: Props) => {
  const { t } = useTranslation();
  const client = useQueryClient();
  const [, goTo] = useLocation();
  const form = useForm({ initialValues: { login: '', password: '' } });
  const [invite, setInvite] = useState<'none' | 'asked' | 'accepted'>('none');
  const signIn = useAsk('staff.signIn', () => {
    goTo('/', { replace: true });
    onDone();
  });
  const renew = useAsk('desk.renewDemo', () => {
    announce(t('demoAge.done'));
    onDone();
  });
  useEffect(() => {
    forgetPerson(client);
    notifications.clean();
  }, [client]);

  if (invite === 'asked') {
    const accepted = (login: string) => {
      form.setValues({ login, password: '' });
      setInvite('accepted');
    };
    return <AcceptInvite onDone={accepted} onBack={() => setInvite('none')} />;
  }
  return (
    <Door title={t('signIn.title')} isWide={status.demoStaff.length > 0}>
      {status.demo?.isOld && (
        <Stack gap="xs" mb="md">
          <DemoAge madeOn={status.demo.madeOn} isBusy={renew.isBusy} onRenew={() => void renew.run({})} />
          <FailureNote failure={renew.failure} />
        </Stack>
      )}
      <div className={status.demoStaff.length > 0 ? classes.halves : undefined}>
        <form onSubmit={form.onSubmit((values) => void signIn.run(values))}>
          <Stack gap="sm">
            {invite === 'accepted' && <ToneNote tone="good">{t('acceptInvite.done')}</ToneNote>}
            <TextInput
              size="sm"
              label={t('signIn.login')}
              autoComplete="username"
              autoFocus
              required
              withAsterisk={false}
              {...form.getInputProps('login')}
            />
            <PasswordInput
              label={t('signIn.password')}
              autoComplete="current-password"
              required
              withAsterisk={false}
              visibilityToggleButtonProps={{ 'aria-label': t('signIn.showPassword') }}
              {...form.getInputProps('password')}
            />
            <FailureNote failure={signIn.failure} />
            <Button type="submit" size="sm" loading={signIn.isBusy}>
              {t('signIn.enter')}
            </Button>
            <Anchor component="button" type="button" fz="sm" onClick={() => setInvite('asked')}>
              {t('signIn.hasInvite')}
            </Anchor>
            {onOtherDatabase && (
              <Anchor component="button" type="button" fz="sm" onClick={onOtherDatabase}>
                {t('start.other')}
              </Anchor>
            )}
          </Stack>
        </form>
        {status.demoStaff.length > 0 && (
          <DemoStaff
            staff={status.demoStaff}
            isBusy={signIn.isBusy}
            onChoose={({ login, password }) => void signIn.run({ login, password })}
          />
        )}
      </div>
    </Door>
  );
};
