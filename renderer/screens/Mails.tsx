import { Stack, Title } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { BillSender } from './BillSender.tsx';
import { DemoMailbox } from './DemoMailbox.tsx';
import { FailedMails } from './FailedMails.tsx';
import { MailSending } from './MailSending.tsx';
import { MailTexts } from './MailTexts.tsx';
import { Outbox } from './Outbox.tsx';

/** What an administrator sees to of mail: what waits and failed, how it leaves, and what it says. */
export const Mails = ({ isDemo }: { readonly isDemo: boolean }) => {
  const { t } = useTranslation();
  return (
    <Stack gap="sm" maw={1400} mx="auto">
      <Title order={1}>{t('mails.screen')}</Title>
      {isDemo && <DemoMailbox />}
      <Outbox />
      <FailedMails />
      <BillSender />
      <MailSending />
      <MailTexts />
    </Stack>
  );
};
