import { useTranslation } from 'react-i18next';
import type { Status } from '../session.ts';
import classes from './TopBar.module.css';

type Props = {
  readonly kind: Exclude<Status['database']['kind'], 'real'> | 'plain';
  readonly label: string;
  readonly height: number;
};

/** So that nobody takes invented customers for real ones, or an open file for a locked one. */
export const DatabaseBand = ({ kind, label, height }: Props) => {
  const { t } = useTranslation();
  return (
    <div className={classes.band} style={{ height }}>
      <strong>{t(`database.${kind}`)}</strong>
      <span>{t(`database.${kind}Sentence`)}</span>
      <span className={classes.label}>{label}</span>
    </div>
  );
};
