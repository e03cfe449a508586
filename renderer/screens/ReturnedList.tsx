import { Stack } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Output } from '../../main/contract/index.ts';
import type { UploadAnswer } from '../../main/files/uploads.ts';
import { sendFile } from '../call.ts';
import { FailureNote } from '../parts/FailureNote.tsx';
import { FileDrop } from '../parts/FileDrop.tsx';
import { Section } from '../parts/Section.tsx';
import { ToneNote } from '../parts/ToneNote.tsx';
import { useAct, useAsk } from '../use-call.ts';

type UploadFault = Extract<UploadAnswer, { ok: false }>['error'];

/** The carrier's list of returned cards, taken in as a whole. */
export const ReturnedList = () => {
  const { t } = useTranslation();
  const [taken, setTaken] = useState<Output<'card.returned'> | null>(null);
  const [isSending, setIsSending] = useState(false);
  const [fault, setFault] = useState<UploadFault | null>(null);
  const offer = useAsk('batch.offer', () => {});
  const returned = useAct('card.returned', setTaken);

  const take = async (picked: File) => {
    setTaken(null);
    setFault(null);
    returned.forget();
    const offered = await offer.run({ fileName: picked.name.slice(0, 200), size: picked.size });
    if (!offered.ok) return;
    setIsSending(true);
    const answer = await sendFile(offered.value.file, picked);
    setIsSending(false);
    if (!answer.ok || answer.file === null) return setFault(answer.ok ? 'cut-off' : answer.error);
    await returned.run({ file: answer.file });
  };

  return (
    <Section title={t('incidents.returnsTitle')}>
      <Stack gap="sm">
        <FileDrop
          label={isSending || returned.isBusy ? t('incidents.sending') : t('incidents.drop')}
          hint={t('incidents.dropHint')}
          accept=".csv,.txt"
          isDisabled={isSending || returned.isBusy}
          onFile={(picked) => void take(picked)}
        />
        <FailureNote failure={offer.failure} />
        {fault && (
          <ToneNote tone="alarm" isUrgent>
            {t(`uploadFault.${fault}`)}
          </ToneNote>
        )}
        <FailureNote failure={returned.failure} onRetry={returned.retry} />
        {taken && (
          <ToneNote tone="good" isUrgent>
            {t('incidents.taken', taken)}
          </ToneNote>
        )}
        {taken && taken.toPull.length > 0 && (
          <ToneNote tone="warn">{t('incidents.toPull', { serials: taken.toPull.join(t('login.separator')) })}</ToneNote>
        )}
      </Stack>
    </Section>
  );
};
