import { Button, Text, TextInput } from '@mantine/core';
import { type FormEvent, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { announce } from '../announce.ts';
import { Dialog } from '../parts/Dialog.tsx';
import { DialogActs } from '../parts/DialogActs.tsx';
import { FailureNote } from '../parts/FailureNote.tsx';
import { serverNow } from '../server-clock.ts';
import { fromField, toField } from '../tokyo.ts';
import { useAct } from '../use-call.ts';

type Props = { readonly callBackId: number; readonly onClose: () => void };

/** Nobody picked up: the promise stays on the list for another time, unless it is given up on purpose. */
export const NotReached = ({ callBackId, onClose }: Props) => {
  const { t } = useTranslation();
  const [next, setNext] = useState('');
  const settle = useAct('callBack.settle', ({ dueAt }) => {
    announce(t(dueAt === null ? 'notReached.givenUp' : 'notReached.kept'));
    onClose();
  });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    void settle.run({ callBackId, outcome: 'not-reached', nextAt: fromField(next) });
  };
  return (
    <Dialog title={t('notReached.title')} onClose={onClose}>
      <form onSubmit={submit}>
        <Text mb="sm">{t('notReached.sentence')}</Text>
        <TextInput
          type="datetime-local"
          label={t('notReached.next')}
          min={toField(serverNow())}
          value={next}
          data-autofocus
          mb="md"
          onChange={(event) => setNext(event.currentTarget.value)}
        />
        <FailureNote failure={settle.failure} onRetry={settle.retry} />
        <DialogActs onBack={onClose}>
          <Button
            size="sm"
            variant="default"
            disabled={settle.isBusy}
            onClick={() => void settle.run({ callBackId, outcome: 'given-up', nextAt: null })}
          >
            {t('notReached.giveUp')}
          </Button>
          <Button type="submit" size="sm" loading={settle.isBusy} disabled={next === ''}>
            {t('notReached.keep')}
          </Button>
        </DialogActs>
      </form>
    </Dialog>
  );
};
