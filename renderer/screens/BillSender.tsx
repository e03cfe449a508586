import { Button, Group, SimpleGrid, Stack, TextInput } from '@mantine/core';
import { type FormEvent, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Output } from '../../main/contract/index.ts';
import { announce } from '../announce.ts';
import { FailureNote } from '../parts/FailureNote.tsx';
import { Loading } from '../parts/Loading.tsx';
import { Section } from '../parts/Section.tsx';
import { ToneNote } from '../parts/ToneNote.tsx';
import { useAct, useCall } from '../use-call.ts';

const Form = ({ sender }: { readonly sender: Output<'bill.sender'> }) => {
  const { t } = useTranslation();
  const [mailDomain, setMailDomain] = useState(sender.mailDomain ?? '');
  const [registrationNo, setRegistrationNo] = useState(sender.registrationNo ?? '');
  const [version, setVersion] = useState(sender.version);
  const save = useAct('bill.setSender', (saved) => {
    setVersion(saved.version);
    announce(t('billSender.saved'));
  });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    void save.run({ mailDomain: mailDomain.trim().toLowerCase(), registrationNo: registrationNo.trim(), version });
  };
  const isReady = mailDomain.trim() !== '' && registrationNo.trim() !== '';
  const field = { size: 'sm', autoComplete: 'off', required: true, withAsterisk: false } as const;
  return (
    <form onSubmit={submit}>
      <Stack gap="md">
        <SimpleGrid cols={2}>
          <TextInput
            {...field}
            label={t('billSender.domain')}
            description={t('billSender.domainSentence')}
            maxLength={200}
            value={mailDomain}
            onChange={(event) => setMailDomain(event.currentTarget.value)}
          />
          <TextInput
            {...field}
            label={t('billSender.registrationNo')}
            description={t('billSender.registrationNoSentence')}
            maxLength={14}
            value={registrationNo}
            onChange={(event) => setRegistrationNo(event.currentTarget.value)}
          />
        </SimpleGrid>
        {sender.version > version && <ToneNote tone="warn">{t('refusal.changed-meanwhile')}</ToneNote>}
        <FailureNote failure={save.failure} onRetry={save.retry} />
        <Group justify="flex-end">
          <Button size="sm" type="submit" disabled={!isReady} loading={save.isBusy}>
            {t('billSender.save')}
          </Button>
        </Group>
      </Stack>
    </form>
  );
};

/** The domain that mail comes from, and the registration number that stands on bills. */
export const BillSender = () => {
  const { t } = useTranslation();
  const sender = useCall('bill.sender', {});
  return (
    <Section title={t('billSender.title')}>
      <FailureNote failure={sender.error?.failure} onRetry={() => void sender.refetch()} />
      {sender.isPending && <Loading rows={2} />}
      {sender.data && <Form sender={sender.data} />}
    </Section>
  );
};
