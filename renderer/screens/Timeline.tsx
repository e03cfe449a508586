import { Button, Text } from '@mantine/core';
import { useInfiniteQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import type { CallName, Output } from '../../main/contract/index.ts';
import { FailureNote } from '../parts/FailureNote.tsx';
import { Loading } from '../parts/Loading.tsx';
import { TimelineEvent } from '../parts/TimelineEvent.tsx';
import type { Refused } from '../query-client.ts';
import { ask } from '../use-call.ts';
import classes from './Timeline.module.css';

type Page = Output<'account.timeline'>;
const name = 'account.timeline' satisfies CallName;
const pageSize = 30;

/** What happened on an account, newest first. */
export const Timeline = ({ accountId }: { readonly accountId: number }) => {
  const { t } = useTranslation();
  const timeline = useInfiniteQuery<Page, Refused, Page['events'], unknown[], number | null>({
    queryKey: [name, { accountId }],
    queryFn: ({ pageParam }) => ask(name, { accountId, before: pageParam, limit: pageSize }),
    initialPageParam: null,
    getNextPageParam: (page) => (page.hasMore ? page.events.at(-1)?.eventId : undefined),
    select: ({ pages }) => pages.flatMap(({ events }) => events),
  });

  if (timeline.isPending) return <Loading rows={6} />;
  return (
    <>
      <FailureNote failure={timeline.error?.failure} onRetry={() => void timeline.refetch()} />
      {timeline.data?.length === 0 && <Text c="dimmed">{t('timeline.none')}</Text>}
      <ol className={classes.events}>
        {timeline.data?.map((event) => (
          <TimelineEvent key={event.eventId} event={event} />
        ))}
      </ol>
      {timeline.hasNextPage && (
        <Button
          variant="default"
          fullWidth
          mt="xs"
          loading={timeline.isFetchingNextPage}
          onClick={() => void timeline.fetchNextPage()}
        >
          {t('act.more')}
        </Button>
      )}
    </>
  );
};
