import { Group, SegmentedControl, useMantineColorScheme } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { chooseLanguage, languages } from '../i18n.ts';

const schemes = ['light', 'dark', 'auto'] as const;

export const Appearance = () => {
  const { t, i18n } = useTranslation();
  const { colorScheme, setColorScheme } = useMantineColorScheme();
  return (
    <Group gap="xs">
      <SegmentedControl
        aria-label={t('appearance.theme')}
        value={colorScheme}
        onChange={(scheme) => setColorScheme(scheme)}
        data={schemes.map((value) => ({ value, label: t(`appearance.${value}`) }))}
      />
      <SegmentedControl
        aria-label={t('appearance.language')}
        value={i18n.language}
        onChange={chooseLanguage}
        data={languages.map((value) => ({ value, label: t(`appearance.${value}`) }))}
      />
    </Group>
  );
};
