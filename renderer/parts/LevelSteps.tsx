import { useTranslation } from 'react-i18next';
import classes from './LevelSteps.module.css';

const levels = [1, 2, 3] as const;

/** How far the caller is verified, and what each further step takes. */
export const LevelSteps = ({ level }: { readonly level: number }) => {
  const { t } = useTranslation();
  const next = levels.find((step) => step > level);
  return (
    <section aria-label={t('level.title', { level })}>
      <ol className={classes.steps}>
        {levels.map((step) => (
          <li key={step} data-reached={step <= level || undefined} aria-current={step === level ? 'step' : undefined}>
            <span className={classes.number}>{t('level.step', { level: step })}</span>
            {t(`levelAllows.${step}`)}
          </li>
        ))}
      </ol>
      <p className={classes.next}>{next ? t(`levelNeeds.${next}`) : t('level.complete')}</p>
    </section>
  );
};
