import { Button, Group, SegmentedControl, Stack, Text, TextInput } from '@mantine/core';
import { type FormEvent, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { announce } from '../announce.ts';
import { saveFile } from '../call.ts';
import { DisclosureTable } from '../parts/DisclosureTable.tsx';
import { FailureNote } from '../parts/FailureNote.tsx';
import { Loading } from '../parts/Loading.tsx';
import { Section } from '../parts/Section.tsx';
import { ToneNote } from '../parts/ToneNote.tsx';
import { useServerNow } from '../server-clock.ts';
import { tokyoDay, useTokyo } from '../tokyo.ts';
import { useAct, useAsk, useCall, useTopic } from '../use-call.ts';

const states = ['open', 'settled'] as const;

/** 開示請求: who wants to know what is held on them, by when, and the papers that answer. */
export const Disclosures = () => {
  const { t } = useTranslation();
  const tokyo = useTokyo();
  const today = tokyoDay(useServerNow());
  const [state, setState] = useState<(typeof states)[number]>('open');
  const [customerNo, setCustomerNo] = useState('');
  const [receivedOn, setReceivedOn] = useState(today);
  const [saved, setSaved] = useState<string | null>(null);
  const list = useCall('disclosure.list', { state }, { keepsLast: true });
  useTopic('disclosures', ['disclosure.list']);
  const record = useAct('disclosure.record', ({ dueOn }) => {
    announce(t('disclosures.done', { date: tokyo.date(dueOn) }));
    setCustomerNo('');
  });
  const settle = useAct('disclosure.settle', () => announce(t('disclosures.settled')));
  const file = useAsk('disclosure.file', ({ file: token, fileName }) => {
    void saveFile(token, fileName).then(
      () => setSaved(fileName),
      () => announce(t('fault.unreachable'), 'refused'),
    );
  });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    void record.run({ customerNo, receivedOn });
  };
  const requests = list.data?.requests ?? [];
  return (
    <Section
      title={t('disclosures.title')}
      aside={
        <SegmentedControl
          aria-label={t('disclosures.which')}
          value={state}
          onChange={setState}
          data={states.map((value) => ({ value, label: t(`disclosureList.${value}`) }))}
        />
      }
    >
      <Stack gap="sm">
        <Text fz="xs" c="dimmed">
          {t('disclosures.sentence')}
        </Text>
        <form onSubmit={submit}>
          <Group align="end" gap="sm">
            <TextInput
              label={t('disclosures.customerNo')}
              autoComplete="off"
              inputMode="numeric"
              value={customerNo}
              onChange={(event) => setCustomerNo(event.currentTarget.value)}
            />
            <TextInput
              type="date"
              label={t('disclosures.receivedOn')}
              max={today}
              value={receivedOn}
              onChange={(event) => setReceivedOn(event.currentTarget.value)}
            />
            <Button type="submit" loading={record.isBusy} disabled={customerNo.trim() === '' || receivedOn === ''}>
              {t('disclosures.record')}
            </Button>
          </Group>
        </form>
        <FailureNote
          failure={record.failure ?? settle.failure ?? file.failure ?? list.error?.failure}
          onRetry={record.retry ?? settle.retry}
        />
        {saved && <ToneNote tone="good">{t('parts.saved', { file: saved })}</ToneNote>}
        {list.isPending && <Loading />}
        {list.data && requests.length === 0 && <Text c="dimmed">{t(`disclosureNone.${state}`)}</Text>}
        {requests.length > 0 && (
          <DisclosureTable
            requests={requests}
            isBusy={settle.isBusy || file.isBusy}
            onSave={({ disclosureId }, format) => void file.run({ disclosureId, format })}
            onSettle={({ disclosureId }, outcome) => void settle.run({ disclosureId, outcome })}
          />
        )}
      </Stack>
    </Section>
  );
};
