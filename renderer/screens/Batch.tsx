import { Anchor, Button, Group, Stack, Title } from '@mantine/core';
import { IconArrowLeft, IconDownload } from '@tabler/icons-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Link } from 'wouter';
import { announce } from '../announce.ts';
import { type BatchPart, isOpenJob } from '../batch-words.ts';
import { saveFile } from '../call.ts';
import { useChangeWords } from '../change-words.ts';
import { BatchFacts } from '../parts/BatchFacts.tsx';
import { BatchProgress } from '../parts/BatchProgress.tsx';
import { CardsToPull } from '../parts/CardsToPull.tsx';
import { FailureNote } from '../parts/FailureNote.tsx';
import { Loading } from '../parts/Loading.tsx';
import { Permitted } from '../parts/Permitted.tsx';
import { Section } from '../parts/Section.tsx';
import { ToneNote } from '../parts/ToneNote.tsx';
import { useTokyo } from '../tokyo.ts';
import { useAct, useAsk, useCall, useTopic } from '../use-call.ts';
import { BatchParts } from './BatchParts.tsx';
import { BatchResults } from './BatchResults.tsx';
import { CancelBatchJob } from './CancelBatchJob.tsx';
import { NotePassphrase } from './NotePassphrase.tsx';
import { PostPart } from './PostPart.tsx';
import { PullAll } from './PullAll.tsx';
import { PullCard } from './PullCard.tsx';
import { UndoBatch } from './UndoBatch.tsx';
import { UndoPart } from './UndoPart.tsx';

type Dialog =
  | { readonly act: 'cancel' | 'undo' | 'pull' | 'pull-all' | 'note' }
  | { readonly act: 'post' | 'undo-part'; readonly part: BatchPart };

/** One batch from its making to the posting of its last part. */
export const Batch = ({ batchId }: { readonly batchId: number }) => {
  const { t } = useTranslation();
  const tokyo = useTokyo();
  const change = useChangeWords();
  const [dialog, setDialog] = useState<Dialog | null>(null);
  const open = useCall('batch.open', { batchId });
  useTopic('batches', ['batch.open']);
  useTopic('jobs', ['batch.open']);
  useTopic('approvals', ['batch.open']);
  const generate = useAct('batch.generate', ({ passphraseTo }) =>
    announce(t(passphraseTo === 'maker' ? 'batch.begunByHand' : 'batch.begun')),
  );
  const proof = useAsk('print.sample', ({ file, fileName }) => {
    void saveFile(file, fileName).then(
      () => announce(t('parts.saved', { file: fileName })),
      () => announce(t('fault.unreachable'), 'refused'),
    );
  });
  const close = () => setDialog(null);
  const back = (
    <Anchor component={Link} href="/cards" fz="sm">
      <Group gap={4}>
        <IconArrowLeft size={14} aria-hidden />
        {t('batch.back')}
      </Group>
    </Anchor>
  );
  if (!open.data)
    return (
      <Stack gap="sm" maw={1400} mx="auto">
        {back}
        {open.isPending ? (
          <Loading rows={8} />
        ) : (
          <FailureNote failure={open.error.failure} onRetry={() => void open.refetch()} />
        )}
      </Stack>
    );
  const { batch, parts, counts, toPull, can, openApprovals, lastTimelyPostingOn, now } = open.data;
  const isWorking = isOpenJob(batch.job);
  // A job that has ended well says nothing any more, nor one whose batch has gone on without it. That its files are
  // damaged is found when it has, and a batch that nothing was left of is undone with its job.
  const hasFailed = batch.job?.state === 'failed' && (batch.state !== 'undone' || batch.releasedBy === null);
  const isJobShown = isWorking || hasFailed || ['made', 'released', 'generating'].includes(batch.state);

  return (
    <Stack gap="sm" maw={1400} mx="auto">
      {back}
      <Title order={1}>{t('batch.title', { n: batch.batchId })}</Title>
      {openApprovals.map((approval) => (
        <ToneNote
          key={approval.approvalId}
          tone="quiet"
          aside={
            <Anchor
              component={Link}
              href={`/approvals/${approval.approvalId}`}
              fz="sm"
              style={{ whiteSpace: 'nowrap' }}
            >
              {t('settings.toApprovals')}
            </Anchor>
          }
        >
          {t('batch.openApproval', {
            act: change.act(approval.act),
            by: approval.askedBy,
            at: tokyo.moment(approval.askedAt),
          })}
        </ToneNote>
      ))}
      <Section title={t(batch.isPlanning && isWorking ? 'batches.planning' : `batchState.${batch.state}`)}>
        <Stack gap="sm">
          {batch.job && isJobShown && (
            <BatchProgress
              job={batch.job}
              isPlanning={batch.isPlanning}
              onCancel={() => setDialog({ act: 'cancel' })}
            />
          )}
          {batch.job?.waitsFor === 'passphrase' && (
            <Group>
              <Permitted
                permission={can.notePassphrase}
                label={t('notePassphrase.open')}
                onAct={() => setDialog({ act: 'note' })}
              />
            </Group>
          )}
          <BatchFacts batch={batch} counts={counts} />
          <FailureNote failure={generate.failure} onRetry={generate.retry} />
          <FailureNote failure={proof.failure} />
          <Group>
            {['made', 'released', 'generating'].includes(batch.state) && (
              <Permitted
                permission={can.generate}
                label={t('batch.generate')}
                loading={generate.isBusy}
                onAct={() => void generate.run({ batchId })}
              />
            )}
            {['made', 'released'].includes(batch.state) && (
              <Button
                variant="default"
                leftSection={<IconDownload size={16} aria-hidden />}
                disabled={proof.isBusy}
                onClick={() => void proof.run({ what: 'proof', layout: 'v-fold', batchId })}
              >
                {t('batch.proof')}
              </Button>
            )}
            {batch.state !== 'undone' && batch.state !== 'reconciled' && (
              <Permitted
                permission={can.undo}
                label={t('batch.undo')}
                variant="default"
                onAct={() => setDialog({ act: 'undo' })}
              />
            )}
          </Group>
        </Stack>
      </Section>
      {toPull.count > 0 && (
        <CardsToPull toPull={toPull} permission={can.pull} onPull={() => setDialog({ act: 'pull-all' })} />
      )}
      {parts.length > 0 && (
        <>
          <BatchParts
            batchId={batchId}
            parts={parts}
            isByHand={batch.passphraseTo === 'maker'}
            permission={can.fetchFiles}
            onPost={(part) => setDialog({ act: 'post', part })}
            onUndo={(part) => setDialog({ act: 'undo-part', part })}
          />
          <BatchResults batchId={batchId} can={can} onPull={() => setDialog({ act: 'pull' })} />
        </>
      )}
      {dialog?.act === 'cancel' && <CancelBatchJob batch={batch} onClose={close} />}
      {dialog?.act === 'note' && <NotePassphrase batchId={batchId} onClose={close} />}
      {dialog?.act === 'undo' && <UndoBatch batch={batch} counts={counts} onClose={close} />}
      {dialog?.act === 'pull' && <PullCard batchId={batchId} onClose={close} />}
      {dialog?.act === 'pull-all' && <PullAll batchId={batchId} count={toPull.count} onClose={close} />}
      {dialog?.act === 'undo-part' && <UndoPart batchId={batchId} part={dialog.part} onClose={close} />}
      {dialog?.act === 'post' && (
        <PostPart
          batch={batch}
          part={dialog.part}
          lastTimelyPostingOn={lastTimelyPostingOn}
          now={now}
          onClose={close}
        />
      )}
    </Stack>
  );
};
