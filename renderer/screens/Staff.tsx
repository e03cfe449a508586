import { Button, Group, Stack, Text, Title } from '@mantine/core';
import { IconUserPlus } from '@tabler/icons-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { FailureNote } from '../parts/FailureNote.tsx';
import { Loading } from '../parts/Loading.tsx';
import { type StaffAct, StaffTable } from '../parts/StaffTable.tsx';
import { useMe } from '../session.ts';
import { useCall, useTopic } from '../use-call.ts';
import { Invite } from './Invite.tsx';
import { InviteCode } from './InviteCode.tsx';
import { StaffActive } from './StaffActive.tsx';
import { StaffRole } from './StaffRole.tsx';

type Doing = { readonly act: 'invite' } | { readonly act: StaffAct; readonly staffId: number };

/** Who may sit at the desk, as what; admins only. */
export const Staff = () => {
  const { t } = useTranslation();
  const me = useMe();
  const list = useCall('staff.list', {});
  const [doing, setDoing] = useState<Doing | null>(null);
  // As they are now, should somebody change them while the dialog is open.
  const person =
    doing && 'staffId' in doing ? list.data?.people.find(({ staffId }) => staffId === doing.staffId) : undefined;
  const close = () => setDoing(null);
  useTopic('staff', ['staff.list']);

  return (
    <Stack gap="sm" maw={1400} mx="auto">
      <Group justify="space-between">
        <Title order={1}>{t('staff.title')}</Title>
        <Button leftSection={<IconUserPlus size={16} aria-hidden />} onClick={() => setDoing({ act: 'invite' })}>
          {t('staff.invite')}
        </Button>
      </Group>
      <FailureNote failure={list.error?.failure} onRetry={() => void list.refetch()} />
      {list.isPending && <Loading />}
      {list.data && (
        <StaffTable
          people={list.data.people}
          now={list.data.now}
          myId={me.staffId}
          onAct={(act, { staffId }) => setDoing({ act, staffId })}
        />
      )}
      {list.data?.people.some(({ isIndispensable }) => isIndispensable) && (
        <Text fz="xs" c="dimmed">
          {t('staff.indispensableSentence')}
        </Text>
      )}
      {doing?.act === 'invite' && <Invite onClose={close} />}
      {person && doing?.act === 'code' && <InviteCode staffId={person.staffId} name={person.name} onClose={close} />}
      {person && doing?.act === 'role' && <StaffRole person={person} onClose={close} />}
      {person && doing?.act === 'active' && <StaffActive person={person} onClose={close} />}
    </Stack>
  );
};
