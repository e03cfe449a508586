import { Button, Code, Group, Stack, Text, TextInput } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Output } from '../../main/contract/index.ts';
import { CopyText } from '../parts/CopyText.tsx';
import { FailureNote } from '../parts/FailureNote.tsx';
import { Section } from '../parts/Section.tsx';
import { ToneNote } from '../parts/ToneNote.tsx';
import { useTokyo } from '../tokyo.ts';
import { useAsk } from '../use-call.ts';

/** Whether the record is whole; and its head, which kept outside finds a cut tail later. */
export const Integrity = () => {
  const { t } = useTranslation();
  const tokyo = useTokyo();
  const [expected, setExpected] = useState('');
  const [result, setResult] = useState<Output<'audit.verify'> | null>(null);
  const [head, setHead] = useState<Output<'audit.head'> | null>(null);
  const verify = useAsk('audit.verify', setResult);
  const exportHead = useAsk('audit.head', setHead);

  return (
    <Section title={t('integrity.title')}>
      <Stack gap="sm">
        <Group gap="sm" align="flex-end">
          <TextInput
            label={t('integrity.expected')}
            w={380}
            maxLength={64}
            autoComplete="off"
            spellCheck={false}
            value={expected}
            onChange={(event) => setExpected(event.currentTarget.value)}
          />
          <Button
            loading={verify.isBusy}
            onClick={() => void verify.run({ expectedHead: expected.trim() === '' ? null : expected.trim() })}
          >
            {t('integrity.verify')}
          </Button>
          <Button variant="default" loading={exportHead.isBusy} onClick={() => void exportHead.run({})}>
            {t('integrity.exportHead')}
          </Button>
        </Group>
        <FailureNote failure={verify.failure ?? exportHead.failure} />
        {result?.isWhole && (
          <ToneNote tone="good">{t('integrity.whole', { n: result.entries, chains: result.chains })}</ToneNote>
        )}
        {result?.finding && (
          <ToneNote tone="alarm">
            {t(`integrity.finding.${result.finding.kind}`, {
              place: `${result.finding.chain ?? '-'}-${result.finding.seq ?? '-'}`,
            })}
          </ToneNote>
        )}
        {head && (
          <Group gap="sm">
            <Text c="dimmed">{t('integrity.head', { at: tokyo.precise(head.at), n: head.entries })}</Text>
            <Code>{head.head}</Code>
            <CopyText text={head.head} size="compact-xs" />
          </Group>
        )}
      </Stack>
    </Section>
  );
};
