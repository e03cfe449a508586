import { Button, Stack, Textarea, TextInput } from '@mantine/core';
import { type FormEvent, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { serverNow } from '../server-clock.ts';
import { fromField, toField } from '../tokyo.ts';

type Props = { readonly isBusy: boolean; readonly onPromise: (dueAt: string, note: string) => void };

/** A call-back promised for a time in Tokyo. */
export const PromiseForm = ({ isBusy, onPromise }: Props) => {
  const { t } = useTranslation();
  const [due, setDue] = useState('');
  const [note, setNote] = useState('');
  const submit = (event: FormEvent) => {
    event.preventDefault();
    onPromise(fromField(due), note);
  };
  return (
    <form onSubmit={submit}>
      <Stack gap={6} align="flex-start">
        <TextInput
          type="datetime-local"
          label={t('promise.due')}
          min={toField(serverNow())}
          value={due}
          onChange={(event) => setDue(event.currentTarget.value)}
        />
        <Textarea
          w="100%"
          label={t('promise.note')}
          maxLength={2000}
          value={note}
          onChange={(event) => setNote(event.currentTarget.value)}
        />
        <Button type="submit" variant="default" loading={isBusy} disabled={due === ''}>
          {t('promise.save')}
        </Button>
      </Stack>
    </form>
  );
};
