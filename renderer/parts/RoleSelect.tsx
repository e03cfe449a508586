import { NativeSelect } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { roles } from '../choices.ts';
import type { Role } from '../session.ts';

type Props = { readonly value: Role; readonly onChange: (role: Role) => void };

export const RoleSelect = ({ value, onChange }: Props) => {
  const { t } = useTranslation();
  return (
    <NativeSelect
      size="sm"
      label={t('staff.role')}
      description={t(`roleDoes.${value}`)}
      value={value}
      onChange={(event) => onChange(event.currentTarget.value as Role)}
      data={roles.map((role) => ({ value: role, label: t(`role.${role}`) }))}
    />
  );
};
