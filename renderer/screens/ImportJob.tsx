import { Anchor, Button, Group, Progress, Stack, Text } from '@mantine/core';
import { IconDownload } from '@tabler/icons-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Link } from 'wouter';
import { announce } from '../announce.ts';
import { saveFile } from '../call.ts';
import { type ImportJob as Job, useImportFaultText } from '../import-words.ts';
import { Dialog } from '../parts/Dialog.tsx';
import { DialogActs } from '../parts/DialogActs.tsx';
import { FailureNote } from '../parts/FailureNote.tsx';
import { ImportCounts } from '../parts/ImportCounts.tsx';
import { Section } from '../parts/Section.tsx';
import { ToneNote } from '../parts/ToneNote.tsx';
import { countdownText, useTokyo } from '../tokyo.ts';
import { useAct, useAsk } from '../use-call.ts';

type Props = { readonly job: Job };

const toneOf = { done: 'good', failed: 'alarm', cancelled: 'warn', interrupted: 'warn' } as const;

/** The import that runs, or that ran last: how far it is, what it did, and what can be done about it. */
export const ImportJob = ({ job }: Props) => {
  const { t } = useTranslation();
  const tokyo = useTokyo();
  const faultText = useImportFaultText();
  const [isCancelling, setIsCancelling] = useState(false);
  const cancel = useAct('import.cancel', () => setIsCancelling(false));
  const again = useAct('import.continue', () => announce(t('imports.started')));
  const rejects = useAsk('import.rejects', ({ file, fileName }) => {
    void saveFile(file, fileName).then(
      () => announce(t('imports.rejectsSaved')),
      () => announce(t('fault.unreachable'), 'refused'),
    );
  });
  const { state, isDry } = job;
  const isOpen = state === 'waiting' || state === 'running';
  const share = job.size > 0 ? Math.min(1, job.bytes / job.size) : 0;
  const percent = Math.floor(share * 100);
  /** Of an earlier import that was cut off; no row of this one is in yet. */
  const isMending = job.phase === 'search' && job.rows === 0;
  const listed = job.counts.rejected + job.warnings;
  const what = t(isDry ? 'imports.dryOf' : 'imports.importOf', { file: job.fileName });

  return (
    <Section title={what} aside={<Text c="dimmed">{t('imports.byWhom', { by: job.by })}</Text>}>
      <Stack gap="sm">
        {isOpen && (
          <>
            <Progress
              value={share * 100}
              size="lg"
              striped={job.phase === 'search'}
              aria-label={t('imports.progress')}
              transitionDuration={0}
            />
            <Group justify="space-between">
              <Text>
                {job.phase === 'search'
                  ? t(isMending ? 'imports.mendingSearch' : 'imports.buildingSearch')
                  : t('imports.progressText', { n: job.rows, percent })}
                {job.speed && t('imports.rate', { rate: job.speed.rowsPerSecond })}
              </Text>
              <Group>
                {job.speed && (
                  <Text c="dimmed">{t('imports.rowsLeft', { time: countdownText(job.speed.secondsLeft * 1000) })}</Text>
                )}
                <Button
                  variant="default"
                  disabled={job.isCancelAsked || (job.phase === 'search' && !isMending)}
                  onClick={() => setIsCancelling(true)}
                >
                  {t(job.isCancelAsked ? 'imports.cancelling' : 'imports.cancel')}
                </Button>
              </Group>
            </Group>
          </>
        )}
        {state !== 'waiting' && state !== 'running' && (
          <ToneNote tone={toneOf[state]}>
            {state === 'failed' && job.fault
              ? faultText(job.fault)
              : t(`importEnd.${isDry ? 'dry' : 'import'}.${state}`)}
            {job.endedAt && t('imports.endedAt', { at: tokyo.moment(job.endedAt) })}
          </ToneNote>
        )}
        {state === 'interrupted' && !job.hasFile && <Text>{t('imports.fileGone')}</Text>}
        <ImportCounts counts={job.counts} />
        {job.postcards !== null && (
          <Text>{t(isDry ? 'imports.postcardsForetold' : 'imports.postcardsAsked', { n: job.postcards })}</Text>
        )}
        {job.warnings > 0 && (
          <Text>{t(isDry ? 'imports.warningsForetold' : 'imports.warnings', { n: job.warnings })}</Text>
        )}
        {job.counts.pending > 0 && (
          <Text>
            {t('imports.pendingHint')}{' '}
            <Anchor component={Link} href="/conflicts" fz="sm">
              {t('imports.toConflicts')}
            </Anchor>
          </Text>
        )}
        <FailureNote failure={again.failure ?? rejects.failure} />
        {job.hasRejects && listed > 0 && (
          <Group>
            <Button
              variant="default"
              leftSection={<IconDownload size={16} aria-hidden />}
              loading={rejects.isBusy}
              onClick={() => void rejects.run({ jobId: job.jobId })}
            >
              {t(job.warnings > 0 ? 'imports.rejectsAndWarnings' : 'imports.rejects', { n: listed })}
            </Button>
            <Text fz="xs" c="dimmed">
              {t('imports.rejectsHint')}
            </Text>
          </Group>
        )}
        {state === 'interrupted' && (
          <Group>
            <Button disabled={!job.hasFile} loading={again.isBusy} onClick={() => void again.run({ jobId: job.jobId })}>
              {t('imports.continue')}
            </Button>
            <Button variant="default" onClick={() => setIsCancelling(true)}>
              {t('imports.giveUp')}
            </Button>
          </Group>
        )}
      </Stack>
      {isCancelling && (
        <Dialog title={t('imports.cancelTitle')} onClose={() => setIsCancelling(false)}>
          <Text>{t(isDry ? 'imports.cancelDrySentence' : 'imports.cancelSentence')}</Text>
          <FailureNote failure={cancel.failure} onRetry={cancel.retry} />
          <DialogActs back={t('imports.goOn')} onBack={() => setIsCancelling(false)}>
            <Button size="sm" loading={cancel.isBusy} onClick={() => void cancel.run({ jobId: job.jobId })} autoFocus>
              {t('imports.cancelConfirm')}
            </Button>
          </DialogActs>
        </Dialog>
      )}
    </Section>
  );
};
