import { Button, Group, NativeSelect, Text, TextInput } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Output } from '../../main/contract/index.ts';
import { announce } from '../announce.ts';
import { saveFile } from '../call.ts';
import type { Changing } from '../changing.ts';
import type { AccountRead } from '../parts/AccountHeader.tsx';
import { type BillFile, type BillRead, BillTable } from '../parts/BillTable.tsx';
import { Facts } from '../parts/Facts.tsx';
import { FailureNote } from '../parts/FailureNote.tsx';
import { QuietButton } from '../parts/QuietButton.tsx';
import { Section } from '../parts/Section.tsx';
import { takesCalls, useMe } from '../session.ts';
import { useTokyo } from '../tokyo.ts';
import { useAsk, useCall, useTopic } from '../use-call.ts';
import { useWords } from '../words.ts';
import { ConfirmAgain } from './ConfirmAgain.tsx';
import { Resend } from './Resend.tsx';
import { type VisibleAsked, WhenVisible } from './WhenVisible.tsx';
import { WhyNoMail } from './WhyNoMail.tsx';

type Props = { readonly account: AccountRead; readonly onChange: (changing: Changing) => void };
type ContractDates = Output<'bill.list'>['contracts'][number];
const firstPage = 3;
const furtherPage = 10;
const mostBills = 100;

/** When a contract's data, bill and debit can be seen, as one says it (rules 23 to 25). */
const Visibility = ({
  of,
  onCount,
}: {
  readonly of: ContractDates;
  readonly onCount: (asked: VisibleAsked) => void;
}) => {
  const { t } = useTranslation();
  const tokyo = useTokyo();
  const count = (kind: VisibleAsked['kind'], on: string) => (
    <QuietButton
      label={t('counted.button')}
      spoken={t('counted.what', { what: t(`countedKind.${kind}`) })}
      onAct={() => onCount({ kind, on })}
    />
  );
  const guide = (on: string | null) => (on ? tokyo.date(on) : t('bills.notKnown'));
  return (
    <Facts
      facts={[
        [
          t('bills.dataSince'),
          of.dataSince ? t('bills.since', { date: tokyo.date(of.dataSince) }) : t('bills.dataNot'),
        ],
        [
          t('bills.usage'),
          of.readOn ? (
            <span key="bill">
              {t('bills.usageBy', { read: tokyo.date(of.readOn), date: guide(of.billVisibleBy) })}{' '}
              {count('bill', of.readOn)}
            </span>
          ) : (
            t('none')
          ),
        ],
        [
          t('bills.debit'),
          of.debitedOn ? (
            <span key="debit">
              {t('bills.debitText', { on: tokyo.date(of.debitedOn), date: guide(of.debitVisibleBy) })}{' '}
              {count('debit', of.debitedOn)}
            </span>
          ) : (
            t('none')
          ),
        ],
      ]}
    />
  );
};

const BillList = ({ account, onChange }: Props) => {
  const { t } = useTranslation();
  const words = useWords();
  const { accountId } = account;
  const [contractId, setContractId] = useState<number | null>(null);
  const [month, setMonth] = useState('');
  const [limit, setLimit] = useState(firstPage);
  const [asked, setAsked] = useState<BillRead | null>(null);
  const [resending, setResending] = useState<BillRead | null>(null);
  const [counting, setCounting] = useState<VisibleAsked | null>(null);
  const [isConfirming, setIsConfirming] = useState(false);
  const inMonth = month === '' ? null : month;
  const filter = { contractId, fromMonth: inMonth, throughMonth: inMonth, limit };
  const list = useCall('bill.list', { accountId, ...filter }, { keepsLast: true });
  useTopic(`account:${accountId}`, ['bill.list']);
  useTopic('contact', ['bill.list']);
  const save = ({ file, fileName }: { file: string; fileName: string }) => {
    void saveFile(file, fileName).then(
      () => announce(t('bills.saved', { file: fileName })),
      () => announce(t('fault.unreachable'), 'refused'),
    );
  };
  const pdf = useAsk('bill.pdf', save);
  const csv = useAsk('bill.csv', save);
  const take = ({ billId }: BillRead, file: BillFile) => {
    pdf.forget();
    csv.forget();
    if (file === 'pdf') void pdf.run({ accountId, billId });
    else void csv.run({ accountId, billId, encoding: file === 'csv' ? 'utf-8' : 'windows-31j' });
  };
  if (!list.data) return <FailureNote failure={list.error?.failure} onRetry={() => void list.refetch()} />;
  const { bills, contracts, can, hasMore } = list.data;
  const chosen = contracts.length === 1 ? contracts[0] : contracts.find((one) => one.contractId === contractId);
  const isFiltered = contractId !== null || month !== '';

  return (
    <Section
      title={t('bills.title')}
      aside={
        !can.isAllowed && (
          <Text fz="xs" c="dimmed">
            {t('bills.heldBack', { why: words.t(`reason.${can.reason}`, 'reason.unknown') })}
          </Text>
        )
      }
    >
      {(contracts.length > 1 || bills.length >= firstPage || isFiltered) && (
        <Group gap="sm" mb={6} align="end">
          {contracts.length > 1 && (
            <NativeSelect
              flex={1}
              size="xs"
              label={t('bills.contract')}
              value={contractId ?? ''}
              onChange={({ currentTarget }) => setContractId(Number(currentTarget.value) || null)}
              data={[
                { value: '', label: t('bills.allContracts', { n: contracts.length }) },
                ...contracts.map(({ contractId: value, contractNo, place }) => ({
                  value: String(value),
                  label: place === null ? contractNo : `${contractNo} ${place}`,
                })),
              ]}
            />
          )}
          <TextInput
            size="xs"
            type="month"
            label={t('bills.month')}
            value={month}
            onChange={({ currentTarget }) => setMonth(currentTarget.value)}
          />
        </Group>
      )}
      {chosen && <Visibility of={chosen} onCount={setCounting} />}
      <FailureNote failure={pdf.failure ?? csv.failure} />
      {bills.length === 0 ? (
        <Text c="dimmed">{t(isFiltered ? 'bills.noneFound' : 'bills.none')}</Text>
      ) : (
        <BillTable
          bills={bills}
          canTake={can.isAllowed}
          isBusy={pdf.isBusy || csv.isBusy}
          onTake={take}
          onWhyNoMail={setAsked}
          onResend={setResending}
        />
      )}
      {hasMore && limit < mostBills && (
        <Button mt={6} size="xs" variant="default" onClick={() => setLimit(Math.min(mostBills, limit + furtherPage))}>
          {t('act.more')}
        </Button>
      )}
      {asked && (
        <WhyNoMail
          account={account}
          bill={asked}
          onChange={onChange}
          onResend={() => setResending(asked)}
          onConfirm={() => setIsConfirming(true)}
          onClose={() => setAsked(null)}
        />
      )}
      {counting && <WhenVisible asked={counting} onClose={() => setCounting(null)} />}
      {resending && <Resend account={account} bill={resending} onClose={() => setResending(null)} />}
      {isConfirming && <ConfirmAgain account={account} onClose={() => setIsConfirming(false)} />}
    </Section>
  );
};

/** What was billed; whoever takes no calls has no part in it. */
export const Bills = (props: Props) => (takesCalls(useMe().role) ? <BillList {...props} /> : null);
