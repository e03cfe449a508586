import { Button, Stack, Text, Textarea, TextInput } from '@mantine/core';
import { type FormEvent, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Output } from '../../main/contract/index.ts';
import { announce } from '../announce.ts';
import { Dialog } from '../parts/Dialog.tsx';
import { DialogActs } from '../parts/DialogActs.tsx';
import { FailureNote } from '../parts/FailureNote.tsx';
import { MailText } from '../parts/MailText.tsx';
import { useAct, useAsk } from '../use-call.ts';
import type { KeptText } from './MailTexts.tsx';

type Props = { readonly text: KeptText; readonly onClose: () => void };

/** Another wording: looked at with an invented customer before it is in force. */
export const MailTextChange = ({ text, onClose }: Props) => {
  const { t } = useTranslation();
  const [subject, setSubject] = useState(text.subject);
  const [body, setBody] = useState(text.body);
  const [shown, setShown] = useState<Output<'mail.previewText'> | null>(null);
  const preview = useAsk('mail.previewText', setShown);
  const save = useAct('mail.setText', () => {
    announce(t('mail.textSaved'));
    onClose();
  });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    void save.run({ kind: text.kind, subject, body, version: text.version });
  };
  const placeholders = text.placeholders.map((name) => `{${name}}`).join(' ');
  return (
    <Dialog isWide isHeld title={t('mail.changeOf', { kind: t(`mailKind.${text.kind}`) })} onClose={onClose}>
      <form onSubmit={submit}>
        <Stack gap="sm">
          <TextInput
            size="sm"
            label={t('mail.subject')}
            maxLength={200}
            value={subject}
            onChange={(event) => setSubject(event.currentTarget.value)}
          />
          <Textarea
            size="sm"
            label={t('mail.body')}
            description={t('mail.placeholders', { placeholders })}
            rows={14}
            maxLength={5000}
            value={body}
            onChange={(event) => setBody(event.currentTarget.value)}
          />
          <FailureNote failure={preview.failure} />
          <FailureNote failure={save.failure} onRetry={save.retry} />
          {shown && (
            <>
              <Text fw={700}>{shown.subject}</Text>
              <MailText>{shown.body}</MailText>
            </>
          )}
          <DialogActs onBack={onClose}>
            <Button
              size="sm"
              variant="default"
              loading={preview.isBusy}
              onClick={() => void preview.run({ kind: text.kind, subject, body })}
            >
              {t('mail.preview')}
            </Button>
            <Button size="sm" type="submit" loading={save.isBusy}>
              {t('mail.saveText')}
            </Button>
          </DialogActs>
        </Stack>
      </form>
    </Dialog>
  );
};
