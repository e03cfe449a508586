// What became of a card, in words that an agent can read out.
import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import type { Output } from '../main/contract/index.ts';
import { useTokyo } from './tokyo.ts';

export type ShownCard = Output<'card.history'>['cards'][number];
export type ReturnedCard = NonNullable<Output<'card.history'>['returned']>;
type Stand = Pick<ShownCard, 'state' | 'postedOn' | 'returnedOn' | 'returnReason'> &
  Partial<Pick<ShownCard, 'validThrough' | 'usedAt'>>;
export type Tone = 'alarm' | 'warn' | 'good' | 'quiet';

const tones: Record<ShownCard['state'], Tone> = {
  waiting: 'quiet',
  'in-batch': 'quiet',
  'dropped-out': 'warn',
  cancelled: 'quiet',
  generated: 'quiet',
  pulled: 'quiet',
  posted: 'good',
  'in-use': 'good',
  returned: 'warn',
  expired: 'warn',
  void: 'warn',
};

export const useCardWords = () => {
  const { t } = useTranslation();
  const tokyo = useTokyo();
  return useMemo(
    () => ({
      /** A short sentence. */
      stand: ({ state, postedOn, returnedOn, returnReason, validThrough, usedAt }: Stand): string => {
        if (state === 'posted' && postedOn) return t('card.stand.posted', { date: tokyo.date(postedOn) });
        if (state === 'in-use' && usedAt) return t('card.stand.in-use', { date: tokyo.moment(usedAt) });
        if (state === 'expired' && validThrough) return t('card.stand.expired', { date: tokyo.date(validThrough) });
        if (state === 'returned' && returnedOn && returnReason)
          return t('card.stand.returned', {
            date: tokyo.date(returnedOn),
            reason: t(`returnReason.${returnReason}`),
          });
        if (state === 'posted' || state === 'in-use' || state === 'expired' || state === 'returned')
          return t(`cardState.${state}`);
        return t(`card.stand.${state}`);
      },
      tone: ({ state, isLate }: Pick<ShownCard, 'state' | 'isLate'>): Tone => (isLate ? 'warn' : tones[state]),
      /** What the last return asks of the next card. */
      returned: ({ returnedOn, reason, returns, isAddressChanged, needs }: ReturnedCard): string => {
        const said = { date: tokyo.date(returnedOn), reason: t(`returnReason.${reason}`) };
        if (needs === 'address') return t('card.returnedAddress', said);
        if (needs === null) return t('card.returnedChanged', said);
        return isAddressChanged ? t('card.returnedOften', { ...said, n: returns }) : t('card.returnedAsk', said);
      },
    }),
    [t, tokyo],
  );
};
