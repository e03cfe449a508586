import { Stack, Table, Text, UnstyledButton } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Dialog } from '../parts/Dialog.tsx';
import { Facts } from '../parts/Facts.tsx';
import { FailureNote } from '../parts/FailureNote.tsx';
import { Loading } from '../parts/Loading.tsx';
import { MailText } from '../parts/MailText.tsx';
import { Section } from '../parts/Section.tsx';
import { ToneNote } from '../parts/ToneNote.tsx';
import { useTokyo } from '../tokyo.ts';
import { useCall, useTopic } from '../use-call.ts';

const OneMail = ({ mailId, onClose }: { readonly mailId: number; readonly onClose: () => void }) => {
  const { t } = useTranslation();
  const tokyo = useTokyo();
  const mail = useCall('mail.demoMail', { mailId });
  return (
    <Dialog isWide title={mail.data?.subject ?? t('mail.mailbox')} onClose={onClose}>
      <FailureNote failure={mail.error?.failure} onRetry={() => void mail.refetch()} />
      {mail.isPending && <Loading rows={6} />}
      {mail.data && (
        <>
          <Facts
            facts={[
              [t('mail.from'), mail.data.sender],
              [t('mail.to'), mail.data.recipient],
              [t('mail.at'), tokyo.moment(mail.data.at)],
            ]}
          />
          <MailText>{mail.data.body}</MailText>
        </>
      )}
    </Dialog>
  );
};

/** The mails that a demo "sent": they never left this machine, and the screen says so. */
export const DemoMailbox = () => {
  const { t } = useTranslation();
  const tokyo = useTokyo();
  const [open, setOpen] = useState<number | null>(null);
  const mailbox = useCall('mail.demoMailbox', {});
  useTopic('outbox', ['mail.demoMailbox']);
  return (
    <Section title={t('mail.mailbox')}>
      <Stack gap="sm">
        <ToneNote tone="warn">{t('mail.nothingLeft')}</ToneNote>
        <FailureNote failure={mailbox.error?.failure} onRetry={() => void mailbox.refetch()} />
        {mailbox.isPending && <Loading rows={4} />}
        {mailbox.data?.mails.length === 0 && <Text c="dimmed">{t('mail.none')}</Text>}
        {mailbox.data && mailbox.data.mails.length > 0 && (
          <Table highlightOnHover aria-label={t('mail.mailbox')}>
            <Table.Thead>
              <Table.Tr>
                <Table.Th>{t('mail.at')}</Table.Th>
                <Table.Th>{t('mail.to')}</Table.Th>
                <Table.Th>{t('mail.subject')}</Table.Th>
              </Table.Tr>
            </Table.Thead>
            <Table.Tbody>
              {mailbox.data.mails.map(({ mailId, at, recipient, subject }) => (
                <Table.Tr key={mailId}>
                  <Table.Td>{tokyo.moment(at)}</Table.Td>
                  <Table.Td>{recipient}</Table.Td>
                  <Table.Td>
                    <UnstyledButton fz="sm" td="underline" onClick={() => setOpen(mailId)}>
                      {subject}
                    </UnstyledButton>
                  </Table.Td>
                </Table.Tr>
              ))}
            </Table.Tbody>
          </Table>
        )}
      </Stack>
      {open !== null && <OneMail mailId={open} onClose={() => setOpen(null)} />}
    </Section>
  );
};
