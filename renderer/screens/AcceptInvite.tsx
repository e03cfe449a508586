import { Anchor, Button, Group, Stack, Text, TextInput } from '@mantine/core';
import { useForm } from '@mantine/form';
import { useTranslation } from 'react-i18next';
import { Door } from '../parts/Door.tsx';
import { FailureNote } from '../parts/FailureNote.tsx';
import { NewPassword } from '../parts/NewPassword.tsx';
import { useAsk } from '../use-call.ts';

type Props = { readonly onDone: (login: string) => void; readonly onBack: () => void };

/** Who was given a one-time code chooses a password with it. */
export const AcceptInvite = ({ onDone, onBack }: Props) => {
  const { t } = useTranslation();
  const form = useForm({
    initialValues: { login: '', code: '', next: '', again: '' },
    validate: { again: (again, { next }) => (again === next ? null : t('newPassword.differs')) },
  });
  const accept = useAsk('staff.acceptInvite', () => onDone(form.values.login));
  return (
    <Door title={t('acceptInvite.title')}>
      <form onSubmit={form.onSubmit(({ login, code, next }) => void accept.run({ login, code, password: next }))}>
        <Stack gap="sm">
          <Text>{t('acceptInvite.sentence')}</Text>
          <TextInput
            size="sm"
            label={t('signIn.login')}
            autoComplete="username"
            autoFocus
            required
            withAsterisk={false}
            {...form.getInputProps('login')}
          />
          <TextInput
            size="sm"
            label={t('acceptInvite.code')}
            placeholder={t('acceptInvite.codeHint')}
            autoComplete="off"
            spellCheck={false}
            required
            withAsterisk={false}
            maxLength={64}
            {...form.getInputProps('code')}
          />
          <NewPassword fieldsOf={(field) => form.getInputProps(field)} />
          <FailureNote failure={accept.failure} />
          <Group justify="space-between">
            <Anchor component="button" type="button" fz="sm" onClick={onBack}>
              {t('acceptInvite.back')}
            </Anchor>
            <Button type="submit" size="sm" loading={accept.isBusy}>
              {t('acceptInvite.confirm')}
            </Button>
          </Group>
        </Stack>
      </form>
    </Door>
  );
};
