import { Button, NativeSelect, Stack, Text, TextInput } from '@mantine/core';
import { IconUserCheck } from '@tabler/icons-react';
import { type FormEvent, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Output } from '../../main/contract/index.ts';
import { useCardWords } from '../card-words.ts';
import { type CardCause, cardCauses } from '../choices.ts';
import type { AccountRead } from '../parts/AccountHeader.tsx';
import { Dialog } from '../parts/Dialog.tsx';
import { DialogActs } from '../parts/DialogActs.tsx';
import { FailureNote } from '../parts/FailureNote.tsx';
import { Outcomes } from '../parts/Outcomes.tsx';
import { ReturnedNote } from '../parts/ReturnedNote.tsx';
import { SpokenLine } from '../parts/SpokenLine.tsx';
import { ToneNote } from '../parts/ToneNote.tsx';
import { useTokyo } from '../tokyo.ts';
import { useAct } from '../use-call.ts';

type Outlook = Output<'card.outlook'>;
type Props = { readonly account: AccountRead; readonly outlook: Outlook; readonly onClose: () => void };

/**
 * Asks for a postcard to the address on file: why, what it does, when it will come. While one is under way, only the
 * password can be stopped, which somebody else may know.
 */
export const RequestCard = ({ account, outlook, onClose }: Props) => {
  const { t } = useTranslation();
  const tokyo = useTokyo();
  const [cause, setCause] = useState<CardCause | ''>('');
  const [reason, setReason] = useState('');
  const [state, setState] = useState<'done' | 'asked' | null>(null);
  // Looked at when the dialog was opened: once a card is asked for, one is under way.
  const [isStopping] = useState(outlook.open !== null);
  const ask = useAct('card.request', (done) => setState(done.state));
  const cardWords = useCardWords();
  const { arrival, earlier, heldThrough, returned } = outlook;
  const isAsking = !isStopping && (heldThrough !== null || returned?.needs === 'approval');
  const name = account.customer.name;
  const frame = { title: t(isStopping ? 'card.stopTitle' : 'card.requestTitle', { name }), onClose };
  const whenText = arrival && t('card.arrival', { from: tokyo.date(arrival.from), to: tokyo.date(arrival.to) });

  if (state && isStopping)
    return (
      <Dialog {...frame}>
        <ToneNote tone="good">{t('card.stopped')}</ToneNote>
        <SpokenLine>{t('card.sayStopped')}</SpokenLine>
        <Button size="sm" ml="auto" onClick={onClose} autoFocus>
          {t('act.close')}
        </Button>
      </Dialog>
    );
  if (state) {
    const isAsked = state === 'asked';
    return (
      <Dialog {...frame}>
        <ToneNote tone="good">{t(isAsked ? 'change.asked' : 'card.done')}</ToneNote>
        {isAsked ? <Text>{t('change.askedNext')}</Text> : <Text>{whenText}</Text>}
        <SpokenLine>
          {isAsked
            ? t('change.askedSay')
            : arrival
              ? t('card.say', { from: tokyo.date(arrival.from), to: tokyo.date(arrival.to) })
              : t('card.sayUnknown')}
        </SpokenLine>
        <Button size="sm" ml="auto" onClick={onClose} autoFocus>
          {t('act.close')}
        </Button>
      </Dialog>
    );
  }
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (cause !== '') void ask.run({ accountId: account.accountId, cause, reason, isAskingApproval: isAsking });
  };
  const hasNone = ['void', 'never-issued', 'initial-expired'].includes(account.login.state);
  const isVoiding = cause !== '' && outlook.voidingCauses.includes(cause);
  const causes = isStopping ? cardCauses.filter((one) => outlook.voidingCauses.includes(one)) : cardCauses;
  const outcomes = isStopping
    ? [t('card.voidsAtOnce'), t('card.underWayGoesOn')]
    : [
        t('card.toAddressOnFile'),
        hasNone ? t('card.noPassword') : isVoiding ? t('card.voidsAtOnce') : t('card.oldWorksUntilPosted'),
        ...(whenText ? [whenText] : [t('card.arrivalUnknown')]),
      ];
  return (
    <Dialog {...frame} isHeld>
      <form onSubmit={submit}>
        <Stack gap="sm">
          {!isStopping && earlier && (
            <ToneNote tone="warn">
              {t('card.earlierState', {
                at: tokyo.moment(earlier.askedAt),
                cause: t(`cardCause.${earlier.cause}`),
                state: cardWords.stand(earlier),
              })}
            </ToneNote>
          )}
          {!isStopping && <ReturnedNote returned={returned} />}
          {!isStopping && heldThrough !== null && (
            <ToneNote tone="warn">{t('card.held', { date: tokyo.date(heldThrough) })}</ToneNote>
          )}
          <NativeSelect
            size="sm"
            label={t('card.cause')}
            data-autofocus
            value={cause}
            onChange={(event) => setCause(event.currentTarget.value as CardCause | '')}
            data={[
              { value: '', label: t('act.choose'), disabled: true },
              ...causes.map((value) => ({ value, label: t(`cardCause.${value}`) })),
            ]}
          />
          <TextInput
            size="sm"
            label={t('card.note')}
            description={t('note.hint')}
            maxLength={500}
            autoComplete="off"
            value={reason}
            onChange={(event) => setReason(event.currentTarget.value)}
          />
          {cause !== '' && <Outcomes title={t('change.outcomes')} outcomes={outcomes} />}
          <FailureNote failure={ask.failure} onRetry={ask.retry} />
          <DialogActs onBack={onClose}>
            <Button
              size="sm"
              type="submit"
              variant={isAsking ? 'outline' : 'filled'}
              leftSection={isAsking && <IconUserCheck size={16} aria-hidden />}
              disabled={cause === ''}
              loading={ask.isBusy}
            >
              {isAsking ? t('change.ask') : t(isStopping ? 'card.stopConfirm' : 'card.confirm')}
            </Button>
          </DialogActs>
        </Stack>
      </form>
    </Dialog>
  );
};
