import { Text, Title } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import type { Output } from '../../main/contract/index.ts';
import classes from './RecoverySheet.module.css';

/** The key as it goes onto paper: all that the paper says, and nothing around it is printed. */
export const RecoverySheet = ({ drawn }: { readonly drawn: Output<'start.drawKey'> }) => {
  const { t } = useTranslation();
  return (
    <section className={classes.sheet} data-printed aria-label={t('sheet.title')}>
      <p className={classes.title}>
        {t('product')} — {t('sheet.title')}
      </p>
      <dl className={classes.facts}>
        <dt>{t('sheet.database')}</dt>
        <dd>{drawn.name}</dd>
        <dt>{t('sheet.drawnOn')}</dt>
        <dd>{drawn.drawnOn}</dd>
      </dl>
      <Title order={2}>{t('sheet.key')}</Title>
      <ol className={classes.groups} aria-label={t('sheet.key')}>
        {drawn.groups.map((group, index) => (
          <li key={`${String(index)}-${group}`}>
            <span aria-hidden>{index + 1}</span>
            {group}
          </li>
        ))}
      </ol>
      <Text c="dimmed" fz="xs" mb="sm">
        {t('sheet.check')}
      </Text>
      <Title order={2}>{t('sheet.howTitle')}</Title>
      <ol className={classes.how}>
        <li>{t('sheet.how1', { name: drawn.name })}</li>
        <li>{t('sheet.how2')}</li>
        <li>{t('sheet.how3')}</li>
      </ol>
    </section>
  );
};
