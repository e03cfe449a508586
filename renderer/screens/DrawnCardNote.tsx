import { useTranslation } from 'react-i18next';
import { ToneNote } from '../parts/ToneNote.tsx';
import { useCall } from '../use-call.ts';

/** Beside a change that a card which is drawn and not posted does not know of: it must not go out any more. */
export const DrawnCardNote = ({ accountId }: { readonly accountId: number }) => {
  const { t } = useTranslation();
  const outlook = useCall('card.outlook', { accountId });
  return outlook.data?.open?.isDrawn ? <ToneNote tone="warn">{t('card.drawn')}</ToneNote> : null;
};
