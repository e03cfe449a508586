import { Text } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import classes from './SearchGuide.module.css';
import { Section } from './Section.tsx';

const kinds = ['name', 'address', 'mix', 'customerNo', 'supplyPoint', 'phone', 'mail', 'login'] as const;

/** What can be typed, while nothing is. */
export const SearchGuide = () => {
  const { t } = useTranslation();
  return (
    <Section title={t('searchGuide.title')}>
      <ul className={classes.kinds}>
        {kinds.map((kind) => (
          <li key={kind}>
            <span className={classes.kind}>{t(`searchGuide.${kind}`)}</span>
            <span>{t(`searchGuide.${kind}Example`)}</span>
          </li>
        ))}
      </ul>
      <Text fz="xs" c="dimmed" mt="sm">
        {t('searchGuide.hint')}
      </Text>
    </Section>
  );
};
