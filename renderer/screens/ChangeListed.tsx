import { SegmentedControl, TextInput } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Masked } from '../changing.ts';
import { Change, type ChangeProps } from './Change.tsx';

type Props = ChangeProps & {
  readonly kind: 'phone' | 'mail';
  /** null: one more. */
  readonly value: Masked | null;
};

const modes = ['change', 'remove'] as const;

/** A contact phone or a mail address of several: one more, another in its place, or none. */
export const ChangeListed = ({ kind, value, ...shared }: Props) => {
  const { t } = useTranslation();
  const [mode, setMode] = useState<(typeof modes)[number]>('change');
  const [typed, setTyped] = useState('');
  const isRemoving = value !== null && mode === 'remove';
  // Typed in full width or not, a number is read back as it will be kept.
  const entered = (kind === 'phone' ? typed.normalize('NFKC') : typed).trim();
  const next = isRemoving ? null : entered;
  const what = t(`field.${kind === 'phone' ? 'contact-phone' : 'mail-address'}`);
  const act = value === null ? 'add' : mode;
  const isNewMail = kind === 'mail' && !isRemoving;
  const words = {
    ...shared,
    title: t(`changeTitle.${act}`, { what, name: shared.account.customer.name }),
    what,
    before: value?.masked ?? t('none'),
    after: next ?? t('none'),
    confirm: t(`changeConfirm.${act}`),
    isReady: isRemoving || entered !== '',
    readBack: isRemoving ? t('readBack.remove', { what }) : t('readBack.change', { what, value: entered }),
    say: isNewMail ? t('changeSay.mail') : t(isRemoving ? 'changeSay.removed' : 'changeSay.changed', { what }),
    outcomes: isNewMail ? [t('change.mailUnconfirmed')] : [],
  };
  const fields = (
    <>
      {value !== null && (
        <SegmentedControl
          aria-label={t('change.mode')}
          value={mode}
          onChange={setMode}
          data={modes.map((one) => ({ value: one, label: t(`changeMode.${one}`) }))}
        />
      )}
      {!isRemoving && (
        <TextInput
          size="sm"
          type={kind === 'phone' ? 'tel' : 'text'}
          inputMode={kind === 'phone' ? 'tel' : 'email'}
          label={t('change.newValue', { what })}
          description={t(`changeHint.${kind}`)}
          autoComplete="off"
          spellCheck={false}
          required
          withAsterisk={false}
          maxLength={kind === 'phone' ? 40 : 254}
          data-autofocus
          value={typed}
          onChange={(event) => setTyped(event.currentTarget.value)}
        />
      )}
    </>
  );
  const id = value?.id ?? null;
  return kind === 'phone' ? (
    <Change {...words} name="account.changePhone" content={{ phoneId: id, number: next }}>
      {fields}
    </Change>
  ) : (
    <Change {...words} name="account.changeMail" content={{ mailId: id, address: next }}>
      {fields}
    </Change>
  );
};
