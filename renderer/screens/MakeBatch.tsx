import { Button, NativeSelect, Stack, Text, TextInput } from '@mantine/core';
import { type FormEvent, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Output } from '../../main/contract/index.ts';
import { announce } from '../announce.ts';
import { type CardCause, cardCauses } from '../choices.ts';
import { Dialog } from '../parts/Dialog.tsx';
import { DialogActs } from '../parts/DialogActs.tsx';
import { FailureNote } from '../parts/FailureNote.tsx';
import { Outcomes } from '../parts/Outcomes.tsx';
import { tokyoDay } from '../tokyo.ts';
import { useAct } from '../use-call.ts';

type Props = {
  readonly list: Output<'batch.list'>;
  readonly onClose: () => void;
  readonly onMade: (batchId: number) => void;
};

/** Gathers what waits into a batch, to be posted on a day; another admin is then asked to release it. */
export const MakeBatch = ({ list, onClose, onMade }: Props) => {
  const { t } = useTranslation();
  const today = tokyoDay(Date.parse(list.now));
  const [postingOn, setPostingOn] = useState(list.next?.postingOn ?? '');
  const [cause, setCause] = useState<CardCause | ''>('');
  const make = useAct('batch.make', ({ batchId }) => {
    announce(t('makeBatch.begun'));
    onMade(batchId);
  });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    void make.run({ plannedPostingOn: postingOn, cause: cause === '' ? null : cause });
  };
  const counted = (label: string, n: number) => t('makeBatch.counted', { label, n });
  const n = cause === '' ? list.waiting : (list.waitingByCause[cause] ?? 0);
  return (
    <Dialog title={t('makeBatch.title')} isHeld onClose={onClose}>
      <form onSubmit={submit}>
        <Stack gap="sm">
          <TextInput
            size="sm"
            type="date"
            label={t('batches.posting')}
            description={list.next ? t('makeBatch.postingHint') : t('batches.nextUnknown')}
            min={today}
            styles={{ input: { width: 220 } }}
            required
            withAsterisk={false}
            data-autofocus
            value={postingOn}
            onChange={(event) => setPostingOn(event.currentTarget.value)}
          />
          <NativeSelect
            size="sm"
            label={t('makeBatch.cause')}
            value={cause}
            onChange={(event) => setCause(event.currentTarget.value as CardCause | '')}
            data={[
              { value: '', label: counted(t('makeBatch.all'), list.waiting) },
              ...cardCauses.map((value) => ({
                value,
                label: counted(t(`cardCause.${value}`), list.waitingByCause[value] ?? 0),
              })),
            ]}
          />
          <Outcomes
            title={t('change.outcomes')}
            outcomes={[t('makeBatch.gathers', { n }), t('makeBatch.dropsOut'), t('makeBatch.asksRelease')]}
          />
          {n === 0 && <Text c="dimmed">{t('refusal.nothing-waiting')}</Text>}
          <FailureNote failure={make.failure} onRetry={make.retry} />
          <DialogActs onBack={onClose}>
            <Button size="sm" type="submit" disabled={postingOn === '' || n === 0} loading={make.isBusy}>
              {t('makeBatch.confirm')}
            </Button>
          </DialogActs>
        </Stack>
      </form>
    </Dialog>
  );
};
