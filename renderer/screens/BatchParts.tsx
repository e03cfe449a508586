import { Button, Group, Stack, Text } from '@mantine/core';
import { IconDownload } from '@tabler/icons-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { announce } from '../announce.ts';
import type { BatchFile, BatchPart } from '../batch-words.ts';
import { saveFile } from '../call.ts';
import { FailureNote } from '../parts/FailureNote.tsx';
import { PartTable } from '../parts/PartTable.tsx';
import type { Permission } from '../parts/Permitted.tsx';
import { Section } from '../parts/Section.tsx';
import { ToneNote } from '../parts/ToneNote.tsx';
import { useAsk } from '../use-call.ts';
import { useWords } from '../words.ts';

type Props = {
  readonly batchId: number;
  readonly parts: readonly BatchPart[];
  /** Sealed with no key: there is no passphrase file. */
  readonly isByHand: boolean;
  readonly permission: Permission;
  readonly onPost: (part: BatchPart) => void;
  readonly onUndo: (part: BatchPart) => void;
};

const besidesByHand: readonly Exclude<BatchFile, 'part'>[] = ['manifest', 'sums'];
const besides: typeof besidesByHand = ['passphrase', ...besidesByHand];

/** What goes to the print house, each file fetched for itself, and the posting of each part, or its end without. */
export const BatchParts = ({ batchId, parts, isByHand, permission, onPost, onUndo }: Props) => {
  const { t } = useTranslation();
  const words = useWords();
  const [saved, setSaved] = useState<string | null>(null);
  const fetched = useAsk('batch.file', ({ file, fileName }) => {
    void saveFile(file, fileName).then(
      () => setSaved(fileName),
      () => announce(t('fault.unreachable'), 'refused'),
    );
  });
  return (
    <Section title={t('parts.title')}>
      <Stack gap="sm">
        <PartTable
          parts={parts}
          canFetch={permission.isAllowed && !fetched.isBusy}
          onFetch={(part) => void fetched.run({ batchId, what: 'part', part })}
          onPost={onPost}
          onUndo={onUndo}
        />
        {saved && <ToneNote tone="good">{t('parts.saved', { file: saved })}</ToneNote>}
        <FailureNote failure={fetched.failure} />
        <Group>
          {(isByHand ? besidesByHand : besides).map((what) => (
            <Button
              key={what}
              variant="default"
              leftSection={<IconDownload size={16} aria-hidden />}
              disabled={!permission.isAllowed || fetched.isBusy}
              onClick={() => void fetched.run({ batchId, what })}
            >
              {t(`batchFile.${what}`)}
            </Button>
          ))}
          {parts.some(({ pulled }) => pulled > 0) && (
            <Button
              variant="default"
              leftSection={<IconDownload size={16} aria-hidden />}
              disabled={fetched.isBusy}
              onClick={() => void fetched.run({ batchId, what: 'pulled' })}
            >
              {t('batchFile.pulled')}
            </Button>
          )}
        </Group>
        <Text fz="xs" c="dimmed">
          {permission.isAllowed
            ? t(isByHand ? 'parts.hintByHand' : 'parts.hint')
            : words.t(`reason.${permission.reason}`, 'reason.unknown')}
        </Text>
      </Stack>
    </Section>
  );
};
