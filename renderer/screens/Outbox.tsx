import { Button, Group, SimpleGrid, Stack, Table } from '@mantine/core';
import { IconPlugConnected, IconRefresh } from '@tabler/icons-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Output } from '../../main/contract/index.ts';
import { announce } from '../announce.ts';
import { Facts } from '../parts/Facts.tsx';
import { FailureNote } from '../parts/FailureNote.tsx';
import { Loading } from '../parts/Loading.tsx';
import { Section } from '../parts/Section.tsx';
import { ToneNote } from '../parts/ToneNote.tsx';
import { useTokyo } from '../tokyo.ts';
import { useAct, useAsk, useCall, useTopic } from '../use-call.ts';
import { useWords } from '../words.ts';

const underWay = ['waiting', 'sending', 'deferred'] as const;
const ended = ['accepted', 'bounced', 'refused', 'suppressed', 'lapsed', 'given-up'] as const;

/** How many mails stand where, what servers said to those that are tried again, and whether the server would take one now. */
export const Outbox = () => {
  const { t } = useTranslation();
  const tokyo = useTokyo();
  const words = useWords();
  const outbox = useCall('mail.outbox', {});
  useTopic('outbox', ['mail.outbox']);
  const [answer, setAnswer] = useState<Output<'mail.test'> | null>(null);
  const test = useAsk('mail.test', setAnswer);
  const retry = useAct('mail.retryNow', ({ mails }) => announce(t('mail.retried', { n: mails })));
  const counts = outbox.data?.counts ?? {};
  const counted = (states: readonly (typeof underWay | typeof ended)[number][]) =>
    states.map((state) => [t(`outboxState.${state}`), t('mail.count', { n: counts[state] ?? 0 })] as const);
  const code = answer?.code === null || answer?.code === undefined ? '' : String(answer.code);

  return (
    <Section
      title={t('mail.outbox')}
      aside={
        <Group gap="xs">
          <Button
            variant="default"
            leftSection={<IconPlugConnected size={16} aria-hidden />}
            loading={test.isBusy}
            onClick={() => void test.run({})}
          >
            {t('mail.test')}
          </Button>
          <Button
            variant="default"
            leftSection={<IconRefresh size={16} aria-hidden />}
            loading={retry.isBusy}
            disabled={(counts.deferred ?? 0) === 0}
            onClick={() => void retry.run({})}
          >
            {t('mail.retryNow')}
          </Button>
        </Group>
      }
    >
      <Stack gap="sm">
        <FailureNote failure={outbox.error?.failure} onRetry={() => void outbox.refetch()} />
        <FailureNote failure={test.failure} />
        <FailureNote failure={retry.failure} onRetry={retry.retry} />
        {answer && (
          <ToneNote tone={answer.trouble === null ? 'good' : 'warn'} isUrgent>
            {answer.trouble === null ? t('mailTrouble.none') : t(`mailTrouble.${answer.trouble}`, { code })}
          </ToneNote>
        )}
        {outbox.isPending && <Loading rows={4} />}
        {outbox.data && (
          <SimpleGrid cols={2}>
            <Facts
              hasLongNames
              facts={[
                ...counted(underWay),
                [t('mail.oldest'), outbox.data.oldestWaitingAt ? tokyo.moment(outbox.data.oldestWaitingAt) : t('none')],
                [t('mail.nextTry'), outbox.data.nextTryAt ? tokyo.moment(outbox.data.nextTryAt) : t('none')],
              ]}
            />
            <Facts hasLongNames facts={counted(ended)} />
          </SimpleGrid>
        )}
        {outbox.data && outbox.data.deferred.length > 0 && (
          <Table aria-label={t('mail.deferredWhy')}>
            <Table.Thead>
              <Table.Tr>
                <Table.Th>{t('mail.deferredWhy')}</Table.Th>
                <Table.Th>{t('mail.code')}</Table.Th>
                <Table.Th>{t('mail.mails')}</Table.Th>
              </Table.Tr>
            </Table.Thead>
            <Table.Tbody>
              {outbox.data.deferred.map(({ reason, code: said, status, mails }) => (
                <Table.Tr key={`${reason} ${said} ${status}`}>
                  <Table.Td>{words.t(`outboxReason.${reason}`, 'outboxReason.dropped')}</Table.Td>
                  <Table.Td>{[said, status].filter((part) => part !== null).join(' ')}</Table.Td>
                  <Table.Td>{t('mail.count', { n: mails })}</Table.Td>
                </Table.Tr>
              ))}
            </Table.Tbody>
          </Table>
        )}
      </Stack>
    </Section>
  );
};
