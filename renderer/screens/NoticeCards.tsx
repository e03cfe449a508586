import { Button, Group, Stack, Text } from '@mantine/core';
import { IconDownload } from '@tabler/icons-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { announce } from '../announce.ts';
import { saveFile } from '../call.ts';
import { FailureNote } from '../parts/FailureNote.tsx';
import { Loading } from '../parts/Loading.tsx';
import { NoticeCardTable } from '../parts/NoticeCardTable.tsx';
import { Section } from '../parts/Section.tsx';
import { ToneNote } from '../parts/ToneNote.tsx';
import { useMe } from '../session.ts';
import { useAsk, useCall, useTopic } from '../use-call.ts';
import { PostNotices } from './PostNotices.tsx';

/** Rule 10: who is told of a change by post. An admin prints the cards, posts them and notes the day. */
export const NoticeCards = () => {
  const { t } = useTranslation();
  const isPosting = useMe().role === 'admin';
  const list = useCall('noticeCard.list', {}, { keepsLast: true });
  useTopic('noticeCards', ['noticeCard.list']);
  const [picked, setPicked] = useState<readonly number[]>([]);
  const [isMarking, setIsMarking] = useState(false);
  const [saved, setSaved] = useState<{ file: string; n: number } | null>(null);
  const print = useAsk('noticeCard.print', ({ file, fileName, cards }) => {
    void saveFile(file, fileName).then(
      () => setSaved({ file: fileName, n: cards }),
      () => announce(t('fault.unreachable'), 'refused'),
    );
  });
  const cards = list.data?.cards ?? [];
  // What is posted or kept back meanwhile is chosen no more.
  const chosen = picked.filter((id) => cards.some(({ noticeCardId }) => noticeCardId === id));
  const n = chosen.length;
  return (
    <Section title={t('noticeCards.title', { n: list.data?.waiting ?? 0 })}>
      <Stack gap="sm">
        <Text fz="xs" c="dimmed">
          {t('noticeCards.sentence')}
        </Text>
        <FailureNote failure={list.error?.failure ?? print.failure} onRetry={() => void list.refetch()} />
        {list.isPending && <Loading />}
        {list.data && cards.length === 0 && <Text c="dimmed">{t('noticeCards.none')}</Text>}
        {cards.length > 0 && <NoticeCardTable cards={cards} chosen={isPosting ? chosen : null} onChoose={setPicked} />}
        {list.data?.hasMore && <Text c="dimmed">{t('noticeCards.more')}</Text>}
        {list.data && list.data.stopped > 0 && (
          <Text fz="xs" c="dimmed">
            {t('noticeCards.stopped', { n: list.data.stopped })}
          </Text>
        )}
        {isPosting && cards.length > 0 && (
          <Group>
            <Button
              size="sm"
              variant="default"
              leftSection={<IconDownload size={16} aria-hidden />}
              disabled={n === 0 || print.isBusy}
              onClick={() => void print.run({ noticeCardIds: chosen })}
            >
              {t('noticeCards.print', { n })}
            </Button>
            <Button size="sm" disabled={n === 0} onClick={() => setIsMarking(true)}>
              {t('noticeCards.post', { n })}
            </Button>
          </Group>
        )}
        {saved && <ToneNote tone="good">{t('noticeCards.saved', saved)}</ToneNote>}
        {list.data && isMarking && (
          <PostNotices noticeCardIds={chosen} today={list.data.today} onClose={() => setIsMarking(false)} />
        )}
      </Stack>
    </Section>
  );
};
