import { Kbd, Text } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { Facts } from './Facts.tsx';

export const Shortcuts = () => {
  const { t } = useTranslation();
  return (
    <>
      <Text fw={700} mb="xs">
        {t('shortcuts.title')}
      </Text>
      <Facts
        facts={[
          [t('shortcuts.search'), <Kbd key="/">/</Kbd>],
          [t('shortcuts.move'), <Kbd key="arrows">↑ ↓</Kbd>],
          [t('shortcuts.open'), <Kbd key="enter">Enter</Kbd>],
          [t('shortcuts.clear'), <Kbd key="escape">Esc</Kbd>],
        ]}
      />
    </>
  );
};
