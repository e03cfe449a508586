import { Group, SegmentedControl, TextInput } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { CountedDays } from '../parts/CountedDays.tsx';
import { Dialog } from '../parts/Dialog.tsx';
import { FailureNote } from '../parts/FailureNote.tsx';
import { Loading } from '../parts/Loading.tsx';
import { SpokenLine } from '../parts/SpokenLine.tsx';
import { useTokyo } from '../tokyo.ts';
import { useCall } from '../use-call.ts';

export type VisibleAsked = { readonly kind: 'bill' | 'debit'; readonly on: string };
const kinds = ['bill', 'debit'] as const;

/** "When can I see it?", counted out on a calendar (rules 23 to 26). */
export const WhenVisible = ({ asked, onClose }: { readonly asked: VisibleAsked; readonly onClose: () => void }) => {
  const { t } = useTranslation();
  const tokyo = useTokyo();
  const [kind, setKind] = useState(asked.kind);
  const [on, setOn] = useState(asked.on);
  const counted = useCall('bill.visibility', { kind, dates: [on] }, { isEnabled: on !== '' });
  return (
    <Dialog isWide title={t('counted.title')} onClose={onClose}>
      <Group align="end">
        <SegmentedControl
          aria-label={t('counted.kind')}
          value={kind}
          onChange={setKind}
          data={kinds.map((value) => ({ value, label: t(`countedKind.${value}`) }))}
        />
        <TextInput
          size="sm"
          type="date"
          label={t(`countedFrom.${kind}`)}
          value={on}
          onChange={({ currentTarget }) => setOn(currentTarget.value)}
        />
      </Group>
      <FailureNote failure={counted.error?.failure} onRetry={() => void counted.refetch()} />
      {counted.isPending && on !== '' && <Loading rows={6} />}
      {counted.data && (
        <>
          <SpokenLine>
            {t(`countedSay.${kind}`, {
              date: tokyo.date(counted.data.visibleBy),
              n: counted.data.days.at(-1)?.count ?? 0,
            })}
          </SpokenLine>
          <CountedDays days={counted.data.days} />
        </>
      )}
    </Dialog>
  );
};
