import { Button, Text } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import type { Output } from '../../main/contract/index.ts';
import classes from './HolderList.module.css';

type Props = {
  readonly holders: Output<'account.search'>['holders'];
  readonly onOpen: (customerId: number) => void;
};

/** Who holds contracts that no web account holds: found by a whole number only. */
export const HolderList = ({ holders, onOpen }: Props) => {
  const { t } = useTranslation();
  if (holders.length === 0) return null;
  return (
    <ul className={classes.list} aria-label={t('holders.title')}>
      {holders.map((holder) => (
        <li key={holder.customerId} className={classes.holder}>
          <div>
            <Text fz="xs" c="dimmed">
              {holder.nameKana}
            </Text>
            <Text fw={700} fz="md">
              {holder.name}
            </Text>
            <Text fz="xs" c="dimmed">
              {t('account.customerNo')} {holder.customerNo}
            </Text>
          </div>
          <Text>{t(holder.accounts === 0 ? 'holders.none' : 'holders.some', { n: holder.contracts })}</Text>
          <Button size="sm" variant="default" onClick={() => onOpen(holder.customerId)}>
            {t('holders.open')}
          </Button>
        </li>
      ))}
    </ul>
  );
};
