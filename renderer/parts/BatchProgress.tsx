import { Button, Group, Progress, Text } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { type BatchJob, isOpenJob, useBatchWords } from '../batch-words.ts';
import { countdownText } from '../tokyo.ts';
import { ToneNote } from './ToneNote.tsx';

type Props = {
  readonly job: BatchJob;
  readonly isPlanning: boolean;
  /** Of the same answer as the job. */
  readonly now: string;
  readonly onCancel: () => void;
};

/** A job at work on a batch: how far, how fast, how long yet; or how it ended where that was no good end. */
export const BatchProgress = ({ job, isPlanning, now, onCancel }: Props) => {
  const { t } = useTranslation();
  const batchWords = useBatchWords();
  const { state, done, all, startedAt, fault, isCancelAsked } = job;
  if (state === 'done') return null;
  if (state === 'failed') return <ToneNote tone="alarm">{batchWords.jobFault(fault)}</ToneNote>;
  if (!isOpenJob(job)) {
    const end = state === 'interrupted' ? 'interrupted' : 'cancelled';
    return <ToneNote tone="warn">{t(`batchEnd.${end}`)}</ToneNote>;
  }
  if (job.waitsFor === 'passphrase')
    return (
      <ToneNote
        tone="warn"
        aside={
          <Button variant="default" disabled={isCancelAsked} onClick={onCancel}>
            {t(isCancelAsked ? 'imports.cancelling' : 'batch.cancelJob')}
          </Button>
        }
      >
        {t('batch.waitsForPassphrase')}
      </ToneNote>
    );
  const share = all > 0 ? Math.min(1, done / all) : 0;
  const spent = startedAt === null ? 0 : Date.parse(now) - Date.parse(startedAt);
  const rate = spent > 0 ? Math.round((done * 1000) / spent) : 0;
  const left = share > 0 ? (spent * (1 - share)) / share : 0;
  return (
    <>
      <Progress
        value={isPlanning ? 100 : share * 100}
        size="lg"
        striped={isPlanning}
        aria-label={t('batch.progress')}
        transitionDuration={0}
      />
      <Group justify="space-between">
        <Text>
          {isPlanning
            ? t('batch.planningText', { n: done })
            : t('batch.progressText', { n: done, all, percent: Math.floor(share * 100), rate })}
        </Text>
        <Group>
          {!isPlanning && share > 0 && <Text c="dimmed">{t('imports.timeLeft', { time: countdownText(left) })}</Text>}
          <Button variant="default" disabled={isCancelAsked} onClick={onCancel}>
            {t(isCancelAsked ? 'imports.cancelling' : 'batch.cancelJob')}
          </Button>
        </Group>
      </Group>
    </>
  );
};
