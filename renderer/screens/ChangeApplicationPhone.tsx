import { TextInput } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { ContractRead } from '../changing.ts';
import { Change, type ChangeProps } from './Change.tsx';

/** The phone given at application: one for each contract, and what the first login asks for. */
export const ChangeApplicationPhone = ({ contract, ...shared }: ChangeProps & { readonly contract: ContractRead }) => {
  const { t } = useTranslation();
  const [typed, setTyped] = useState('');
  const what = t('field.application-phone');
  // Typed in full width or not, it is read back as it will be kept.
  const number = typed.normalize('NFKC').trim();
  return (
    <Change
      {...shared}
      name="account.changeApplicationPhone"
      title={t('changeTitle.change', { what, name: shared.account.customer.name })}
      what={t('change.ofContract', { what, contractNo: contract.contractNo })}
      before={contract.applicationPhone ?? t('none')}
      after={number}
      content={{ contractId: contract.contractId, number }}
      isReady={number !== ''}
      readBack={t('readBack.change', { what, value: number })}
      say={t('changeSay.applicationPhone')}
      outcomes={[t('change.firstLogin')]}
      tells="mail-or-card"
    >
      <TextInput
        size="sm"
        type="tel"
        label={t('change.newValue', { what })}
        description={t('changeHint.phone')}
        autoComplete="off"
        required
        withAsterisk={false}
        maxLength={40}
        data-autofocus
        value={typed}
        onChange={(event) => setTyped(event.currentTarget.value)}
      />
    </Change>
  );
};
