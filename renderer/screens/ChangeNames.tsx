import { NativeSelect, TextInput } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { DayInput } from '../parts/DayInput.tsx';
import { useTokyo } from '../tokyo.ts';
import { Change, type ChangeProps } from './Change.tsx';

/** The same person under another name, as after a marriage: the account stays. */
export const ChangeName = (shared: ChangeProps) => {
  const { t } = useTranslation();
  const { customer } = shared.account;
  const [name, setName] = useState('');
  const [nameKana, setNameKana] = useState('');
  const field = (label: string, value: string, onChange: (value: string) => void, hasFocus = false) => (
    <TextInput
      size="sm"
      label={label}
      autoComplete="off"
      required
      withAsterisk={false}
      maxLength={200}
      data-autofocus={hasFocus || undefined}
      value={value}
      onChange={(event) => onChange(event.currentTarget.value)}
    />
  );
  return (
    <Change
      {...shared}
      name="moving.changeName"
      title={t('changeTitle.change', { what: t('field.customer-name'), name: customer.name })}
      what={t('field.customer-name')}
      before={customer.name}
      after={name.trim()}
      changes={[
        { what: t('field.customer-name'), before: customer.name, after: name.trim() },
        { what: t('field.name-kana'), before: customer.nameKana, after: nameKana.trim() },
      ]}
      content={{ name: name.trim(), nameKana: nameKana.trim() }}
      isReady={name.trim() !== '' && nameKana.trim() !== ''}
      readBack={t('readBack.change', { what: t('field.customer-name'), value: name.trim() })}
      say={t('moving.loginGoesOn')}
      outcomes={[t('moving.loginGoesOn'), t('moving.waitsForFile')]}
    >
      {field(t('moving.newName'), name, setName, true)}
      {field(t('field.name-kana'), nameKana, setNameKana)}
    </Change>
  );
};

/** Another person takes a contract over; a supervisor decides. */
export const ChangeHolder = (shared: ChangeProps) => {
  const { t } = useTranslation();
  const tokyo = useTokyo();
  const { account } = shared;
  const running = account.contracts.filter(({ endedOn }) => endedOn === null);
  const [contractId, setContractId] = useState(running[0]?.contractId ?? 0);
  const [holderCustomerNo, setHolder] = useState('');
  const [changesOn, setChangesOn] = useState('');
  const [applicationPhone, setPhone] = useState('');
  // Two people may have one name.
  const { name, customerNo } = account.customer;
  const holder = t('moving.person', { name, customerNo });
  const day = changesOn === '' ? '' : tokyo.date(changesOn);
  return (
    <Change
      {...shared}
      name="moving.changeHolder"
      title={t('moving.holderTitle', { name: account.customer.name })}
      what={t('field.contract-holder')}
      asks={t('moving.alwaysDecided')}
      before={holder}
      after={holderCustomerNo.trim()}
      changes={[
        { what: t('field.contract-holder'), before: holder, after: holderCustomerNo.trim() },
        { what: t('field.holder-from'), before: '', after: day },
      ]}
      content={{
        contractId,
        holderCustomerNo: holderCustomerNo.trim(),
        changesOn,
        applicationPhone: applicationPhone.trim(),
      }}
      isReady={holderCustomerNo.trim() !== '' && changesOn !== '' && applicationPhone.trim() !== ''}
      readBack={t('moving.holderReadBack', { date: day, number: holderCustomerNo.trim() })}
      say={t('change.askedSay')}
      outcomes={[t('moving.holderLeaves'), t('moving.holderSees'), t('moving.waitsForFile')]}
    >
      {running.length > 1 && (
        <NativeSelect
          size="sm"
          label={t('field.contracts')}
          value={String(contractId)}
          data={running.map(({ contractId: id, contractNo, supplyAddress }) => ({
            value: String(id),
            label: t('moving.contract', { contractNo, place: supplyAddress ?? t('protected.address') }),
          }))}
          onChange={(event) => setContractId(Number(event.currentTarget.value))}
        />
      )}
      <TextInput
        size="sm"
        label={t('moving.holderNo')}
        description={t('moving.holderNoHint')}
        inputMode="numeric"
        autoComplete="off"
        required
        withAsterisk={false}
        maxLength={20}
        data-autofocus
        value={holderCustomerNo}
        onChange={(event) => setHolder(event.currentTarget.value)}
      />
      <DayInput label={t('field.holder-from')} value={changesOn} onChange={setChangesOn} />
      <TextInput
        size="sm"
        type="tel"
        label={t('startField.applicationPhone')}
        description={t('moving.phoneNew')}
        autoComplete="off"
        required
        withAsterisk={false}
        maxLength={40}
        value={applicationPhone}
        onChange={(event) => setPhone(event.currentTarget.value)}
      />
    </Change>
  );
};
