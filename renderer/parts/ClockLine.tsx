import { Text } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { useTokyo } from '../tokyo.ts';
import type { AccountRead } from './AccountHeader.tsx';

/** How long the customer can still log in after move-out, and because of what; nothing while supply goes on. */
export const ClockLine = ({ account: { clock, contracts } }: { readonly account: AccountRead }) => {
  const { t } = useTranslation();
  const tokyo = useTokyo();
  if (!clock) return null;
  const { contractNo, isOver } = clock;
  const dates = { from: tokyo.date(clock.runsFrom), through: tokyo.date(clock.openThrough) };
  const why =
    contractNo === null
      ? t('clock.registration', dates)
      : contracts.length > 1
        ? t('clock.lastOf', { ...dates, contractNo })
        : t('clock.contract', { ...dates, contractNo });
  return (
    <Text fz="sm" mt={8} role="note">
      <strong>{t(isOver ? 'clock.over' : 'clock.through', dates)}</strong>
      <Text component="span" fz="xs" c="dimmed" ml={8}>
        {why}
      </Text>
    </Text>
  );
};
