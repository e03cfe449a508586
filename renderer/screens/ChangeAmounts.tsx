import { useTranslation } from 'react-i18next';
import { Change, type ChangeProps } from './Change.tsx';

/** Whether mail that tells of a bill says its amount, turned over: there are only two. */
export const ChangeAmounts = (shared: ChangeProps) => {
  const { t } = useTranslation();
  const { wantsAmounts, isProtected } = shared.account;
  const what = t('field.amounts');
  const wordOf = (isWanted: boolean) => t(isWanted ? 'reach.amountsOn' : 'reach.amountsOff');
  const way = wantsAmounts ? 'off' : 'on';
  return (
    <Change
      {...shared}
      name="account.setAmounts"
      title={t('changeTitle.change', { what, name: shared.account.customer.name })}
      what={what}
      before={wordOf(wantsAmounts)}
      after={wordOf(!wantsAmounts)}
      content={{ wantsAmounts: !wantsAmounts }}
      readBack={t(`readBackAmounts.${way}`)}
      say={t(`changeSayAmounts.${way}`)}
      tells="nobody"
      outcomes={[t(`changeAmounts.${way}`), ...(way === 'on' && isProtected ? [t('reach.amountsProtected')] : [])]}
    />
  );
};
