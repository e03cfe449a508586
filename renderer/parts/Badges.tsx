import { useTranslation } from 'react-i18next';
import type { Output } from '../../main/contract/index.ts';
import classes from './Badges.module.css';

export type BadgeCode = Output<'account.search'>['hits'][number]['badges'][number];

const tones: Record<BadgeCode, string | undefined> = {
  limited: classes.alarm,
  protected: classes.alarm,
  'do-not-post': classes.warn,
  'first-login': classes.warn,
  withdrawn: classes.quiet,
  'never-issued': classes.quiet,
  ended: classes.quiet,
};

export const Badges = ({ badges }: { readonly badges: readonly BadgeCode[] }) => {
  const { t } = useTranslation();
  if (badges.length === 0) return null;
  return (
    <span className={classes.row}>
      {badges.map((badge) => (
        <span key={badge} className={`${classes.badge} ${tones[badge]}`}>
          {t(`badge.${badge}`)}
        </span>
      ))}
    </span>
  );
};
