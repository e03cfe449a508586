import { Stack, Title } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { FailedMails } from './FailedMails.tsx';

/** What an administrator sees to of mail. */
export const Mails = () => {
  const { t } = useTranslation();
  return (
    <Stack gap="sm" maw={1400} mx="auto">
      <Title order={1}>{t('mails.screen')}</Title>
      <FailedMails />
    </Stack>
  );
};
