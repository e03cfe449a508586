import { Button, Group, Stack, Table, Text, Textarea } from '@mantine/core';
import { type FormEvent, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { announce } from '../announce.ts';
import { FailureNote } from '../parts/FailureNote.tsx';
import { Loading } from '../parts/Loading.tsx';
import { Section } from '../parts/Section.tsx';
import classes from '../parts/Sheet.module.css';
import { ToneNote } from '../parts/ToneNote.tsx';
import { useTokyo } from '../tokyo.ts';
import { useAct, useCall, useTopic } from '../use-call.ts';

/** Company days and corrections of the holidays (rule 26). */
export const CalendarDays = () => {
  const { t } = useTranslation();
  const tokyo = useTokyo();
  const [lines, setLines] = useState('');
  const list = useCall('calendar.list', {});
  useTopic('calendar', ['calendar.list']);
  const set = useAct('calendar.set', (counts) => {
    announce(t('calendar.saved', counts));
    setLines('');
  });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    void set.run({ lines });
  };
  return (
    <Section title={t('calendar.title')}>
      <Stack gap="sm">
        <Text fz="sm">{t('calendar.sentence')}</Text>
        <FailureNote failure={list.error?.failure} onRetry={() => void list.refetch()} />
        {list.isPending && <Loading rows={3} />}
        {list.data && (
          <Text fz="xs" c="dimmed">
            {t('calendar.years', list.data.years)}
          </Text>
        )}
        {list.data && list.data.unknownYears.length > 0 && (
          <ToneNote tone="warn">
            {t('calendar.unknown', { years: list.data.unknownYears.join(t('login.separator')) })}
          </ToneNote>
        )}
        {list.data?.days.length === 0 && <Text c="dimmed">{t('calendar.none')}</Text>}
        {list.data && list.data.days.length > 0 && (
          <div className={classes.sheet}>
            <Table>
              <Table.Thead>
                <Table.Tr>
                  <Table.Th>{t('calendar.day')}</Table.Th>
                  <Table.Th>{t('calendar.kind')}</Table.Th>
                  <Table.Th>{t('calendar.by')}</Table.Th>
                  <Table.Th>{t('settings.acts')}</Table.Th>
                </Table.Tr>
              </Table.Thead>
              <Table.Tbody>
                {list.data.days.map(({ day, kind, setBy, setAt }) => (
                  <Table.Tr key={day}>
                    <Table.Td className={classes.fixed}>{tokyo.date(day)}</Table.Td>
                    <Table.Td>{t(`calendarKind.${kind}`)}</Table.Td>
                    <Table.Td className={classes.fixed}>
                      {setBy}
                      <span className={classes.second}>{tokyo.moment(setAt)}</span>
                    </Table.Td>
                    <Table.Td>
                      <Button
                        variant="default"
                        disabled={set.isBusy}
                        aria-label={t('calendar.removeWhat', { date: tokyo.date(day) })}
                        onClick={() => void set.run({ lines: `${day} none` })}
                      >
                        {t('calendar.remove')}
                      </Button>
                    </Table.Td>
                  </Table.Tr>
                ))}
              </Table.Tbody>
            </Table>
          </div>
        )}
        {list.data?.hasMore && <Text c="dimmed">{t('calendar.more')}</Text>}
        <form onSubmit={submit}>
          <Stack gap="sm">
            <Textarea
              size="sm"
              label={t('calendar.lines')}
              description={t('calendar.linesHint')}
              autosize
              minRows={3}
              maxRows={12}
              maxLength={20_000}
              value={lines}
              onChange={(event) => setLines(event.currentTarget.value)}
            />
            <FailureNote failure={set.failure} onRetry={set.retry} />
            <Group justify="flex-end">
              <Button size="sm" type="submit" loading={set.isBusy} disabled={lines.trim() === ''}>
                {t('calendar.save')}
              </Button>
            </Group>
          </Stack>
        </form>
      </Stack>
    </Section>
  );
};
