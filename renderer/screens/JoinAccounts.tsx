import { NativeSelect, Radio, Stack } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Change, type ChangeProps } from './Change.tsx';

/** Two accounts of one customer become one; the customer says which login goes on, and a supervisor decides. */
export const JoinAccounts = (shared: ChangeProps) => {
  const { t } = useTranslation();
  const { account } = shared;
  const { otherAccounts, name } = account.customer;
  const [otherAccountId, setOther] = useState(otherAccounts[0]?.accountId ?? 0);
  const [survivor, setSurvivor] = useState<'this' | 'other' | ''>('');
  const other = otherAccounts.find(({ accountId }) => accountId === otherAccountId)?.loginId ?? '';
  const [stays, goes] = survivor === 'other' ? [other, account.loginId] : [account.loginId, other];
  return (
    <Change
      {...shared}
      name="moving.joinAccounts"
      title={t('moving.joinTitle', { name })}
      asks={t('moving.alwaysDecided')}
      what={t('field.login-kept')}
      before={[account.loginId, other].join(t('login.separator'))}
      after={stays}
      content={{ otherAccountId, survivor: survivor === '' ? 'this' : survivor }}
      isReady={survivor !== '' && other !== ''}
      readBack={t('moving.joinReadBack', { stays, goes })}
      say={t('change.askedSay')}
      outcomes={[t('moving.joinAll', { stays }), t('moving.joinVoid', { goes })]}
    >
      {otherAccounts.length > 1 && (
        <NativeSelect
          size="sm"
          label={t('moving.joinWith')}
          value={String(otherAccountId)}
          data={otherAccounts.map(({ accountId, loginId }) => ({ value: String(accountId), label: loginId }))}
          onChange={(event) => setOther(Number(event.currentTarget.value))}
        />
      )}
      <Radio.Group
        label={t('moving.joinWhich')}
        value={survivor}
        onChange={(value) => setSurvivor(value === 'other' ? 'other' : 'this')}
      >
        <Stack gap={6} mt={6}>
          <Radio value="this" label={account.loginId} />
          <Radio value="other" label={other} />
        </Stack>
      </Radio.Group>
    </Change>
  );
};
