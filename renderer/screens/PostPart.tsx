import { Button, Stack, TextInput } from '@mantine/core';
import { IconUserCheck } from '@tabler/icons-react';
import { type FormEvent, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { announce } from '../announce.ts';
import type { BatchPart, BatchRow } from '../batch-words.ts';
import { Dialog } from '../parts/Dialog.tsx';
import { DialogActs } from '../parts/DialogActs.tsx';
import { FailureNote } from '../parts/FailureNote.tsx';
import { Outcomes } from '../parts/Outcomes.tsx';
import { ReasonInput } from '../parts/ReasonInput.tsx';
import { ToneNote } from '../parts/ToneNote.tsx';
import { tokyoDay, useTokyo } from '../tokyo.ts';
import { useAct } from '../use-call.ts';

type Props = {
  readonly batch: BatchRow;
  readonly part: BatchPart;
  /** Marked after it, whatever day is said: another admin has to approve. */
  readonly lastTimelyPostingOn: string;
  readonly now: string;
  readonly onClose: () => void;
};

/** 差出: the new passwords take the old ones' place with it, so that it says what it does before it does it. */
export const PostPart = ({ batch, part, lastTimelyPostingOn, now, onClose }: Props) => {
  const { t } = useTranslation();
  const tokyo = useTokyo();
  const today = tokyoDay(Date.parse(now));
  const [postedOn, setPostedOn] = useState(today);
  const [reason, setReason] = useState('');
  const post = useAct('batch.post', ({ state, cards }) => {
    announce(state === 'asked' ? t('postPart.asked') : t('postPart.done', { n: cards }));
    onClose();
  });
  const isLate = today > lastTimelyPostingOn;
  const submit = (event: FormEvent) => {
    event.preventDefault();
    void post.run({ batchId: batch.batchId, part: part.part, postedOn, reason: isLate ? reason : '' });
  };
  return (
    <Dialog title={t('postPart.title', { part: t('parts.number', { n: part.part }) })} isHeld onClose={onClose}>
      <form onSubmit={submit}>
        <Stack gap="sm">
          <TextInput
            size="sm"
            type="date"
            label={t('postPart.date')}
            description={t('postPart.dateHint', { date: tokyo.date(batch.plannedPostingOn) })}
            max={today}
            styles={{ input: { width: 220 } }}
            required
            withAsterisk={false}
            data-autofocus
            value={postedOn}
            onChange={(event) => setPostedOn(event.currentTarget.value)}
          />
          <Outcomes
            title={t('change.outcomes')}
            outcomes={[
              t('postPart.newPasswords', { n: part.printed }),
              ...(part.pulled > 0 ? [t('postPart.pulledKeep', { n: part.pulled })] : []),
              t('postPart.validThrough', { date: tokyo.date(batch.validThrough) }),
              t('postPart.final'),
            ]}
          />
          {isLate && (
            <>
              <ToneNote tone="warn">{t('postPart.late', { date: tokyo.date(lastTimelyPostingOn) })}</ToneNote>
              <ReasonInput value={reason} onChange={setReason} />
            </>
          )}
          <FailureNote failure={post.failure} onRetry={post.retry} />
          <DialogActs onBack={onClose}>
            <Button
              size="sm"
              type="submit"
              variant={isLate ? 'outline' : 'filled'}
              leftSection={isLate && <IconUserCheck size={16} aria-hidden />}
              disabled={postedOn === '' || (isLate && reason.trim() === '')}
              loading={post.isBusy}
            >
              {t(isLate ? 'settings.ask' : 'postPart.confirm')}
            </Button>
          </DialogActs>
        </Stack>
      </form>
    </Dialog>
  );
};
