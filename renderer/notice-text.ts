import { useTranslation } from 'react-i18next';
import type { AccountRead } from './parts/AccountHeader.tsx';

/** Who is told of a change (rule 10): said before it, and by the server's own count after it. */
export const useNoticeText = (account: AccountRead, tells: 'mail' | 'mail-or-card' | 'nobody') => {
  const { t } = useTranslation();
  const confirmed = account.mailAddresses.filter(({ isConfirmed }) => isConfirmed).length;
  const getsCard = tells === 'mail-or-card' && !account.isDoNotPost && !account.isProtected;
  const isCardStopped = tells === 'mail-or-card' && !getsCard;
  const withoutMail = getsCard ? 'card' : isCardStopped ? 'stopped' : 'none';
  return {
    planned:
      tells === 'nobody'
        ? null
        : confirmed > 0
          ? t('noticePlanned.mail', { n: confirmed })
          : t(`noticePlanned.${withoutMail}`),
    done: (queued: number): string | null =>
      tells === 'nobody' ? null : queued > 0 ? t('noticeDone.mail', { n: queued }) : t(`noticeDone.${withoutMail}`),
  };
};
