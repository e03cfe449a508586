// What every change of registered data goes through: values and reason, a look at what will happen, the result.
import { Button, Stack, Text } from '@mantine/core';
import { IconUserCheck } from '@tabler/icons-react';
import { type FormEvent, type ReactNode, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Input, Output } from '../../main/contract/index.ts';
import type { MovingAct } from '../changing.ts';
import { useNoticeText } from '../notice-text.ts';
import type { AccountRead } from '../parts/AccountHeader.tsx';
import { BeforeAfter } from '../parts/BeforeAfter.tsx';
import { Dialog } from '../parts/Dialog.tsx';
import { DialogActs } from '../parts/DialogActs.tsx';
import { FailureNote } from '../parts/FailureNote.tsx';
import { Outcomes } from '../parts/Outcomes.tsx';
import { ReasonInput } from '../parts/ReasonInput.tsx';
import { SpokenLine } from '../parts/SpokenLine.tsx';
import { ToneNote } from '../parts/ToneNote.tsx';
import { useAct } from '../use-call.ts';

type ActName =
  | 'account.changePhone'
  | 'account.changeApplicationPhone'
  | 'account.changeAddress'
  | 'account.changeMail'
  | 'account.setNotices'
  | 'account.setAmounts'
  | 'account.changeLoginId'
  | 'account.withdraw'
  | 'account.reopen'
  | `moving.${MovingAct}`;
type Content<Name extends ActName> = Omit<Input<Name>, 'accountId' | 'reason' | 'requestId' | 'isAskingApproval'>;
type Done = Output<'account.changePhone'>;

/** What the dialogs of all changes are given. */
export type ChangeProps = {
  readonly account: AccountRead;
  /** The caller has proven too little: a supervisor is asked. */
  readonly isAsking: boolean;
  readonly onClose: () => void;
};

type Props<Name extends ActName> = ChangeProps & {
  readonly name: Name;
  readonly title: string;
  /** The field in a word. */
  readonly what: string;
  readonly before: string;
  readonly after: string;
  /** Where more than one thing changes. */
  readonly changes?: readonly { readonly what: string; readonly before: string; readonly after: string }[];
  readonly content: Content<Name>;
  readonly isReady?: boolean;
  /** To be said before the act, so that the caller hears what was understood. */
  readonly readBack: string;
  /** To be said after it. */
  readonly say: string;
  readonly outcomes?: readonly string[];
  /** Why a supervisor is asked, where it is not for what the caller has proven; '': it is said elsewhere. */
  readonly asks?: string;
  /** The act's own word, where it is not a change. */
  readonly confirm?: string;
  readonly tells?: 'mail' | 'mail-or-card' | 'nobody';
  /** What to go on with once it is done. */
  readonly next?: ReactNode;
  readonly children?: ReactNode;
};

export const Change = <Name extends ActName>({ account, isAsking, onClose, name, ...change }: Props<Name>) => {
  const { t } = useTranslation();
  const [isConfirming, setIsConfirming] = useState(false);
  const [reason, setReason] = useState('');
  const [done, setDone] = useState<Done | null>(null);
  /** What was refused has been typed anew since: the sentence about it no longer holds. */
  const [isTypedAnew, setIsTypedAnew] = useState(false);
  const notice = useNoticeText(account, change.tells ?? 'mail');
  const act = useAct(name, (value) => setDone(value as Done));
  const send = () => {
    setIsTypedAnew(false);
    const said = { accountId: account.accountId, reason, isAskingApproval: isAsking, ...change.content };
    void act.run(said as unknown as Parameters<typeof act.run>[0]);
  };
  const goOn = (event: FormEvent) => {
    event.preventDefault();
    setIsTypedAnew(true);
    setIsConfirming(true);
  };
  const frame = { title: change.title, onClose, isWide: true };

  if (done) {
    const isAsked = done.state === 'asked';
    return (
      <Dialog {...frame}>
        <ToneNote tone="good">{t(isAsked ? 'change.asked' : 'change.done')}</ToneNote>
        <Text>{isAsked ? t('change.askedNext') : notice.done(done.noticesQueued)}</Text>
        <SpokenLine>{isAsked ? t('change.askedSay') : change.say}</SpokenLine>
        {!isAsked && change.next}
        <Button size="sm" ml="auto" onClick={onClose} autoFocus>
          {t('act.close')}
        </Button>
      </Dialog>
    );
  }
  const failure = !isTypedAnew && <FailureNote failure={act.failure} onRetry={act.retry} />;
  if (isConfirming) {
    const outcomes = [...(isAsking ? [t('change.waits')] : []), ...(change.outcomes ?? []), notice.planned];
    return (
      <Dialog {...frame} isHeld>
        <BeforeAfter changes={change.changes ?? [{ what: change.what, before: change.before, after: change.after }]} />
        <Outcomes title={t('change.outcomes')} outcomes={outcomes.filter((outcome) => outcome !== null)} />
        <SpokenLine>{change.readBack}</SpokenLine>
        {failure}
        <DialogActs back={t('change.back')} onBack={() => setIsConfirming(false)}>
          <Button
            size="sm"
            variant={isAsking ? 'outline' : 'filled'}
            leftSection={isAsking && <IconUserCheck size={16} aria-hidden />}
            loading={act.isBusy}
            onClick={send}
            autoFocus
          >
            {isAsking ? t('change.ask') : (change.confirm ?? t('change.confirm'))}
          </Button>
        </DialogActs>
      </Dialog>
    );
  }
  return (
    <Dialog {...frame} isHeld>
      <form onSubmit={goOn}>
        <Stack gap="sm">
          {isAsking && change.asks !== '' && <ToneNote tone="warn">{change.asks ?? t('change.asksSentence')}</ToneNote>}
          {change.before !== '' && <Text>{t('change.now', { value: change.before })}</Text>}
          {change.children}
          <ReasonInput hint={t('note.hint')} value={reason} onChange={setReason} />
          {failure}
          <DialogActs onBack={onClose}>
            <Button size="sm" type="submit" disabled={change.isReady === false || reason.trim() === ''}>
              {t('change.next')}
            </Button>
          </DialogActs>
        </Stack>
      </form>
    </Dialog>
  );
};
