import { Stack } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { announce } from '../announce.ts';
import type { Changing } from '../changing.ts';
import { AccountHeader } from '../parts/AccountHeader.tsx';
import { ContractTable } from '../parts/ContractTable.tsx';
import { ErrorBoundary } from '../parts/ErrorBoundary.tsx';
import { FailureNote } from '../parts/FailureNote.tsx';
import { Loading } from '../parts/Loading.tsx';
import { LoginCard } from '../parts/LoginCard.tsx';
import { OpenRequests } from '../parts/OpenRequests.tsx';
import { ReturnedNote } from '../parts/ReturnedNote.tsx';
import { Section } from '../parts/Section.tsx';
import { ToneNote } from '../parts/ToneNote.tsx';
import { useContact } from '../session.ts';
import { useTokyo } from '../tokyo.ts';
import { useAct, useCall, useTopic } from '../use-call.ts';
import classes from './Account.module.css';
import { Bills } from './Bills.tsx';
import { CardSection } from './CardSection.tsx';
import { Changes } from './Changes.tsx';
import { Reachability } from './Reachability.tsx';
import { Timeline } from './Timeline.tsx';
import { Unlock } from './Unlock.tsx';

export const Account = ({ accountId }: { readonly accountId: number }) => {
  const { t } = useTranslation();
  const tokyo = useTokyo();
  const contact = useContact();
  const account = useCall('account.open', { accountId });
  const history = useCall('card.history', { accountId });
  const [isUnlocking, setIsUnlocking] = useState(false);
  const [changing, setChanging] = useState<Changing | null>(null);
  const openContact = useAct('contact.open', () => announce(t('contact.opened')));
  const attach = useAct('contact.attach', () => announce(t('contact.attached')));
  useTopic(`account:${accountId}`, ['account.open', 'account.timeline']);
  useTopic('posted', ['account.open', 'account.timeline']);

  const readAgain = () => void account.refetch();
  if (!account.data) {
    return account.isPending ? (
      <Loading rows={10} />
    ) : (
      <FailureNote failure={account.error.failure} onRetry={readAgain} />
    );
  }
  const { customer, failedContactUntil, isProtected } = account.data;
  const isOtherCustomer = contact !== null && contact.customerId !== null && contact.customerId !== customer.customerId;

  return (
    <Stack gap="sm" maw={1400} mx="auto">
      <AccountHeader
        account={account.data}
        contact={contact}
        isBusy={openContact.isBusy || attach.isBusy}
        onOpenContact={() => void openContact.run({ topic: 'account', accountId })}
        onAttach={() => void attach.run({ accountId })}
      />
      <FailureNote failure={account.error?.failure} onRetry={readAgain} />
      <FailureNote failure={openContact.failure ?? attach.failure} onRetry={openContact.retry ?? attach.retry} />
      {isOtherCustomer && (
        <ToneNote tone="alarm">{t('account.otherCustomer', { name: contact.customerName ?? '' })}</ToneNote>
      )}
      {failedContactUntil && (
        <ToneNote tone="alarm">{t('account.failedContact', { until: tokyo.moment(failedContactUntil) })}</ToneNote>
      )}
      {isProtected && <ToneNote tone="warn">{t('protected.sentence')}</ToneNote>}
      <ReturnedNote returned={history.data?.returned} />
      <OpenRequests requests={account.data.openApprovals} />
      <div className={classes.columns}>
        <Stack gap="sm" miw={0}>
          <ErrorBoundary of="part">
            <LoginCard
              account={account.data}
              onUnlock={() => setIsUnlocking(true)}
              onChange={setChanging}
              onLimitEnd={readAgain}
            />
          </ErrorBoundary>
          <ErrorBoundary of="part">
            <CardSection account={account.data} />
          </ErrorBoundary>
          <ErrorBoundary of="part">
            <ContractTable account={account.data} onChange={setChanging} />
          </ErrorBoundary>
          <ErrorBoundary of="part">
            <Bills account={account.data} onChange={setChanging} />
          </ErrorBoundary>
          <ErrorBoundary of="part">
            <Reachability account={account.data} onChange={setChanging} />
          </ErrorBoundary>
        </Stack>
        <Section title={t('timeline.title')}>
          <Timeline accountId={accountId} />
        </Section>
      </div>
      {changing && <Changes account={account.data} changing={changing} onClose={() => setChanging(null)} />}
      {isUnlocking && <Unlock account={account.data} onClose={() => setIsUnlocking(false)} />}
    </Stack>
  );
};
