import { useTranslation } from 'react-i18next';
import { useChangeWords } from '../change-words.ts';
import { useTokyo } from '../tokyo.ts';
import type { AccountRead } from './AccountHeader.tsx';
import { ToneNote } from './ToneNote.tsx';

/** What has been asked of a supervisor and is not decided yet. */
export const OpenRequests = ({ requests }: { readonly requests: AccountRead['openApprovals'] }) => {
  const { t } = useTranslation();
  const tokyo = useTokyo();
  const change = useChangeWords();
  if (requests.length === 0) return null;
  const each = requests.map(({ act, askedAt }) =>
    t('change.openRequest', { act: change.act(act), at: tokyo.moment(askedAt) }),
  );
  return <ToneNote tone="quiet">{t('change.openRequests', { requests: each.join(t('login.separator')) })}</ToneNote>;
};
