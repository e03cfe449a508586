import { Group, Text, Title } from '@mantine/core';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { Appearance } from './Appearance.tsx';
import classes from './Door.module.css';
import { Logo } from './Logo.tsx';

type Props = { readonly title: string; readonly isWide?: boolean; readonly children: ReactNode };

/** A page for who has not come in yet. */
export const Door = ({ title, isWide = false, children }: Props) => {
  const { t } = useTranslation();
  return (
    <div className={classes.page}>
      <main className={classes.sheet} data-wide={isWide || undefined}>
        <Group gap={8} mb="md">
          <Logo />
          <Text fw={700}>{t('product')}</Text>
        </Group>
        <Title order={1} mb="md">
          {title}
        </Title>
        {children}
      </main>
      <footer>
        <Appearance />
      </footer>
    </div>
  );
};
