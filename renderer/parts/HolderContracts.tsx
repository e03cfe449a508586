import { Checkbox, Table, Text } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { grouped } from '../supply-point.ts';
import { useTokyo } from '../tokyo.ts';
import { useWords } from '../words.ts';
import classes from './ContractTable.module.css';
import type { CustomerRead } from './CustomerHeader.tsx';

type Props = {
  readonly contracts: CustomerRead['contracts'];
  readonly chosen: readonly number[];
  /** Null: none of them can be chosen now. */
  readonly onChoose: ((contractId: number, isChosen: boolean) => void) | null;
};

/** Every contract of a customer: in which account it is, or whether it may join the one to be opened. */
export const HolderContracts = ({ contracts, chosen, onChoose }: Props) => {
  const { t } = useTranslation();
  const tokyo = useTokyo();
  const words = useWords();
  if (contracts.length === 0) return <Text c="dimmed">{t('contracts.none')}</Text>;
  return (
    <Table className={classes.table} horizontalSpacing={0}>
      <Table.Thead>
        <Table.Tr>
          <Table.Th>{t('contracts.supply')}</Table.Th>
          <Table.Th>{t('contracts.plan')}</Table.Th>
          <Table.Th>{t('contracts.span')}</Table.Th>
          <Table.Th>{t('customer.account')}</Table.Th>
        </Table.Tr>
      </Table.Thead>
      <Table.Tbody>
        {contracts.map((contract) => (
          <Table.Tr key={contract.contractId} data-ended={contract.endedOn !== null || undefined}>
            <Table.Td>
              <span className={classes.number}>{grouped(contract.supplyPointNo)}</span>
              <span className={classes.second}>{contract.supplyAddress ?? t('protected.address')}</span>
            </Table.Td>
            <Table.Td>
              {contract.plan}
              <span className={classes.second}>{contract.contractNo}</span>
            </Table.Td>
            <Table.Td>
              <span className={classes.number}>{t('contracts.from', { date: tokyo.date(contract.startedOn) })}</span>
              <span className={classes.second}>
                {contract.endedOn
                  ? t('contracts.ended', { date: tokyo.date(contract.endedOn) })
                  : t('contracts.running')}
              </span>
            </Table.Td>
            <Table.Td>
              {contract.heldBy ??
                (contract.canJoin.isAllowed ? (
                  <Checkbox
                    label={t('customer.join')}
                    aria-label={t('customer.joinWhat', { contractNo: contract.contractNo })}
                    disabled={!onChoose}
                    checked={chosen.includes(contract.contractId)}
                    onChange={(event) => onChoose?.(contract.contractId, event.currentTarget.checked)}
                  />
                ) : (
                  <span className={classes.second}>
                    {words.t(`reason.${contract.canJoin.reason}`, 'reason.unknown')}
                  </span>
                ))}
            </Table.Td>
          </Table.Tr>
        ))}
      </Table.Tbody>
    </Table>
  );
};
