import { useTranslation } from 'react-i18next';
import { Change, type ChangeProps } from './Change.tsx';
import { DrawnCardNote } from './DrawnCardNote.tsx';

/** Closes the web account while supply goes on, or takes that back. */
export const ChangeStatus = ({ act, ...shared }: ChangeProps & { readonly act: 'withdraw' | 'reopen' }) => {
  const { t } = useTranslation();
  const [before, after] = act === 'withdraw' ? (['active', 'withdrawn'] as const) : (['withdrawn', 'active'] as const);
  return (
    <Change
      {...shared}
      name={`account.${act}`}
      title={t(`changeTitle.${act}`, { name: shared.account.customer.name })}
      what={t('field.status')}
      before={t(`accountStatus.${before}`)}
      after={t(`accountStatus.${after}`)}
      content={{}}
      readBack={t(`readBackStatus.${act}`)}
      say={t(`changeSayStatus.${act}`)}
      confirm={t(`changeWhat.${act}`)}
      outcomes={[t(`changeStatus.${act}`)]}
    >
      {act === 'withdraw' && <DrawnCardNote accountId={shared.account.accountId} />}
    </Change>
  );
};
