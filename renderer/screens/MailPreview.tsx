import { Button, Textarea } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Output } from '../../main/contract/index.ts';
import { FailureNote } from '../parts/FailureNote.tsx';
import { useAsk } from '../use-call.ts';

type Props = { readonly accountId: number; readonly billId: number; readonly mailId: number };

/** The mail as the customer will read it. */
export const MailPreview = (of: Props) => {
  const { t } = useTranslation();
  const [mail, setMail] = useState<Output<'resend.preview'> | null>(null);
  const preview = useAsk('resend.preview', setMail);
  if (!mail)
    return (
      <>
        <FailureNote failure={preview.failure} />
        <Button
          variant="default"
          style={{ alignSelf: 'start' }}
          loading={preview.isBusy}
          onClick={() => void preview.run(of)}
        >
          {t('resend.preview')}
        </Button>
      </>
    );
  return (
    <Textarea
      readOnly
      autosize
      minRows={4}
      maxRows={10}
      label={mail.subject}
      description={t('resend.from', { from: mail.from })}
      value={mail.body}
    />
  );
};
