import { TextInput } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Change, type ChangeProps } from './Change.tsx';
import { DrawnCardNote } from './DrawnCardNote.tsx';

export const ChangeLoginId = (shared: ChangeProps) => {
  const { t } = useTranslation();
  const [typed, setTyped] = useState('');
  const what = t('field.login-id');
  const loginId = typed.trim();
  return (
    <Change
      {...shared}
      name="account.changeLoginId"
      title={t('changeTitle.change', { what, name: shared.account.customer.name })}
      what={what}
      before={shared.account.loginId}
      after={loginId}
      content={{ loginId }}
      isReady={loginId !== ''}
      readBack={t('readBack.change', { what, value: loginId })}
      say={t('changeSay.loginId')}
      outcomes={[t('change.oldLoginId')]}
    >
      <DrawnCardNote accountId={shared.account.accountId} />
      <TextInput
        size="sm"
        label={t('change.newValue', { what })}
        description={t('changeHint.loginId')}
        autoComplete="off"
        spellCheck={false}
        required
        withAsterisk={false}
        maxLength={64}
        data-autofocus
        value={typed}
        onChange={(event) => setTyped(event.currentTarget.value)}
      />
    </Change>
  );
};
