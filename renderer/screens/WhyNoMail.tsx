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
import { Permitted } from '../parts/Permitted.tsx';
import { SpokenLine } from '../parts/SpokenLine.tsx';
import { useTokyo } from '../tokyo.ts';
import { useCall } from '../use-call.ts';
import classes from './WhyNoMail.module.css';

type Why = Output<'bill.whyNoMail'>;
type Cause = Why['causes'][number];
const icons = { passed: IconCheck, failed: IconX, open: IconHelp };

/** The acts of this console that mend a cause. */
const changes: Partial<Record<Why['answer']['action'], Changing>> = {
  'opt-in': { what: 'notices' },
  'change-mail': { what: 'mail', value: null },
};

type Props = {
  readonly account: AccountRead;
  readonly bill: BillRead;
  readonly onChange: (changing: Changing) => void;
  readonly onClose: () => void;
};

/** Every cause with its facts, the sentence to say, and the act that mends it (rule 20). */
export const WhyNoMail = ({ account, bill, onChange, onClose }: Props) => {
  const { t } = useTranslation();
  const tokyo = useTokyo();
  const why = useCall('bill.whyNoMail', { accountId: account.accountId, billId: bill.billId });
  const dateOf = (on: unknown): string => (typeof on === 'string' ? tokyo.date(on) : t('bills.notKnown'));
  const number = (value: unknown): number => Number(value ?? 0);
  const factText = ({ cause, facts }: Cause): string | null => {
    switch (cause) {
      case 'not-out':
        return t('noMail.readOn', { read: dateOf(facts.readOn), date: dateOf(facts.visibleBy) });
      case 'not-eligible':
        return t('noMail.eligible', { eligible: number(facts.eligible), contracts: number(facts.contracts) });
      case 'not-opted-in':
        return null;
      case 'address':
        return t('noMail.addresses', {
          addresses: number(facts.addresses),
          confirmed: number(facts.confirmed),
          deliverable: number(facts.deliverable),
        });
      case 'refused':
        return t('noMail.mails', { n: number(facts.mails) });
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
  const change = why.data && changes[why.data.answer.action];

  return (
    <Dialog isWide title={t('noMail.title', { month: tokyo.month(bill.billingMonth) })} onClose={onClose}>
      <FailureNote failure={why.error?.failure} onRetry={() => void why.refetch()} />
      {why.isPending && <Loading rows={6} />}
      {why.data && (
        <>
          <SpokenLine>{sentence(why.data)}</SpokenLine>
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
        </>
      )}
      <DialogActs back={t('act.close')} onBack={onClose}>
        {change && (
          <Permitted
            size="sm"
            permission={wayOf(account.can, change.what)}
            label={t(`noMailAct.${change.what === 'notices' ? 'opt-in' : 'change-mail'}`)}
            onAct={() => {
              onClose();
              onChange(change);
            }}
          />
        )}
      </DialogActs>
    </Dialog>
  );
};
