import { Text } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { type Changing, wayOf } from '../changing.ts';
import { useCountdown, useServerNow } from '../server-clock.ts';
import { countdownText, useTokyo } from '../tokyo.ts';
import type { AccountRead } from './AccountHeader.tsx';
import { ChangeButton } from './ChangeButton.tsx';
import { ChangeNote } from './ChangeNote.tsx';
import { Facts } from './Facts.tsx';
import classes from './LoginCard.module.css';
import { Permitted } from './Permitted.tsx';
import { Section } from './Section.tsx';

const tones: Record<AccountRead['login']['state'], 'alarm' | 'warn' | 'good' | 'quiet'> = {
  limited: 'alarm',
  void: 'alarm',
  'initial-expired': 'warn',
  'first-login': 'warn',
  'in-use': 'good',
  'never-issued': 'quiet',
  withdrawn: 'quiet',
  ended: 'quiet',
};

type Props = {
  readonly account: AccountRead;
  readonly onUnlock: () => void;
  readonly onChange: (changing: Changing) => void;
  readonly onLimitEnd: () => void;
};

/** Whether the customer can log in, why not, and what may be done about it. */
export const LoginCard = ({ account, onUnlock, onChange, onLimitEnd }: Props) => {
  const { t } = useTranslation();
  const tokyo = useTokyo();
  const now = useServerNow();
  const { login, formerLoginIds, status } = account;
  const way = wayOf(account.can, 'login-id');
  const closing = status === 'active' ? 'withdraw' : 'reopen';
  const left = useCountdown(login.lockedUntil, onLimitEnd);
  const none = t('none');
  const momentOf = (at: string | null) => (at ? tokyo.moment(at) : none);

  const isLimited = login.state === 'limited' && login.lockedUntil !== null;
  const stateWords = isLimited
    ? t('loginState.limitedUntil', { until: tokyo.spoken(login.lockedUntil ?? '', now) })
    : t(`loginState.${login.state}`);
  const failures = [
    t('login.failuresOf', { n: login.failures, limit: login.failureLimit }),
    login.lastFailureAt && tokyo.moment(login.lastFailureAt),
    login.lastFailureFactor && t(`factor.${login.lastFailureFactor}`),
  ];

  return (
    <Section title={t('login.title')} aside={<ChangeNote way={way} />}>
      <div className={classes.state} data-tone={tones[login.state]}>
        <div>
          <strong>{stateWords}</strong>
          {login.expiresOn && (login.state === 'first-login' || login.state === 'initial-expired') && (
            <span className={classes.extra}>{t('login.expiresOn', { date: tokyo.date(login.expiresOn) })}</span>
          )}
          {isLimited && (
            <span className={classes.extra} role="timer">
              {t('login.left', { time: countdownText(left) })}
            </span>
          )}
        </div>
        <div className={classes.act}>
          <Permitted permission={account.can.unlock} label={t('unlock.button')} onAct={onUnlock} />
        </div>
      </div>
      <Facts
        facts={[
          [
            t('field.login-id'),
            <span key="login-id">
              {account.loginId}{' '}
              <ChangeButton way={way} what={t('field.login-id')} onAct={() => onChange({ what: 'login-id' })} />
            </span>,
          ],
          [
            t('field.status'),
            <span key="status">
              {t(`accountStatus.${status}`)}{' '}
              <ChangeButton
                way={way}
                act={closing}
                what={t('field.status')}
                onAct={() => onChange({ what: closing })}
              />
            </span>,
          ],
          [t('login.failures'), failures.filter(Boolean).join(t('login.separator'))],
        ]}
      />
      <div className={classes.facts}>
        <Facts
          facts={[
            [t('login.lastSuccessAt'), momentOf(login.lastSuccessAt)],
            [t('login.passwordChangedAt'), momentOf(login.passwordChangedAt)],
            [t('login.loginIdChangedAt'), momentOf(login.loginIdChangedAt)],
          ]}
        />
        <Facts
          facts={[
            [t('login.issuedAt'), momentOf(login.issuedAt)],
            [t('login.postedAt'), momentOf(login.postedAt)],
          ]}
        />
      </div>
      {formerLoginIds.length > 0 && (
        <Text fz="xs" c="dimmed" mt={6}>
          {t('login.formerIds', {
            ids: formerLoginIds
              .map(({ loginId, until }) => t('login.formerId', { loginId, until: tokyo.moment(until) }))
              .join(t('login.separator')),
          })}
        </Text>
      )}
    </Section>
  );
};
