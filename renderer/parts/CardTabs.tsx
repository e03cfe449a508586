import { useTranslation } from 'react-i18next';
import { Link } from 'wouter';
import classes from './CardTabs.module.css';

const tabs = [
  { name: 'batches', path: '/cards' },
  { name: 'requests', path: '/cards/requests' },
  { name: 'print', path: '/cards/print' },
] as const;

/** What an administrator finds under the cards: batches, the work list, and how they are printed. */
export const CardTabs = ({ open }: { readonly open: (typeof tabs)[number]['name'] }) => {
  const { t } = useTranslation();
  return (
    <nav className={classes.tabs} aria-label={t('cardTabs.label')}>
      {tabs.map(({ name, path }) => (
        <Link key={name} href={path} className={classes.tab} aria-current={name === open ? 'page' : undefined}>
          {t(`cardTabs.${name}`)}
        </Link>
      ))}
    </nav>
  );
};
