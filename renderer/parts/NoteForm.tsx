import { Button, Stack, Textarea } from '@mantine/core';
import { type FormEvent, useState } from 'react';
import { useTranslation } from 'react-i18next';

type Props = { readonly isBusy: boolean; readonly onSave: (note: string) => Promise<boolean> };

export const NoteForm = ({ isBusy, onSave }: Props) => {
  const { t } = useTranslation();
  const [note, setNote] = useState('');
  const submit = async (event: FormEvent) => {
    event.preventDefault();
    if (await onSave(note)) setNote('');
  };
  return (
    <form onSubmit={(event) => void submit(event)}>
      <Stack gap={6} align="flex-start">
        <Textarea
          w="100%"
          label={t('note.label')}
          description={t('note.hint')}
          maxLength={2000}
          value={note}
          onChange={(event) => setNote(event.currentTarget.value)}
        />
        <Button type="submit" variant="default" loading={isBusy} disabled={note.trim() === ''}>
          {t('note.save')}
        </Button>
      </Stack>
    </form>
  );
};
