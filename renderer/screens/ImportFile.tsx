import { Button, Checkbox, Group, NativeSelect, Stack, Text } from '@mantine/core';
import { useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { UploadAnswer } from '../../main/files/uploads.ts';
import { announce } from '../announce.ts';
import { sendFile } from '../call.ts';
import { delimiters, encodings, type ImportKind, importKinds, type Look, useSize } from '../import-words.ts';
import { type Chosen, ColumnTable } from '../parts/ColumnTable.tsx';
import { FailureNote } from '../parts/FailureNote.tsx';
import { FileDrop } from '../parts/FileDrop.tsx';
import { Section } from '../parts/Section.tsx';
import { ToneNote } from '../parts/ToneNote.tsx';
import { useTokyo } from '../tokyo.ts';
import { useAct, useAsk } from '../use-call.ts';

type UploadFault = Extract<UploadAnswer, { ok: false }>['error'];
type Choice = {
  readonly kind?: ImportKind;
  readonly encoding?: Look['encoding'];
  readonly delimiter?: Look['delimiter'];
};

/** A file on its way: handed over, looked at, its columns chosen, tried and imported. */
export const ImportFile = ({ isBusy }: { readonly isBusy: boolean }) => {
  const { t } = useTranslation();
  const tokyo = useTokyo();
  const sizeText = useSize();
  const [file, setFile] = useState<string | null>(null);
  const [look, setLook] = useState<Look | null>(null);
  const [chosen, setChosen] = useState<Chosen>({});
  const [wantsCards, setWantsCards] = useState(false);
  const [isSending, setIsSending] = useState(false);
  const [uploadFault, setUploadFault] = useState<UploadFault | null>(null);
  const offer = useAsk('import.offer', () => {});
  const looking = useAsk('import.look', (found) => {
    setLook(found);
    setChosen(Object.fromEntries(found.fields.map(({ field, column }) => [field, column])));
  });
  const wasDry = useRef(false);
  const starting = useAct('import.start', () => {
    announce(t('imports.started'));
    if (wasDry.current) return;
    setFile(null);
    setLook(null);
  });

  const lookAgain = (name: string, { kind, encoding, delimiter }: Choice = {}) =>
    looking.run({ file: name, kind: kind ?? null, encoding: encoding ?? null, delimiter: delimiter ?? null });

  const take = async (picked: File) => {
    // What was said of the file before is not about this one.
    for (const asked of [offer, looking, starting]) asked.forget();
    setUploadFault(null);
    setLook(null);
    setFile(null);
    setWantsCards(false);
    const offered = await offer.run({ fileName: picked.name.slice(0, 200), size: picked.size });
    if (!offered.ok) return;
    setIsSending(true);
    const answer = await sendFile(offered.value.file, picked);
    setIsSending(false);
    if (!answer.ok || answer.file === null) return setUploadFault(answer.ok ? 'cut-off' : answer.error);
    setFile(answer.file);
    await lookAgain(answer.file);
  };

  const start = (isDry: boolean) => {
    if (!file || !look?.kind) return;
    const { kind, encoding, delimiter } = look;
    const columns = Object.entries(chosen).flatMap(([field, column]) => (column === null ? [] : [{ field, column }]));
    wasDry.current = isDry;
    const requestsPostcards = kind === 'accounts' && wantsCards;
    void starting.run({ file, kind, isDry, encoding, delimiter, columns, requestsPostcards });
  };
  const choose = (choice: Choice) => {
    if (!file || !look) return;
    const { kind, encoding, delimiter } = look;
    void lookAgain(file, { ...(kind && { kind }), encoding, delimiter, ...choice });
  };
  const isReady =
    look?.kind && look.fields.every(({ field, isOptional }) => isOptional || (chosen[field] ?? null) !== null);
  const isWaiting = starting.isBusy || looking.isBusy;
  // One at a time; what has been chosen is still there after a dry run.
  if (isBusy) return null;
  const isUnreadable = looking.failure?.error === 'unusable-file' && looking.failure.detail.fault === 'bad-encoding';

  return (
    <Section title={t('imports.newTitle')}>
      <Stack gap="sm">
        <FileDrop
          label={isSending ? t('imports.sending') : t('imports.drop')}
          hint={t('imports.dropHint')}
          accept=".csv,.txt,.tsv"
          isDisabled={isSending}
          onFile={(picked) => void take(picked)}
        />
        <FailureNote failure={offer.failure} />
        {uploadFault && (
          <ToneNote tone="alarm" isUrgent>
            {t(`uploadFault.${uploadFault}`)}
          </ToneNote>
        )}
        <FailureNote failure={looking.failure} />
        {file && isUnreadable && (
          <Group>
            {encodings.map((encoding) => (
              <Button key={encoding} variant="default" onClick={() => void lookAgain(file, { encoding })}>
                {t('imports.readAs', { encoding: t(`importEncoding.${encoding}`) })}
              </Button>
            ))}
          </Group>
        )}
        {look && (
          <>
            <Group gap="lg" align="end">
              <div>
                <Text fw={700}>{look.fileName}</Text>
                <Text fz="xs" c="dimmed">
                  <span title={look.sha256}>
                    {t('imports.sizeAndDigest', { size: sizeText(look.size), digest: look.sha256.slice(0, 12) })}
                  </span>
                </Text>
              </div>
              <NativeSelect
                label={t('imports.kind')}
                data={[
                  ...(look.kind ? [] : [{ value: '', label: t('act.choose') }]),
                  ...importKinds.map((kind) => ({ value: kind, label: t(`importKind.${kind}`) })),
                ]}
                value={look.kind ?? ''}
                onChange={({ currentTarget: { value } }) => choose({ kind: value as ImportKind })}
              />
              <NativeSelect
                label={t('imports.encoding')}
                data={encodings.map((encoding) => ({
                  value: encoding,
                  label:
                    t(`importEncoding.${encoding}`) +
                    (look.hasBom && encoding === look.encoding ? t('imports.withBom') : ''),
                }))}
                value={look.encoding}
                onChange={({ currentTarget: { value } }) => choose({ encoding: value as Look['encoding'] })}
              />
              <NativeSelect
                label={t('imports.delimiter')}
                data={delimiters.map(({ sign, name }) => ({ value: sign, label: t(`importDelimiter.${name}`) }))}
                value={look.delimiter}
                onChange={({ currentTarget: { value } }) => choose({ delimiter: value as Look['delimiter'] })}
              />
            </Group>
            {look.before && (
              <ToneNote tone="warn">
                {t('imports.sameFile', { at: tokyo.moment(look.before.at), by: look.before.by })}
              </ToneNote>
            )}
            {look.isRemembered && <ToneNote tone="quiet">{t('imports.remembered')}</ToneNote>}
            {look.kind && (
              <ColumnTable
                look={look}
                chosen={chosen}
                onChoose={(field, column) => setChosen({ ...chosen, [field]: column })}
              />
            )}
            {!isReady && (
              <ToneNote tone="warn">{look.kind ? t('imports.chooseColumns') : t('imports.chooseKind')}</ToneNote>
            )}
            {look.kind === 'accounts' && (
              <Checkbox
                label={t('imports.requestPostcards')}
                description={t('imports.requestPostcardsHint')}
                checked={wantsCards}
                onChange={({ currentTarget: { checked } }) => setWantsCards(checked)}
              />
            )}
            <FailureNote failure={starting.failure} onRetry={starting.retry} />
            <Group justify="flex-end">
              <Button size="sm" variant="default" disabled={!isReady || isWaiting} onClick={() => start(true)}>
                {t('imports.try')}
              </Button>
              <Button size="sm" disabled={!isReady || isWaiting} onClick={() => start(false)}>
                {t('imports.import')}
              </Button>
            </Group>
          </>
        )}
      </Stack>
    </Section>
  );
};
