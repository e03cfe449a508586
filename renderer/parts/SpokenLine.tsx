import { useTranslation } from 'react-i18next';
import classes from './SpokenLine.module.css';

/** A sentence to say to the caller as it stands. */
export const SpokenLine = ({ children }: { readonly children: string }) => {
  const { t } = useTranslation();
  return (
    <figure className={classes.line}>
      <figcaption>{t('say')}</figcaption>
      <blockquote>{children}</blockquote>
    </figure>
  );
};
