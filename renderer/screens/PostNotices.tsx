import { Button, Stack } from '@mantine/core';
import { type FormEvent, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { announce } from '../announce.ts';
import { DayInput } from '../parts/DayInput.tsx';
import { Dialog } from '../parts/Dialog.tsx';
import { DialogActs } from '../parts/DialogActs.tsx';
import { FailureNote } from '../parts/FailureNote.tsx';
import { Outcomes } from '../parts/Outcomes.tsx';
import { useAct } from '../use-call.ts';

type Props = { readonly noticeCardIds: readonly number[]; readonly today: string; readonly onClose: () => void };

export const PostNotices = ({ noticeCardIds, today, onClose }: Props) => {
  const { t } = useTranslation();
  const [postedOn, setPostedOn] = useState(today);
  const post = useAct('noticeCard.markPosted', ({ posted }) => {
    announce(t('noticeCards.done', { n: posted }));
    onClose();
  });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    void post.run({ noticeCardIds: [...noticeCardIds], postedOn });
  };
  const n = noticeCardIds.length;
  return (
    <Dialog title={t('noticeCards.postTitle')} isHeld onClose={onClose}>
      <form onSubmit={submit}>
        <Stack gap="sm">
          <DayInput label={t('noticeCards.postedOn')} value={postedOn} max={today} hasFocus onChange={setPostedOn} />
          <Outcomes
            title={t('change.outcomes')}
            outcomes={[
              t('noticeCards.outcomeMarked', { n }),
              t('noticeCards.outcomeErased'),
              t('noticeCards.outcomeFinal'),
            ]}
          />
          <FailureNote failure={post.failure} onRetry={post.retry} />
          <DialogActs onBack={onClose}>
            <Button size="sm" type="submit" disabled={postedOn === ''} loading={post.isBusy}>
              {t('noticeCards.confirm')}
            </Button>
          </DialogActs>
        </Stack>
      </form>
    </Dialog>
  );
};
