import { useTranslation } from 'react-i18next';
import { countNames, type ImportJob } from '../import-words.ts';
import classes from './ImportCounts.module.css';

/** What an import did to the register, or would do. */
export const ImportCounts = ({ counts }: { readonly counts: ImportJob['counts'] }) => {
  const { t } = useTranslation();
  return (
    <dl className={classes.counts}>
      {countNames.map((name) => (
        <div
          key={name}
          className={classes.count}
          data-tone={(name === 'rejected' || name === 'pending') && counts[name] > 0 ? 'warn' : undefined}
        >
          <dt>{t(`importCount.${name}`)}</dt>
          <dd>{t('imports.rows', { n: counts[name] })}</dd>
        </div>
      ))}
    </dl>
  );
};
