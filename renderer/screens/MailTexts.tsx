import { Button, Table } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Output } from '../../main/contract/index.ts';
import { FailureNote } from '../parts/FailureNote.tsx';
import { Loading } from '../parts/Loading.tsx';
import { Section } from '../parts/Section.tsx';
import { useTokyo } from '../tokyo.ts';
import { useCall, useTopic } from '../use-call.ts';
import { MailTextChange } from './MailTextChange.tsx';

export type KeptText = Output<'mail.texts'>['texts'][number];

/** What mails say, kind by kind, and who wrote it last. */
export const MailTexts = () => {
  const { t } = useTranslation();
  const tokyo = useTokyo();
  const texts = useCall('mail.texts', {});
  useTopic('outbox', ['mail.texts']);
  const [changing, setChanging] = useState<KeptText | null>(null);
  const writtenBy = ({ changedAt, changedBy }: KeptText): string =>
    changedAt && changedBy ? t('approvals.byAt', { name: changedBy, at: tokyo.moment(changedAt) }) : t('mail.initial');
  return (
    <Section title={t('mail.texts')}>
      <FailureNote failure={texts.error?.failure} onRetry={() => void texts.refetch()} />
      {texts.isPending && <Loading rows={8} />}
      {texts.data && (
        <Table aria-label={t('mail.texts')}>
          <Table.Thead>
            <Table.Tr>
              <Table.Th>{t('mail.kind')}</Table.Th>
              <Table.Th>{t('mail.subject')}</Table.Th>
              <Table.Th>{t('mail.writtenBy')}</Table.Th>
              <Table.Th ta="right">{t('mail.change')}</Table.Th>
            </Table.Tr>
          </Table.Thead>
          <Table.Tbody>
            {texts.data.texts.map((text) => (
              <Table.Tr key={text.kind}>
                <Table.Td>{t(`mailKind.${text.kind}`)}</Table.Td>
                <Table.Td>{text.subject}</Table.Td>
                <Table.Td>{writtenBy(text)}</Table.Td>
                <Table.Td ta="right">
                  <Button
                    variant="default"
                    aria-label={t('mail.changeLabel', { kind: t(`mailKind.${text.kind}`) })}
                    onClick={() => setChanging(text)}
                  >
                    {t('mail.change')}
                  </Button>
                </Table.Td>
              </Table.Tr>
            ))}
          </Table.Tbody>
        </Table>
      )}
      {changing && <MailTextChange text={changing} onClose={() => setChanging(null)} />}
    </Section>
  );
};
