import { useTranslation } from 'react-i18next';
import { type ShownCard, useCardWords } from '../card-words.ts';
import { useTokyo } from '../tokyo.ts';
import { useWords } from '../words.ts';
import classes from './CardStand.module.css';
import { CardSteps } from './CardSteps.tsx';

/** Where the newest card is, in one glance: what to say when somebody asks for it. */
export const CardStand = ({ card }: { readonly card: ShownCard }) => {
  const { t } = useTranslation();
  const tokyo = useTokyo();
  const cardWords = useCardWords();
  const words = useWords();
  const { arrival, state } = card;
  return (
    <>
      <div className={classes.stand} data-tone={cardWords.tone(card)}>
        <strong>{cardWords.stand(card)}</strong>
        {card.dropCode && <span>{words.t(`cardDrop.${card.dropCode}`, 'cardDrop.unknown')}</span>}
        {arrival && <span>{t('card.arrival', { from: tokyo.date(arrival.from), to: tokyo.date(arrival.to) })}</span>}
        {card.isLate && <span>{t('card.late')}</span>}
        {state === 'posted' && card.validThrough && (
          <span>{t('card.validThrough', { date: tokyo.date(card.validThrough) })}</span>
        )}
        {card.isUnderWay && !card.postedOn && card.plannedPostingOn && (
          <span>{t('card.plannedPosting', { date: tokyo.date(card.plannedPostingOn) })}</span>
        )}
        {card.isIncident && <span>{t('card.incident')}</span>}
        <span>{t('card.asked', { at: tokyo.moment(card.askedAt), cause: t(`cardCause.${card.cause}`) })}</span>
      </div>
      {card.isUnderWay && <CardSteps step={card.step} />}
    </>
  );
};
