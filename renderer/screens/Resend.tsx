// A bill's mail once more: which bills, to which addresses on file, what it says, and what becomes of it.
import { Button, Checkbox, Text } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { AccountRead } from '../parts/AccountHeader.tsx';
import type { BillRead } from '../parts/BillTable.tsx';
import { Dialog } from '../parts/Dialog.tsx';
import { DialogActs } from '../parts/DialogActs.tsx';
import { FailureNote } from '../parts/FailureNote.tsx';
import { Loading } from '../parts/Loading.tsx';
import { Permitted } from '../parts/Permitted.tsx';
import { ResendChoice, type ResendChosen } from '../parts/ResendChoice.tsx';
import { SpokenLine } from '../parts/SpokenLine.tsx';
import { ToneNote } from '../parts/ToneNote.tsx';
import { useTokyo } from '../tokyo.ts';
import { useAct, useCall, useTopic } from '../use-call.ts';
import { MailHistory } from './MailHistory.tsx';
import { MailPreview } from './MailPreview.tsx';

type Props = { readonly account: AccountRead; readonly bill: BillRead; readonly onClose: () => void };
const pageBills = 12;
const mostBills = 100;

export const Resend = ({ account: { accountId }, bill, onClose }: Props) => {
  const { t } = useTranslation();
  const tokyo = useTokyo();
  const [limit, setLimit] = useState(pageBills);
  const look = useCall('resend.look', { accountId, billId: bill.billId, limit }, { keepsLast: true });
  useTopic(`account:${accountId}`, ['resend.look']);
  useTopic('contact', ['resend.look']);
  /** null: what the screen proposes, the bill that it was opened for to every address that can have it. */
  const [chosen, setChosen] = useState<ResendChosen | null>(null);
  const [isAgain, setIsAgain] = useState(false);
  const send = useAct('resend.send', () => {});
  const title = t('resend.title', { month: tokyo.month(bill.billingMonth) });

  if (!look.data)
    return (
      <Dialog isWide title={title} onClose={onClose}>
        {look.isPending ? (
          <Loading rows={6} />
        ) : (
          <FailureNote failure={look.error.failure} onRetry={() => void look.refetch()} />
        )}
      </Dialog>
    );
  const { bills, addresses, can, hasMore } = look.data;
  const usable = <Row extends { reason: string | null }>(rows: readonly Row[]) => rows.filter((row) => !row.reason);
  const now = chosen ?? {
    billIds: usable(bills).flatMap(({ billId }) => (billId === bill.billId ? [billId] : [])),
    mailIds: usable(addresses).map(({ mailId }) => mailId),
  };
  const before = bills.find(({ billId, sentTodayAt }) => now.billIds.includes(billId) && sentTodayAt !== null);

  const [first] = now.billIds;
  const [mailTo] = now.mailIds;

  if (send.timesDone > 0)
    return (
      <Dialog isWide title={title} onClose={onClose}>
        <ToneNote tone="good">{t('resend.queued')}</ToneNote>
        <SpokenLine>{t('resend.say')}</SpokenLine>
        {bills
          .filter(({ billId }) => now.billIds.includes(billId))
          .map(({ billId, billingMonth }) => (
            <section key={billId}>
              <Text fz="xs" c="dimmed">
                {t('resend.bill', { month: tokyo.month(billingMonth) })}
              </Text>
              <MailHistory accountId={accountId} billId={billId} />
            </section>
          ))}
        <Button size="sm" ml="auto" onClick={onClose} autoFocus>
          {t('act.close')}
        </Button>
      </Dialog>
    );
  return (
    <Dialog isWide isHeld title={title} onClose={onClose}>
      <ResendChoice
        look={look.data}
        chosen={now}
        onChoose={setChosen}
        onMore={hasMore && limit < mostBills ? () => setLimit(mostBills) : null}
      />
      {addresses.length === 0 && <ToneNote tone="warn">{t('resend.noAddress')}</ToneNote>}
      {first && mailTo && can.isAllowed && (
        <MailPreview accountId={accountId} billId={first} mailId={mailTo} key={`${first}-${mailTo}`} />
      )}
      {before?.sentTodayAt && (
        <ToneNote tone="warn">
          {t('resend.warnToday', { at: tokyo.moment(before.sentTodayAt) })}
          <Checkbox
            mt={6}
            label={t('resend.again')}
            checked={isAgain}
            onChange={({ currentTarget }) => setIsAgain(currentTarget.checked)}
          />
        </ToneNote>
      )}
      <FailureNote failure={send.failure} onRetry={send.retry} />
      <DialogActs onBack={onClose}>
        <Permitted
          size="sm"
          permission={can}
          label={t('resend.confirm', { n: now.billIds.length * now.mailIds.length })}
          loading={send.isBusy}
          isOff={now.billIds.length === 0 || now.mailIds.length === 0 || (before !== undefined && !isAgain)}
          onAct={() =>
            void send.run({
              accountId,
              billIds: [...now.billIds],
              mailIds: [...now.mailIds],
              isAgain: before !== undefined,
            })
          }
        />
      </DialogActs>
    </Dialog>
  );
};
