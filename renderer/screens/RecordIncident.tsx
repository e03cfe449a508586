import { Button, Checkbox, Stack, Text, TextInput } from '@mantine/core';
import { type FormEvent, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Output } from '../../main/contract/index.ts';
import type { ShownCard } from '../card-words.ts';
import type { AccountRead } from '../parts/AccountHeader.tsx';
import { Dialog } from '../parts/Dialog.tsx';
import { DialogActs } from '../parts/DialogActs.tsx';
import { FailureNote } from '../parts/FailureNote.tsx';
import { Outcomes } from '../parts/Outcomes.tsx';
import { ReasonInput } from '../parts/ReasonInput.tsx';
import { ToneNote } from '../parts/ToneNote.tsx';
import { useServerNow } from '../server-clock.ts';
import { tokyoDay, useTokyo } from '../tokyo.ts';
import { useAct } from '../use-call.ts';

type Props = { readonly account: AccountRead; readonly card: ShownCard; readonly onClose: () => void };

/** A card reached a wrong person: recorded by a supervisor or an administrator, without a caller (rule 7). */
export const RecordIncident = ({ account, card, onClose }: Props) => {
  const { t } = useTranslation();
  const tokyo = useTokyo();
  const today = tokyoDay(useServerNow());
  const [noticedOn, setNoticedOn] = useState(today);
  const [reason, setReason] = useState('');
  const [isReissue, setIsReissue] = useState(false);
  const [recorded, setRecorded] = useState<Output<'incident.record'> | null>(null);
  const record = useAct('incident.record', setRecorded);
  const title = t('recordIncident.title', { name: account.customer.name });
  if (recorded)
    return (
      <Dialog title={title} onClose={onClose}>
        <ToneNote tone="good" isUrgent>
          {t('recordIncident.done', { first: tokyo.date(recorded.firstDueOn), final: tokyo.date(recorded.finalDueOn) })}
        </ToneNote>
        <Button size="sm" ml="auto" onClick={onClose} autoFocus>
          {t('act.close')}
        </Button>
      </Dialog>
    );
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (card.cardId !== null) void record.run({ cardId: card.cardId, noticedOn, reason, isReissue });
  };
  return (
    <Dialog title={title} isHeld onClose={onClose}>
      <form onSubmit={submit}>
        <Stack gap="sm">
          <Text>{t('recordIncident.sentence', { date: tokyo.date(card.postedOn ?? today) })}</Text>
          <TextInput
            size="sm"
            type="date"
            label={t('recordIncident.noticedOn')}
            data-autofocus
            min={card.postedOn ?? undefined}
            max={today}
            value={noticedOn}
            onChange={(event) => setNoticedOn(event.currentTarget.value)}
          />
          <ReasonInput hint={t('recordIncident.reasonHint')} value={reason} onChange={setReason} />
          <Checkbox
            size="sm"
            label={t('recordIncident.reissue')}
            checked={isReissue}
            onChange={(event) => setIsReissue(event.currentTarget.checked)}
          />
          <Outcomes title={t('change.outcomes')} outcomes={[t('recordIncident.voids'), t('recordIncident.runs')]} />
          <FailureNote failure={record.failure} onRetry={record.retry} />
          <DialogActs onBack={onClose}>
            <Button size="sm" type="submit" loading={record.isBusy} disabled={reason.trim() === '' || noticedOn === ''}>
              {t('recordIncident.confirm')}
            </Button>
          </DialogActs>
        </Stack>
      </form>
    </Dialog>
  );
};
