import { useTranslation } from 'react-i18next';
import type { Output } from '../../main/contract/index.ts';
import { factWords, isCodedFact } from '../../main/rules/event-facts.ts';
import { useTokyo } from '../tokyo.ts';
import { useWords } from '../words.ts';
import classes from './TimelineEvent.module.css';

type Event = Output<'account.timeline'>['events'][number];

/** What an event says beyond its kind, in words; a fact without words stays in the database. */
const useFactText = () => {
  const { t } = useTranslation();
  const tokyo = useTokyo();
  const words = useWords();
  return (name: string, value: Event['facts'][string]): string | null => {
    if (value === null || value === '') return null;
    if (isCodedFact(name)) return factWords(name, String(value), words.at).join(t('login.separator'));
    switch (name) {
      case 'returnedOn':
      case 'on':
        return t('eventFact.on', { date: tokyo.date(String(value)) });
      case 'endsOn':
        return t('eventFact.endsOn', { date: tokyo.date(String(value)) });
      case 'startsOn':
        return t('eventFact.startsOn', { date: tokyo.date(String(value)) });
      case 'through':
        return t('eventFact.through', { date: tokyo.date(String(value)) });
      case 'opened':
        return t('eventFact.opened');
      case 'earlier':
        return t('eventFact.earlier');
      case 'noticedOn':
        return t('eventFact.noticedOn', { date: tokyo.date(String(value)) });
      case 'isPasswordVoid':
        return value === true ? t('eventFact.passwordVoid') : null;
      case 'isPostcodeConfirmed':
        return value === true ? t('eventFact.postcodeConfirmed') : null;
      case 'isRemoved':
        return value === true ? t('eventFact.removed') : null;
      case 'wantsNotices':
        return t(value === true ? 'reach.noticesOn' : 'reach.noticesOff');
      case 'wantsAmounts':
        return t(value === true ? 'reach.amountsOn' : 'reach.amountsOff');
      case 'isProtected':
        return t('eventFact.protected', { state: t(value === true ? 'reach.protectedOn' : 'reach.protectedOff') });
      case 'isDoNotPost':
        return t('eventFact.post', { state: t(value === true ? 'reach.postOff' : 'reach.postOn') });
      case 'batch':
        return t('eventFact.batch', { n: value });
      case 'approvedBy':
        return t('eventFact.approvedBy', { name: value });
      case 'dueAt':
        return t('eventFact.dueAt', { at: tokyo.moment(String(value)) });
      case 'lockedUntil':
        return t('eventFact.lockedUntil', { at: tokyo.moment(String(value)) });
      case 'mails':
        return t('eventFact.mails', { n: value });
      case 'misses':
        return t('eventFact.misses', { n: value });
      case 'failures':
        return t('eventFact.failures', { n: value });
      default:
        return null;
    }
  };
};

export const TimelineEvent = ({ event }: { readonly event: Event }) => {
  const { t } = useTranslation();
  const tokyo = useTokyo();
  const words = useWords();
  const factText = useFactText();
  const facts = Object.entries(event.facts).flatMap(([name, value]) => factText(name, value) ?? []);

  return (
    <li className={classes.event}>
      <time dateTime={event.at}>{tokyo.moment(event.at)}</time>
      <div className={classes.what}>
        <span className={classes.kind}>{words.t(`event.${event.kind}`, 'event.unknown')}</span>
        {facts.length > 0 && <span> {facts.join(t('login.separator'))}</span>}
      </div>
      <span className={classes.actor}>{event.staffName ?? t(`actor.${event.actor}`)}</span>
      {event.note && <p className={classes.note}>{event.note}</p>}
    </li>
  );
};
