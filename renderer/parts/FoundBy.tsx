import { useTranslation } from 'react-i18next';
import type { Output } from '../../main/contract/index.ts';
import { matchRanges } from '../../main/rules/match-ranges.ts';

type Hit = Output<'account.search'>['hits'][number];
type Props = { readonly hit: Hit; readonly query: string };

/** What agrees where no marked text can show it: masked values, numbers of contracts, login IDs that were given up. */
export const FoundBy = ({ hit, query }: Props) => {
  const { t } = useTranslation();
  const { foundBy } = hit;
  if (foundBy === 'phone' || foundBy === 'mail' || foundBy === 'supply-point')
    return <mark>{t(`foundBy.${foundBy}`)}</mark>;
  const isFormer = foundBy === 'login' && matchRanges(hit.loginId, query, 'login').length === 0;
  return isFormer ? <mark>{t('foundBy.former-login')}</mark> : null;
};
