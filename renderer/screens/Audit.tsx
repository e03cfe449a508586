import { Button, Group, Stack, Text, Title } from '@mantine/core';
import { IconDownload } from '@tabler/icons-react';
import { useInfiniteQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { CallName, Output } from '../../main/contract/index.ts';
import { announce } from '../announce.ts';
import { saveFile } from '../call.ts';
import { AuditFilters, type Filter, noFilter } from '../parts/AuditFilters.tsx';
import { AuditTable } from '../parts/AuditTable.tsx';
import { FailureNote } from '../parts/FailureNote.tsx';
import { Loading } from '../parts/Loading.tsx';
import type { Refused } from '../query-client.ts';
import { ask, useAsk, useCall } from '../use-call.ts';
import { Integrity } from './Integrity.tsx';

type Page = Output<'audit.list'>;
type Entry = Page['entries'][number];
const name = 'audit.list' satisfies CallName;

const cursorOf = ({ at, chain, seq }: Entry) => ({ at, chain, seq });

/** The auditor's screen: who did what, as a table, as a file, and whether the record is whole. */
export const Audit = () => {
  const { t } = useTranslation();
  const [filter, setFilter] = useState<Filter>(noFilter);
  const choices = useCall('audit.choices', {});
  const list = useInfiniteQuery<Page, Refused, Entry[], unknown[], ReturnType<typeof cursorOf> | null>({
    queryKey: [name, filter],
    queryFn: ({ pageParam }) => ask(name, { ...filter, before: pageParam }),
    initialPageParam: null,
    getNextPageParam: ({ hasMore, entries }) => {
      const last = entries.at(-1);
      return hasMore && last ? cursorOf(last) : undefined;
    },
    select: ({ pages }) => pages.flatMap(({ entries }) => entries),
  });
  const exporting = useAsk('audit.export', ({ file, fileName, count }) => {
    void saveFile(file, fileName).then(
      () => announce(t('audit.exported', { n: count })),
      () => announce(t('fault.unreachable'), 'refused'),
    );
  });

  return (
    <Stack gap="sm" maw={1400} mx="auto">
      <Group justify="space-between">
        <Title order={1}>{t('audit.title')}</Title>
        <Button
          variant="default"
          leftSection={<IconDownload size={16} aria-hidden />}
          loading={exporting.isBusy}
          onClick={() => void exporting.run(filter)}
        >
          {t('audit.export')}
        </Button>
      </Group>
      <Integrity />
      <AuditFilters filter={filter} choices={choices.data} onChange={setFilter} />
      <FailureNote failure={exporting.failure} />
      <FailureNote failure={list.error?.failure} onRetry={() => void list.refetch()} />
      {list.isPending && <Loading rows={8} />}
      {list.data?.length === 0 && <Text c="dimmed">{t('audit.none')}</Text>}
      {list.data && list.data.length > 0 && <AuditTable entries={list.data} />}
      {list.hasNextPage && (
        <Button variant="default" loading={list.isFetchingNextPage} onClick={() => void list.fetchNextPage()}>
          {t('act.more')}
        </Button>
      )}
    </Stack>
  );
};
