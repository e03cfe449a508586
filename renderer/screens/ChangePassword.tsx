import { Button, Stack, Text } from '@mantine/core';
import { useForm } from '@mantine/form';
import { useTranslation } from 'react-i18next';
import { announce } from '../announce.ts';
import { Dialog } from '../parts/Dialog.tsx';
import { DialogActs } from '../parts/DialogActs.tsx';
import { FailureNote } from '../parts/FailureNote.tsx';
import { NewPassword } from '../parts/NewPassword.tsx';
import { PasswordField } from '../parts/PasswordField.tsx';
import { useAsk } from '../use-call.ts';

/** One's own password; other screens where the same person is signed in end. */
export const ChangePassword = ({ onClose }: { readonly onClose: () => void }) => {
  const { t } = useTranslation();
  const form = useForm({
    initialValues: { old: '', next: '', again: '' },
    validate: { again: (again, { next }) => (again === next ? null : t('newPassword.differs')) },
  });
  const change = useAsk('staff.changePassword', () => {
    announce(t('newPassword.changed'));
    onClose();
  });
  return (
    <Dialog title={t('newPassword.title')} isHeld onClose={onClose}>
      <form onSubmit={form.onSubmit(({ old, next }) => void change.run({ old, next }))}>
        <Stack gap="sm">
          <Text>{t('newPassword.sentence')}</Text>
          <PasswordField
            label={t('newPassword.old')}
            autoComplete="current-password"
            isFirst
            {...form.getInputProps('old')}
          />
          <NewPassword fieldsOf={(field) => form.getInputProps(field)} />
          <FailureNote failure={change.failure} />
          <DialogActs onBack={onClose}>
            <Button size="sm" type="submit" loading={change.isBusy}>
              {t('newPassword.confirm')}
            </Button>
          </DialogActs>
        </Stack>
      </form>
    </Dialog>
  );
};
