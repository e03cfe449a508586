import { Button, Menu, Text } from '@mantine/core';
import { IconChevronDown } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { type Changing, joiningOf, type MovingAct, movingActs, wayOf } from '../changing.ts';
import { useWords } from '../words.ts';
import type { AccountRead } from './AccountHeader.tsx';

type Props = { readonly account: AccountRead; readonly onChange: (changing: Changing) => void };

/** What the account's contracts leave to be done. */
const isOffered = ({ contracts, clock, customer, status }: AccountRead, act: MovingAct): boolean => {
  const isRunning = contracts.some(({ endedOn }) => endedOn === null);
  const canStart = status === 'active' && !clock?.isOver;
  switch (act) {
    case 'moveOut':
    case 'changeHolder':
      return isRunning;
    case 'moveWithin':
      return isRunning && canStart;
    case 'moveIn':
      // After the clock it opens an account anew.
      return canStart || clock?.isOver === true;
    case 'undoMoveOut':
      return contracts.some(({ endedOn }) => endedOn !== null);
    case 'joinAccounts':
      return customer.otherAccounts.length > 0;
    case 'changeName':
      return true;
  }
};

/** Everything about moving and names behind one button; a role that takes no calls does not see it. */
export const MovingMenu = ({ account, onChange }: Props) => {
  const { t } = useTranslation();
  const words = useWords();
  const way = wayOf(account.can, 'moveOut');
  if (way.reason === 'not-allowed') return null;
  return (
    <Menu position="bottom-end" shadow="md">
      <Menu.Target>
        <Button
          size="compact-sm"
          variant="default"
          rightSection={<IconChevronDown size={14} aria-hidden />}
          disabled={!way.isAllowed}
          title={way.isAllowed ? undefined : words.t(`reason.${way.reason}`, 'reason.unknown')}
        >
          {t('moving.menu')}
        </Button>
      </Menu.Target>
      <Menu.Dropdown>
        {movingActs
          .filter((act) => isOffered(account, act))
          .map((act) => {
            const { isAllowed, reason } = act === 'joinAccounts' ? joiningOf(account) : way;
            return (
              <Menu.Item key={act} disabled={!isAllowed} opacity={1} onClick={() => onChange({ what: act })}>
                {t(`approvalAct.moving.${act}`)}
                {!isAllowed && (
                  <Text fz="xs" c="dimmed" maw={260}>
                    {words.t(`reason.${reason}`, 'reason.unknown')}
                  </Text>
                )}
              </Menu.Item>
            );
          })}
      </Menu.Dropdown>
    </Menu>
  );
};
