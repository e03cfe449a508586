import { Stack, Title } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { DemoMailbox } from './DemoMailbox.tsx';

/** In a demo, where the mails ended that agents' acts caused. */
export const Mail = () => {
  const { t } = useTranslation();
  return (
    <Stack gap="sm" maw={1400} mx="auto">
      <Title order={1}>{t('mail.title')}</Title>
      <DemoMailbox />
    </Stack>
  );
};
