import { Button, Group, Stack, Textarea } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Input } from '../../main/contract/index.ts';

type Props = {
  /** What was asked for is still a change. */
  readonly canGrant: boolean;
  readonly isBusy: boolean;
  readonly onDecide: (outcome: Input<'approval.decide'>['outcome'], note: string) => void;
};

/** Yes, or no with what the person who asked is to know. */
export const DecisionForm = ({ canGrant, isBusy, onDecide }: Props) => {
  const { t } = useTranslation();
  const [note, setNote] = useState('');
  return (
    <Stack gap="xs">
      <Textarea
        label={t('approvals.noteLabel')}
        description={t('approvals.noteHint')}
        maxLength={2000}
        value={note}
        onChange={(event) => setNote(event.currentTarget.value)}
      />
      <Group justify="flex-end">
        <Button
          size="sm"
          variant="default"
          disabled={isBusy || note.trim() === ''}
          onClick={() => onDecide('refuse', note)}
        >
          {t('approvals.refuse')}
        </Button>
        <Button size="sm" disabled={!canGrant} loading={isBusy} onClick={() => onDecide('grant', note)}>
          {t('approvals.grant')}
        </Button>
      </Group>
    </Stack>
  );
};
