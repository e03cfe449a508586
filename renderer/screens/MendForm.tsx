import { Button, Stack, Text, Textarea, TextInput } from '@mantine/core';
import { type FormEvent, Fragment, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Output } from '../../main/contract/index.ts';
import { announce } from '../announce.ts';
import { CardFaults } from '../parts/CardFaults.tsx';
import { ConfirmPostcode } from '../parts/ConfirmPostcode.tsx';
import { DialogActs } from '../parts/DialogActs.tsx';
import { FailureNote } from '../parts/FailureNote.tsx';
import { ReasonInput } from '../parts/ReasonInput.tsx';
import { ToneNote } from '../parts/ToneNote.tsx';
import { useAct, useCall } from '../use-call.ts';
import { useConfirmedPostcode } from '../use-confirmed-postcode.ts';

type Props = { readonly read: Output<'card.openDropped'>; readonly onClose: () => void };

const fields = [
  { field: 'name', limit: 200, rows: 1 },
  { field: 'postcode', limit: 16, rows: 0 },
  { field: 'line', limit: 200, rows: 2 },
  { field: 'building', limit: 100, rows: 2 },
  { field: 'department', limit: 100, rows: 1 },
  { field: 'careOf', limit: 100, rows: 1 },
] as const;

const rare: readonly string[] = ['department', 'careOf'];

/** The text of one card: what is registered stays as it is. */
export const MendForm = ({ read, onClose }: Props) => {
  const { t } = useTranslation();
  const registered = read.text;
  const [text, setText] = useState(registered);
  const [reason, setReason] = useState('');
  const mend = useAct('card.mend', () => {
    announce(t('mend.done'));
    onClose();
  });
  // Nothing can be added: what is not registered has no form to mend.
  const shown = fields.filter(({ field }) => !rare.includes(field) || registered[field] !== '');
  const isUnconfirmed = read.faults.some(({ code }) => code === 'postcode-unconfirmed');
  const postcode = text.postcode.normalize('NFKC').replace(/\D/g, '');
  const master = useCall('address.byPostcode', { postcode }, { isEnabled: postcode.length === 7 }).data;
  const { isConfirmed, onConfirm } = useConfirmedPostcode(
    postcode,
    // What stood there and is no fault was confirmed before.
    postcode === registered.postcode ? isUnconfirmed : master?.needsConfirmation === true,
  );
  const isChanged = isConfirmed === true || fields.some(({ field }) => text[field] !== registered[field]);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    const said = { ...text, isPostcodeConfirmed: isConfirmed === true };
    void mend.run({ cardRequestId: read.cardRequestId, ...said, reason });
  };
  const stillFaulty = mend.failure?.error === 'still-faulty' ? mend.failure.detail.faults : null;
  return (
    <form onSubmit={submit}>
      <Stack gap="sm">
        <Text c="dimmed">{t('mend.sentence')}</Text>
        {shown.map(({ field, limit, rows }) => {
          const props = {
            size: 'sm',
            label: t(`mendField.${field}`),
            autoComplete: 'off',
            maxLength: limit,
            value: text[field],
            onChange: ({ currentTarget }: { currentTarget: { value: string } }) =>
              setText({ ...text, [field]: currentTarget.value }),
          };
          return rows === 0 ? (
            <Fragment key={field}>
              <TextInput {...props} w={180} />
              {isConfirmed !== null && <ConfirmPostcode of="anyone" isConfirmed={isConfirmed} onChange={onConfirm} />}
            </Fragment>
          ) : (
            <Textarea key={field} {...props} autosize minRows={rows} />
          );
        })}
        <ReasonInput hint={t('note.hint')} value={reason} onChange={setReason} />
        {stillFaulty ? (
          <>
            <ToneNote tone="alarm" isUrgent>
              {t('refusal.still-faulty')}
            </ToneNote>
            <CardFaults faults={stillFaulty} />
          </>
        ) : (
          <FailureNote failure={mend.failure} onRetry={mend.retry} />
        )}
        <DialogActs onBack={onClose}>
          <Button
            size="sm"
            type="submit"
            disabled={!isChanged || isConfirmed === false || reason.trim() === ''}
            loading={mend.isBusy}
          >
            {t('mend.confirm')}
          </Button>
        </DialogActs>
      </Stack>
    </form>
  );
};
