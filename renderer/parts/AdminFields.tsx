import { Fieldset, PasswordInput, SimpleGrid, TextInput } from '@mantine/core';
import { useTranslation } from 'react-i18next';

type Props = {
  readonly title: string;
  readonly fieldsOf: (field: 'login' | 'name' | 'password') => object;
};

export const AdminFields = ({ title, fieldsOf }: Props) => {
  const { t } = useTranslation();
  return (
    <Fieldset legend={title}>
      <SimpleGrid cols={{ base: 1, sm: 3 }} spacing="sm">
        <TextInput
          size="sm"
          label={t('signIn.login')}
          autoComplete="off"
          required
          withAsterisk={false}
          {...fieldsOf('login')}
        />
        <TextInput
          size="sm"
          label={t('setUp.name')}
          autoComplete="off"
          required
          withAsterisk={false}
          {...fieldsOf('name')}
        />
        <PasswordInput
          label={t('signIn.password')}
          autoComplete="new-password"
          required
          withAsterisk={false}
          visibilityToggleButtonProps={{ 'aria-label': t('signIn.showPassword') }}
          {...fieldsOf('password')}
        />
      </SimpleGrid>
    </Fieldset>
  );
};
