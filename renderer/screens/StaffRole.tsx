import { Button, Text } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { announce } from '../announce.ts';
import { Dialog } from '../parts/Dialog.tsx';
import { DialogActs } from '../parts/DialogActs.tsx';
import { FailureNote } from '../parts/FailureNote.tsx';
import { RoleSelect } from '../parts/RoleSelect.tsx';
import type { Person } from '../parts/StaffTable.tsx';
import { useAct } from '../use-call.ts';

type Props = { readonly person: Person; readonly onClose: () => void };

export const StaffRole = ({ person, onClose }: Props) => {
  const { t } = useTranslation();
  const { staffId, version, name } = person;
  const [role, setRole] = useState(person.role);
  const change = useAct('staff.changeRole', () => {
    announce(t('staff.roleChanged', { name }));
    onClose();
  });
  return (
    <Dialog title={t('staff.roleTitle', { name })} isHeld onClose={onClose}>
      <Text>{t('change.now', { value: t(`role.${person.role}`) })}</Text>
      <RoleSelect value={role} onChange={setRole} />
      <Text c="dimmed">{t('staff.roleSentence')}</Text>
      <FailureNote failure={change.failure} onRetry={change.retry} />
      <DialogActs onBack={onClose}>
        <Button
          size="sm"
          loading={change.isBusy}
          disabled={role === person.role}
          onClick={() => void change.run({ staffId, role, version })}
        >
          {t('staff.roleConfirm')}
        </Button>
      </DialogActs>
    </Dialog>
  );
};
