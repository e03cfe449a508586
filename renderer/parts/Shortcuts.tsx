import { Kbd, Text } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { Facts } from './Facts.tsx';

const shortcuts = [
  ['search', '/'],
  ['contact', 'F2'],
  ['move', '↑ ↓'],
  ['open', 'Enter'],
  ['clear', 'Esc'],
] as const;

export const Shortcuts = () => {
  const { t } = useTranslation();
  return (
    <>
      <Text fw={700} mb="xs">
        {t('shortcuts.title')}
      </Text>
      <Facts facts={shortcuts.map(([act, key]) => [t(`shortcuts.${act}`), <Kbd key={act}>{key}</Kbd>] as const)} />
    </>
  );
};
