import { Group, List, Stack, Text } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Output } from '../../main/contract/index.ts';
import type { UploadAnswer } from '../../main/files/uploads.ts';
import type { BatchRead } from '../batch-words.ts';
import { sendFile } from '../call.ts';
import { FailureNote } from '../parts/FailureNote.tsx';
import { FileDrop } from '../parts/FileDrop.tsx';
import { Permitted } from '../parts/Permitted.tsx';
import { Section } from '../parts/Section.tsx';
import { ToneNote } from '../parts/ToneNote.tsx';
import { useAct, useAsk } from '../use-call.ts';
import { useWords } from '../words.ts';

type Props = { readonly batchId: number; readonly can: BatchRead['can']; readonly onPull: () => void };
type UploadFault = Extract<UploadAnswer, { ok: false }>['error'];

/** What the print house answers: its list is taken in whole or not at all; and cards taken out before they are posted. */
export const BatchResults = ({ batchId, can, onPull }: Props) => {
  const { t } = useTranslation();
  const words = useWords();
  const [isSending, setIsSending] = useState(false);
  const [uploadFault, setUploadFault] = useState<UploadFault | null>(null);
  const [taken, setTaken] = useState<Output<'batch.results'> | null>(null);
  const offer = useAsk('batch.offer', () => {});
  const results = useAct('batch.results', setTaken);
  const { isAllowed, reason } = can.takeResults;

  const take = async (picked: File) => {
    setUploadFault(null);
    setTaken(null);
    results.forget();
    const offered = await offer.run({ fileName: picked.name.slice(0, 200), size: picked.size });
    if (!offered.ok) return;
    setIsSending(true);
    const answer = await sendFile(offered.value.file, picked);
    setIsSending(false);
    if (!answer.ok || answer.file === null) return setUploadFault(answer.ok ? 'cut-off' : answer.error);
    await results.run({ batchId, file: answer.file });
  };
  const wrong = results.failure?.error === 'results-wrong' ? results.failure.detail.rows : null;

  return (
    <Section title={t('results.title')}>
      <Stack gap="sm">
        {isAllowed ? (
          <FileDrop
            label={isSending || results.isBusy ? t('imports.sending') : t('results.drop')}
            hint={t('results.dropHint')}
            accept=".csv,.txt"
            isDisabled={isSending || results.isBusy}
            onFile={(picked) => void take(picked)}
          />
        ) : (
          <Text c="dimmed">{words.t(`reason.${reason}`, 'reason.unknown')}</Text>
        )}
        <FailureNote failure={offer.failure} />
        {uploadFault && (
          <ToneNote tone="alarm" isUrgent>
            {t(`uploadFault.${uploadFault}`)}
          </ToneNote>
        )}
        {wrong ? (
          <>
            <ToneNote tone="alarm" isUrgent>
              {t('results.wrong')}
            </ToneNote>
            <List size="sm" aria-label={t('results.wrongRows')}>
              {wrong.map(({ line, code }) => (
                <List.Item key={`${line} ${code}`}>
                  {t('resultsWrong.row', { line, why: words.t(`resultsWrong.${code}`, 'resultsWrong.result') })}
                </List.Item>
              ))}
            </List>
          </>
        ) : (
          <FailureNote failure={results.failure} onRetry={results.retry} />
        )}
        {taken && <ToneNote tone="good">{t('results.taken', taken)}</ToneNote>}
        <Group>
          <Permitted permission={can.pull} label={t('pull.button')} variant="default" onAct={onPull} />
        </Group>
      </Stack>
    </Section>
  );
};
