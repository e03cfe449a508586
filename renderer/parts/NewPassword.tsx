import { useTranslation } from 'react-i18next';
import { PasswordField } from './PasswordField.tsx';

/** A password as one chooses it, typed twice. */
export const NewPassword = ({ fieldsOf }: { readonly fieldsOf: (field: 'next' | 'again') => object }) => {
  const { t } = useTranslation();
  return (
    <>
      <PasswordField
        label={t('newPassword.next')}
        description={t('newPassword.hint')}
        autoComplete="new-password"
        {...fieldsOf('next')}
      />
      <PasswordField label={t('newPassword.again')} autoComplete="new-password" {...fieldsOf('again')} />
    </>
  );
};
