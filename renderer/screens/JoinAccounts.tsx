import { NativeSelect, Radio, Stack } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useWords } from '../words.ts';
import { Change, type ChangeProps } from './Change.tsx';

/** Two accounts of one customer become one; the customer says which login goes on, and a supervisor decides. */
export const JoinAccounts = (shared: ChangeProps) => {
  const { t } = useTranslation();
  const { account } = shared;
  const words = useWords();
  const { name } = account.customer;
  const joinable = account.customer.otherAccounts.filter(({ canJoin }) => canJoin.isAllowed);
  const [otherAccountId, setOther] = useState(joinable[0]?.accountId ?? 0);
  const [survivor, setSurvivor] = useState<'this' | 'other' | ''>('');
  const chosen = joinable.find(({ accountId }) => accountId === otherAccountId);
  const other = chosen?.loginId ?? '';
  const choice = (which: 'this' | 'other', label: string) => {
    const { isAllowed = false, reason = null } = chosen?.canStay[which] ?? {};
    const why = isAllowed ? undefined : words.t(`reason.${reason}`, 'reason.unknown');
    return <Radio value={which} label={label} disabled={!isAllowed} description={why} />;
  };
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
      isReady={survivor !== '' && chosen?.canStay[survivor].isAllowed === true}
      readBack={t('moving.joinReadBack', { stays, goes })}
      say={t('change.askedSay')}
      outcomes={[t('moving.joinAll', { stays }), t('moving.joinVoid', { goes })]}
    >
      {joinable.length > 1 && (
        <NativeSelect
          size="sm"
          label={t('moving.joinWith')}
          value={String(otherAccountId)}
          data={joinable.map(({ accountId, loginId }) => ({ value: String(accountId), label: loginId }))}
          onChange={(event) => setOther(Number(event.currentTarget.value))}
        />
      )}
      <Radio.Group
        label={t('moving.joinWhich')}
        value={survivor}
        onChange={(value) => setSurvivor(value === 'other' ? 'other' : 'this')}
      >
        <Stack gap={6} mt={6}>
          {choice('this', account.loginId)}
          {choice('other', other)}
        </Stack>
      </Radio.Group>
    </Change>
  );
};
