import { Button, Checkbox, NativeSelect, Stack } from '@mantine/core';
import { type FormEvent, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useLocation } from 'wouter';
import { announce } from '../announce.ts';
import type { CustomerRead } from '../parts/CustomerHeader.tsx';
import { FailureNote } from '../parts/FailureNote.tsx';
import { HolderContracts } from '../parts/HolderContracts.tsx';
import { Outcomes } from '../parts/Outcomes.tsx';
import { ReasonInput } from '../parts/ReasonInput.tsx';
import { Section } from '../parts/Section.tsx';
import { ToneNote } from '../parts/ToneNote.tsx';
import { useAct } from '../use-call.ts';
import { useWords } from '../words.ts';

/** Which contracts the new account holds, where its post goes, and why it is opened. */
export const OpenAccount = ({ customer }: { readonly customer: CustomerRead }) => {
  const { t } = useTranslation();
  const words = useWords();
  const [, goTo] = useLocation();
  const { customerId, contracts, accounts, can } = customer;
  const joinable = contracts.filter(({ canJoin }) => canJoin.isAllowed);
  const [unchosen, setUnchosen] = useState<readonly number[]>([]);
  const [deliverTo, setDeliverTo] = useState<number | null>(null);
  const [isFurther, setIsFurther] = useState(false);
  const [reason, setReason] = useState('');
  const open = useAct('customer.openAccount', ({ accountId }) => {
    announce(t('openAccount.done'));
    goTo(`/accounts/${accountId}`);
  });

  const chosen = joinable.filter(({ contractId }) => !unchosen.includes(contractId));
  const delivery = chosen.find(({ contractId }) => contractId === deliverTo) ?? chosen[0];
  const choose = (contractId: number, isChosen: boolean) =>
    setUnchosen(isChosen ? unchosen.filter((id) => id !== contractId) : [...unchosen, contractId]);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    const contractIds = chosen.map(({ contractId }) => contractId);
    void open.run({ customerId, contractIds, deliverToContractId: delivery?.contractId ?? null, isFurther, reason });
  };
  const isReady = delivery !== undefined && reason.trim() !== '' && (accounts.length === 0 || isFurther);

  return (
    <>
      <Section title={t('contracts.title')}>
        <HolderContracts
          contracts={contracts}
          chosen={chosen.map(({ contractId }) => contractId)}
          onChoose={can.openAccount.isAllowed ? choose : null}
        />
      </Section>
      <Section title={t('openAccount.title')}>
        {can.openAccount.isAllowed ? (
          <form onSubmit={submit}>
            <Stack gap="sm" maw={640}>
              <NativeSelect
                size="sm"
                label={t('reach.delivery')}
                description={t('openAccount.deliveryHint')}
                value={delivery?.contractId ?? ''}
                data={chosen.map(({ contractId, supplyAddress, contractNo }) => ({
                  value: String(contractId),
                  label: supplyAddress ?? contractNo,
                }))}
                onChange={(event) => setDeliverTo(Number(event.currentTarget.value))}
              />
              <ReasonInput value={reason} onChange={setReason} />
              {accounts.length > 0 && (
                <Checkbox
                  label={t('openAccount.further')}
                  checked={isFurther}
                  onChange={(event) => setIsFurther(event.currentTarget.checked)}
                />
              )}
              <Outcomes
                title={t('change.outcomes')}
                outcomes={[t('openAccount.drawn'), t('openAccount.neverIssued'), t('openAccount.noMail')]}
              />
              <FailureNote failure={open.failure} onRetry={open.retry} />
              <Button type="submit" size="sm" loading={open.isBusy} disabled={!isReady} style={{ alignSelf: 'start' }}>
                {t('openAccount.confirm')}
              </Button>
            </Stack>
          </form>
        ) : (
          <ToneNote tone="quiet">{words.t(`reason.${can.openAccount.reason}`, 'reason.unknown')}</ToneNote>
        )}
      </Section>
    </>
  );
};
