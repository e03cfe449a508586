import { Button, Group, Progress, Text } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { type BatchJob, isOpenJob, useBatchWords } from '../batch-words.ts';
import { countdownText } from '../tokyo.ts';
import { ToneNote } from './ToneNote.tsx';

type Props = {
  readonly job: BatchJob;
  readonly isPlanning: boolean;
  readonly onCancel: () => void;
};

/** A job at work on a batch: how far, how fast, how long yet; or how it ended where that was no good end. */
export const BatchProgress = ({ job, isPlanning, onCancel }: Props) => {
  const { t } = useTranslation();
  const batchWords = useBatchWords();
  const { state, done, all, speed, fault, isCancelAsked } = job;
  if (state === 'done') return null;
  if (state === 'failed') return <ToneNote tone="alarm">{batchWords.jobFault(fault)}</ToneNote>;
  if (!isOpenJob(job)) {
    const interrupted = isPlanning ? 'planInterrupted' : 'interrupted';
    const end = state === 'interrupted' ? interrupted : 'cancelled';
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
            : t('batch.progressText', { n: done, all, percent: Math.floor(share * 100) })}
          {speed && t('batch.rate', { rate: speed.cardsPerSecond })}
        </Text>
        <Group>
          {speed && <Text c="dimmed">{t('imports.timeLeft', { time: countdownText(speed.secondsLeft * 1000) })}</Text>}
          <Button variant="default" disabled={isCancelAsked} onClick={onCancel}>
            {t(isCancelAsked ? 'imports.cancelling' : 'batch.cancelJob')}
          </Button>
        </Group>
      </Group>
    </>
  );
};
