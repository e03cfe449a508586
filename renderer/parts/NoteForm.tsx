import { Button, Stack, Textarea } from '@mantine/core';
import { type FormEvent, useState } from 'react';
import { useTranslation } from 'react-i18next';

type Props = { readonly isBusy: boolean; readonly onSave: (note: string) => void };

export const NoteForm = ({ isBusy, onSave }: Props) => {
  const { t } = useTranslation();
  const [note, setNote] = useState('');
  const submit = (event: FormEvent) => {
    event.preventDefault();
    onSave(note);
  };
  return (
    <form onSubmit={submit}>
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
