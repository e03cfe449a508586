import { Button, Stack, TextInput } from '@mantine/core';
import { type FormEvent, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Output } from '../../main/contract/index.ts';
import { Dialog } from '../parts/Dialog.tsx';
import { DialogActs } from '../parts/DialogActs.tsx';
import { FailureNote } from '../parts/FailureNote.tsx';
import { OneTimeCode } from '../parts/OneTimeCode.tsx';
import { RoleSelect } from '../parts/RoleSelect.tsx';
import type { Role } from '../session.ts';
import { useAct, useAsk } from '../use-call.ts';
import { InviteCode } from './InviteCode.tsx';

/** Somebody new: registered first, then shown the code that lets them in once. */
export const Invite = ({ onClose }: { readonly onClose: () => void }) => {
  const { t } = useTranslation();
  const [login, setLogin] = useState('');
  const [name, setName] = useState('');
  const [role, setRole] = useState<Role>('agent');
  const [staffId, setStaffId] = useState<number | null>(null);
  const [code, setCode] = useState<Output<'staff.showInvite'> | null>(null);
  const show = useAsk('staff.showInvite', setCode);
  const invite = useAct('staff.invite', (done) => {
    setStaffId(done.staffId);
    void show.run(done);
  });
  if (code) return <OneTimeCode name={name} invite={code} onClose={onClose} />;
  // The person is registered, so where the code did not come only the code is asked for again.
  if (staffId !== null && show.failure) return <InviteCode staffId={staffId} name={name} onClose={onClose} />;
  const submit = (event: FormEvent) => {
    event.preventDefault();
    void invite.run({ login, name, role });
  };
  return (
    <Dialog title={t('staff.inviteTitle')} isHeld onClose={onClose}>
      <form onSubmit={submit}>
        <Stack gap="sm">
          <TextInput
            size="sm"
            label={t('signIn.login')}
            description={t('staff.loginHint')}
            autoComplete="off"
            spellCheck={false}
            required
            withAsterisk={false}
            maxLength={64}
            data-autofocus
            value={login}
            onChange={(event) => setLogin(event.currentTarget.value)}
          />
          <TextInput
            size="sm"
            label={t('setUp.name')}
            autoComplete="off"
            required
            withAsterisk={false}
            maxLength={100}
            value={name}
            onChange={(event) => setName(event.currentTarget.value)}
          />
          <RoleSelect value={role} onChange={setRole} />
          <FailureNote failure={invite.failure} onRetry={invite.retry} />
          <DialogActs onBack={onClose}>
            <Button
              size="sm"
              type="submit"
              loading={invite.isBusy || show.isBusy}
              disabled={login.trim() === '' || name.trim() === ''}
            >
              {t('staff.inviteConfirm')}
            </Button>
          </DialogActs>
        </Stack>
      </form>
    </Dialog>
  );
};
