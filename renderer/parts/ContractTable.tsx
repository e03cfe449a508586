import { Table, Text } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { type Changing, wayOf } from '../changing.ts';
import { grouped } from '../supply-point.ts';
import { useTokyo } from '../tokyo.ts';
import type { AccountRead } from './AccountHeader.tsx';
import { ChangeButton } from './ChangeButton.tsx';
import { ChangeNote } from './ChangeNote.tsx';
import { ClockLine } from './ClockLine.tsx';
import classes from './ContractTable.module.css';
import { MovingMenu } from './MovingMenu.tsx';
import { Section } from './Section.tsx';

type Props = { readonly account: AccountRead; readonly onChange: (changing: Changing) => void };

export const ContractTable = ({ account, onChange }: Props) => {
  const { contracts, can } = account;
  const { t } = useTranslation();
  const tokyo = useTokyo();
  const way = wayOf(can, 'application-phone');
  return (
    <Section title={t('contracts.title')} aside={<MovingMenu account={account} onChange={onChange} />}>
      {contracts.length > 0 && <ChangeNote way={way} />}
      {contracts.length === 0 ? (
        <Text c="dimmed">{t('contracts.none')}</Text>
      ) : (
        <Table className={classes.table} horizontalSpacing={0}>
          <Table.Thead>
            <Table.Tr>
              <Table.Th>{t('contracts.supply')}</Table.Th>
              <Table.Th>{t('contracts.plan')}</Table.Th>
              <Table.Th>{t('contracts.span')}</Table.Th>
              <Table.Th>{t('contracts.applicationPhone')}</Table.Th>
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
                  <span className={classes.second}>
                    {contract.isProvisional
                      ? t('contracts.provisional', { contractNo: contract.contractNo })
                      : contract.contractNo}
                  </span>
                </Table.Td>
                <Table.Td>
                  <span className={classes.number}>
                    {t('contracts.from', { date: tokyo.date(contract.startedOn) })}
                  </span>
                  <span className={classes.second}>
                    {contract.endedOn
                      ? t('contracts.ended', { date: tokyo.date(contract.endedOn) })
                      : t('contracts.running')}
                  </span>
                </Table.Td>
                <Table.Td className={classes.number}>
                  {contract.applicationPhone ?? t('none')}{' '}
                  <ChangeButton
                    way={way}
                    what={t('change.ofContract', {
                      what: t('field.application-phone'),
                      contractNo: contract.contractNo,
                    })}
                    onAct={() => onChange({ what: 'application-phone', contract })}
                  />
                  {!contract.isMailEligible && <span className={classes.second}>{t('contracts.noMail')}</span>}
                </Table.Td>
              </Table.Tr>
            ))}
          </Table.Tbody>
        </Table>
      )}
      <ClockLine account={account} />
    </Section>
  );
};
