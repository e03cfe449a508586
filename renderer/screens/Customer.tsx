import { Stack } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { announce } from '../announce.ts';
import { CustomerHeader } from '../parts/CustomerHeader.tsx';
import { FailureNote } from '../parts/FailureNote.tsx';
import { Loading } from '../parts/Loading.tsx';
import { ToneNote } from '../parts/ToneNote.tsx';
import { useContact } from '../session.ts';
import { useTokyo } from '../tokyo.ts';
import { useAct, useCall, useTopic } from '../use-call.ts';
import { OpenAccount } from './OpenAccount.tsx';

/** A customer whose contracts are in no web account, or not all of them. */
export const Customer = ({ customerId }: { readonly customerId: number }) => {
  const { t } = useTranslation();
  const tokyo = useTokyo();
  const contact = useContact();
  const customer = useCall('customer.open', { customerId });
  const openContact = useAct('contact.open', () => announce(t('contact.opened')));
  const attach = useAct('contact.attach', () => announce(t('contact.attached')));
  useTopic('contact', ['customer.open']);

  const readAgain = () => void customer.refetch();
  if (!customer.data) {
    return customer.isPending ? (
      <Loading rows={8} />
    ) : (
      <FailureNote failure={customer.error.failure} onRetry={readAgain} />
    );
  }
  const { failedContactUntil, isProtected, accounts } = customer.data;
  const isOtherCustomer = contact !== null && contact.customerId !== null && contact.customerId !== customerId;
  return (
    <Stack gap="sm" maw={1400} mx="auto">
      <CustomerHeader
        customer={customer.data}
        contact={contact}
        isBusy={openContact.isBusy || attach.isBusy}
        onOpenContact={() => void openContact.run({ topic: 'account', accountId: null, customerId })}
        onAttach={() => void attach.run({ accountId: null, customerId })}
      />
      <FailureNote failure={customer.error?.failure} onRetry={readAgain} />
      <FailureNote failure={openContact.failure ?? attach.failure} onRetry={openContact.retry ?? attach.retry} />
      {isOtherCustomer && (
        <ToneNote tone="alarm">{t('account.otherCustomer', { name: contact.customerName ?? '' })}</ToneNote>
      )}
      {failedContactUntil && (
        <ToneNote tone="alarm">{t('account.failedContact', { until: tokyo.moment(failedContactUntil) })}</ToneNote>
      )}
      {isProtected && <ToneNote tone="warn">{t('protected.sentence')}</ToneNote>}
      <ToneNote tone="quiet">{t(accounts.length === 0 ? 'customer.noAccount' : 'customer.hasAccount')}</ToneNote>
      <OpenAccount customer={customer.data} />
    </Stack>
  );
};
