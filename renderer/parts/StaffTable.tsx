import { Group, Table } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import type { Output } from '../../main/contract/index.ts';
import { useTokyo } from '../tokyo.ts';
import { QuietButton } from './QuietButton.tsx';
import classes from './Sheet.module.css';

export type Person = Output<'staff.list'>['people'][number];
export type StaffAct = 'role' | 'code' | 'active';

type Props = {
  readonly people: readonly Person[];
  readonly now: string;
  readonly myId: number;
  readonly onAct: (act: StaffAct, person: Person) => void;
};

const stateOf = ({ isActive, inviteExpiresAt, lastSeenAt }: Person, now: string) => {
  if (!isActive) return 'inactive';
  if (inviteExpiresAt === null) return 'active';
  if (lastSeenAt !== null) return now < inviteExpiresAt ? 'reset' : 'active';
  return now < inviteExpiresAt ? 'invited' : 'lapsed';
};

export const StaffTable = ({ people, now, myId, onAct }: Props) => {
  const { t } = useTranslation();
  const tokyo = useTokyo();
  return (
    <div className={classes.sheet}>
      <Table>
        <Table.Thead>
          <Table.Tr>
            <Table.Th>{t('staff.person')}</Table.Th>
            <Table.Th>{t('staff.role')}</Table.Th>
            <Table.Th>{t('staff.state')}</Table.Th>
            <Table.Th>{t('staff.lastSeen')}</Table.Th>
            <Table.Th>{t('staff.sessions')}</Table.Th>
            <Table.Th>{t('staff.acts')}</Table.Th>
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {people.map((person) => {
            const state = stateOf(person, now);
            const until = person.inviteExpiresAt ? tokyo.moment(person.inviteExpiresAt) : '';
            const button = (act: StaffAct, label: string, isPossible: boolean) => (
              <QuietButton
                label={label}
                spoken={t('staff.actOn', { act: label, name: person.name })}
                isOff={!isPossible}
                onAct={() => onAct(act, person)}
              />
            );
            return (
              <Table.Tr key={person.staffId}>
                <Table.Td>
                  {person.staffId === myId ? t('staff.me', { name: person.name }) : person.name}
                  <span className={classes.second}>{person.login}</span>
                </Table.Td>
                <Table.Td className={classes.fixed}>
                  {t(`role.${person.role}`)}
                  {person.isIndispensable && <span className={classes.second}>{t('staff.indispensable')}</span>}
                </Table.Td>
                <Table.Td>
                  {t(`staffState.${state}`)}
                  {(state === 'invited' || state === 'reset') && (
                    <span className={classes.second}>{t('staff.until', { until })}</span>
                  )}
                </Table.Td>
                <Table.Td className={classes.fixed}>
                  {person.lastSeenAt ? tokyo.moment(person.lastSeenAt) : t('staff.neverSeen')}
                </Table.Td>
                <Table.Td>{person.openSessions}</Table.Td>
                <Table.Td className={classes.fixed}>
                  <Group gap={4} wrap="nowrap">
                    {button('role', t('staff.changeRole'), !person.isIndispensable)}
                    {person.staffId !== myId && button('code', t('staff.newCode'), person.isActive)}
                    {person.isActive
                      ? button('active', t('staff.deactivate'), !person.isIndispensable)
                      : button('active', t('staff.reactivate'), true)}
                  </Group>
                </Table.Td>
              </Table.Tr>
            );
          })}
        </Table.Tbody>
      </Table>
    </div>
  );
};
