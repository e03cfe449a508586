import { useTranslation } from 'react-i18next';
import { Change, type ChangeProps } from './Change.tsx';

/** The wish for notice mail, turned over: there are only two. */
export const ChangeNotices = (shared: ChangeProps) => {
  const { t } = useTranslation();
  const { wantsNotices } = shared.account;
  const what = t('field.notices');
  const wordOf = (isWanted: boolean) => t(isWanted ? 'reach.noticesOn' : 'reach.noticesOff');
  const way = wantsNotices ? 'off' : 'on';
  return (
    <Change
      {...shared}
      name="account.setNotices"
      title={t('changeTitle.change', { what, name: shared.account.customer.name })}
      what={what}
      before={wordOf(wantsNotices)}
      after={wordOf(!wantsNotices)}
      content={{ wantsNotices: !wantsNotices }}
      readBack={t(`readBackNotices.${way}`)}
      say={t(`changeSayNotices.${way}`)}
      tells="nobody"
      outcomes={[t(`changeNotices.${way}`)]}
    />
  );
};
