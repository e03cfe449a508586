import { IconCheck, IconHelp, IconX } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import type { Output } from '../../main/contract/index.ts';
import { type Changing, wayOf } from '../changing.ts';
import type { AccountRead } from '../parts/AccountHeader.tsx';
import type { BillRead } from '../parts/BillTable.tsx';
import { Dialog } from '../parts/Dialog.tsx';
import { DialogActs } from '../parts/DialogActs.tsx';
import { FailureNote } from '../parts/FailureNote.tsx';
import { Loading } from '../parts/Loading.tsx';
import { type Permission, Permitted } from '../parts/Permitted.tsx';
import { SpokenLine } from '../parts/SpokenLine.tsx';
import { ToneNote } from '../parts/ToneNote.tsx';
import { useTokyo } from '../tokyo.ts';
import { useCall, useTopic } from '../use-call.ts';
import { MailHistory } from './MailHistory.tsx';
import classes from './WhyNoMail.module.css';

type Why = Output<'bill.whyNoMail'>;
type Cause = Why['causes'][number];
const icons = { passed: IconCheck, failed: IconX, open: IconHelp };

type Act = 'reopen' | 'opt-in' | 'change-mail' | 'confirm-mail' | 'resend';
/** What mends a cause here, the first one first; after the customer has let our domain through, it is sent again. */
const acts: Readonly<Record<Why['answer']['action'], readonly Act[]>> = {
  wait: [],
  explain: [],
  reopen: ['reopen'],
  'opt-in': ['opt-in'],
  'change-mail': ['change-mail'],
  'confirm-mail': ['confirm-mail', 'change-mail'],
  resend: ['resend'],
  'allow-domain': ['resend'],
};

type Props = {
  readonly account: AccountRead;
  readonly bill: BillRead;
  readonly onChange: (changing: Changing) => void;
  readonly onResend: () => void;
  readonly onConfirm: () => void;
  readonly onClose: () => void;
};

/** Every cause with its facts, the sentence to say, and the act that mends it (rule 20). */
export const WhyNoMail = ({ account, bill, onChange, onResend, onConfirm, onClose }: Props) => {
  const { t } = useTranslation();
  const tokyo = useTokyo();
  const { accountId } = account;
  const why = useCall('bill.whyNoMail', { accountId, billId: bill.billId });
  const look = useCall('resend.look', { accountId, billId: bill.billId });
  useTopic(`account:${accountId}`, ['bill.whyNoMail', 'resend.look']);
  useTopic('contact', ['bill.whyNoMail', 'resend.look']);
  const dateOf = (on: unknown): string => (typeof on === 'string' ? tokyo.date(on) : t('bills.notKnown'));
  const number = (value: unknown): number => Number(value ?? 0);
  const factText = ({ cause, sentence: said, facts }: Cause): string | null => {
    switch (cause) {
      case 'not-out':
        return t('noMail.readOn', { read: dateOf(facts.readOn), date: dateOf(facts.visibleBy) });
      case 'not-eligible':
        return t('noMail.eligible', { eligible: number(facts.eligible), contracts: number(facts.contracts) });
      case 'not-opted-in':
        return said === 'withdrawn' ? t('noMail.withdrawn') : null;
      case 'address':
        return t('noMail.addresses', {
          addresses: number(facts.addresses),
          confirmed: number(facts.confirmed),
          deliverable: number(facts.deliverable),
          bounced: number(facts.bounced),
        });
      case 'refused':
        return t('noMail.mails', { n: number(facts.mails), accepted: number(facts.accepted) });
      case 'blocked':
        return t('noMail.domain', { domain: facts.domain ?? t('none') });
    }
  };
  const sentence = ({ causes, answer }: Why): string => {
    const facts = causes.find(({ cause }) => cause === answer.cause)?.facts ?? {};
    switch (answer.sentence) {
      case 'not-out-yet':
        return t('noMailSay.not-out-yet', { date: dateOf(facts.visibleBy) });
      case 'blocked':
        return t('noMailSay.blocked', { domain: facts.domain ?? '' });
      default:
        return t(`noMailSay.${answer.sentence}`);
    }
  };
  /** The address that is wrong is the one to change; where none is there, one is added. */
  const wrong = look.data?.addresses.find(({ reason }) => reason !== null);
  const mail: Changing = { what: 'mail', value: wrong ? { id: wrong.mailId, masked: wrong.masked } : null };
  const going = (act: () => void) => () => {
    onClose();
    act();
  };
  const ways: Readonly<Record<Act, { permission: Permission | undefined; go: () => void }>> = {
    reopen: {
      permission: wayOf(account.can, 'reopen'),
      go: going(() => onChange({ what: 'reopen' })),
    },
    'opt-in': {
      permission: wayOf(account.can, 'notices'),
      go: going(() => onChange({ what: 'notices' })),
    },
    'change-mail': { permission: wayOf(account.can, 'mail'), go: going(() => onChange(mail)) },
    'confirm-mail': { permission: look.data?.can, go: going(onConfirm) },
    resend: { permission: look.data?.can, go: going(onResend) },
  };
  const answered = why.data?.answer;
  // Mail may come back from an address that is right: then its owner opens it again by confirming it.
  const offered =
    answered?.sentence === 'address-bounced'
      ? (['change-mail', 'confirm-mail'] as const)
      : answered
        ? acts[answered.action]
        : [];

  return (
    <Dialog isWide title={t('noMail.title', { month: tokyo.month(bill.billingMonth) })} onClose={onClose}>
      <FailureNote failure={why.error?.failure} onRetry={() => void why.refetch()} />
      {why.isPending && <Loading rows={6} />}
      {why.data && (
        <>
          <SpokenLine>{why.data.canTell.isAllowed ? sentence(why.data) : t('noMail.general')}</SpokenLine>
          {!why.data.canTell.isAllowed && <ToneNote tone="quiet">{t('noMail.untold')}</ToneNote>}
          <ul className={classes.causes} aria-label={t('noMail.causes')}>
            {why.data.causes.map((cause) => {
              const Icon = icons[cause.state];
              return (
                <li key={cause.cause} data-state={cause.state}>
                  <Icon size={18} role="img" aria-label={t(`noMail.${cause.state}`)} />
                  <span>
                    {t(`noMailCause.${cause.cause}`)}
                    <span className={classes.second}>{factText(cause)}</span>
                  </span>
                </li>
              );
            })}
          </ul>
          <MailHistory accountId={accountId} billId={bill.billId} />
        </>
      )}
      <DialogActs back={t('act.close')} onBack={onClose}>
        {offered.map((act, place) => {
          const { permission, go } = ways[act];
          return (
            permission && (
              <Permitted
                key={act}
                size="sm"
                variant={place === 0 ? 'filled' : 'default'}
                permission={permission}
                label={t(`noMailAct.${act}`)}
                onAct={go}
              />
            )
          );
        })}
      </DialogActs>
    </Dialog>
  );
};
