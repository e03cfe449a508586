import { PasswordInput, type PasswordInputProps } from '@mantine/core';
import { useTranslation } from 'react-i18next';

type Props = Omit<PasswordInputProps, 'label'> & { readonly label: string; readonly isFirst?: boolean };

export const PasswordField = ({ label, isFirst = false, ...input }: Props) => {
  const { t } = useTranslation();
  return (
    <PasswordInput
      label={label}
      required
      withAsterisk={false}
      data-autofocus={isFirst || undefined}
      visibilityToggleButtonProps={{ 'aria-label': t('newPassword.show', { what: label }) }}
      {...input}
    />
  );
};
