import { Table } from '@mantine/core';
import { Fragment } from 'react';
import { useTranslation } from 'react-i18next';
import type { Output } from '../../main/contract/index.ts';
import { useTokyo } from '../tokyo.ts';
import classes from './BillTable.module.css';
import { QuietButton } from './QuietButton.tsx';

export type BillRead = Output<'bill.list'>['bills'][number];
export type BillFile = 'pdf' | 'csv' | 'csvWindows';
const files: readonly BillFile[] = ['pdf', 'csv', 'csvWindows'];

type Props = {
  readonly bills: readonly BillRead[];
  readonly canTake: boolean;
  readonly isBusy: boolean;
  readonly onTake: (bill: BillRead, file: BillFile) => void;
  readonly onWhyNoMail: (bill: BillRead) => void;
  readonly onResend: (bill: BillRead) => void;
};

export const BillTable = ({ bills, canTake, isBusy, onTake, onWhyNoMail, onResend }: Props) => {
  const { t } = useTranslation();
  const tokyo = useTokyo();
  const amount = (bill: BillRead) =>
    bill.amountYen === null || bill.usageKwh === null ? (
      <span className={classes.second}>{t('bills.hidden')}</span>
    ) : (
      <>
        <span className={classes.number}>{t('bills.yen', { n: bill.amountYen })}</span>
        <span className={classes.second}>{t('bills.kwh', { n: bill.usageKwh })}</span>
      </>
    );
  return (
    <Table className={classes.table} horizontalSpacing={0}>
      <Table.Thead>
        <Table.Tr>
          <Table.Th>{t('bills.bill')}</Table.Th>
          <Table.Th>{t('bills.amount')}</Table.Th>
          <Table.Th>{t('bills.state')}</Table.Th>
          <Table.Th>{t('bills.visible')}</Table.Th>
        </Table.Tr>
      </Table.Thead>
      <Table.Tbody>
        {bills.map((bill) => {
          const month = tokyo.month(bill.billingMonth);
          const spoken = (what: string) => t('bills.of', { month, what });
          return (
            <Fragment key={bill.billId}>
              <Table.Tr className={classes.first}>
                <Table.Td>
                  <span className={classes.number}>{month}</span>
                  <span className={classes.second}>
                    {bill.billNo}
                    {bill.contracts > 1 && ` ${t('bills.together', { n: bill.contracts })}`}
                  </span>
                  {bill.readOn && (
                    <span className={classes.second}>{t('bills.readOn', { date: tokyo.date(bill.readOn) })}</span>
                  )}
                </Table.Td>
                <Table.Td>
                  {amount(bill)}
                  {!bill.isWhole && <span className={classes.late}>{t('bills.short')}</span>}
                  {bill.correctedAt && (
                    <span className={classes.second}>
                      {t('bills.corrected', { date: tokyo.moment(bill.correctedAt) })}
                    </span>
                  )}
                </Table.Td>
                <Table.Td>
                  <span className={bill.state === 'debit-failed' ? classes.failed : undefined}>
                    {t(`billState.${bill.state}`)}
                  </span>
                  <span className={classes.second}>
                    {bill.debitedOn
                      ? t('bills.debitedOn', { date: tokyo.date(bill.debitedOn) })
                      : t('bills.dueOn', { date: tokyo.date(bill.dueOn) })}
                  </span>
                </Table.Td>
                <Table.Td>
                  <span className={classes.number} data-out={bill.isOut || undefined}>
                    {bill.visibleBy ? t('bills.by', { date: tokyo.date(bill.visibleBy) }) : t('bills.notKnown')}
                  </span>
                  {bill.state === 'debited' && bill.debitVisibleBy && (
                    <span className={classes.second}>
                      {t('bills.debitBy', { date: tokyo.date(bill.debitVisibleBy) })}
                    </span>
                  )}
                </Table.Td>
              </Table.Tr>
              <Table.Tr>
                <Table.Td colSpan={4} className={classes.actCell}>
                  <span className={classes.acts}>
                    {files.map((file) => (
                      <QuietButton
                        key={file}
                        label={t(`bills.${file}`)}
                        spoken={spoken(t(`bills.${file}`))}
                        isOff={!canTake || !bill.isWhole || isBusy}
                        onAct={() => onTake(bill, file)}
                      />
                    ))}
                    <QuietButton
                      label={t('bills.whyNoMail')}
                      spoken={spoken(t('bills.whyNoMail'))}
                      onAct={() => onWhyNoMail(bill)}
                    />
                    <QuietButton
                      label={t('bills.resend')}
                      spoken={spoken(t('bills.resend'))}
                      onAct={() => onResend(bill)}
                    />
                  </span>
                </Table.Td>
              </Table.Tr>
            </Fragment>
          );
        })}
      </Table.Tbody>
    </Table>
  );
};
