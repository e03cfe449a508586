import { useTranslation } from 'react-i18next';
import type { ShownCard } from '../card-words.ts';
import classes from './CardSteps.module.css';

const steps: readonly ShownCard['step'][] = ['asked', 'gathered', 'released', 'handed', 'printed', 'posted', 'in-use'];

/** How far a card has come on its way from the request to the first use. */
export const CardSteps = ({ step }: Pick<ShownCard, 'step'>) => {
  const { t } = useTranslation();
  const reached = steps.indexOf(step);
  return (
    <ol className={classes.steps} aria-label={t('card.steps')}>
      {steps.map((one, index) => (
        <li
          key={one}
          data-reached={index <= reached || undefined}
          aria-current={index === reached ? 'step' : undefined}
        >
          {t(`cardStep.${one}`)}
        </li>
      ))}
    </ol>
  );
};
