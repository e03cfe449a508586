import { Anchor, Text, Title } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { useCountdown, useServerNow } from '../server-clock.ts';
import type { Contact } from '../session.ts';
import { countdownText } from '../tokyo.ts';
import classes from './ContactHead.module.css';

type Props = {
  readonly contact: Contact;
  readonly onOpenAccount: (accountId: number) => void;
  readonly onIdleEnd: () => void;
};

export const ContactHead = ({ contact, onOpenAccount, onIdleEnd }: Props) => {
  const { t } = useTranslation();
  const now = useServerNow();
  const idleLeft = useCountdown(contact.idleEndsAt, onIdleEnd);
  const { accountId } = contact;
  return (
    <div>
      <div className={classes.line}>
        <Title order={2} className={classes.title}>
          <span className={classes.lamp} />
          {t('contact.title')}
        </Title>
        <span className={classes.clock}>
          {t('contact.since', { time: countdownText(Math.max(0, now - Date.parse(contact.openedAt))) })}
        </span>
      </div>
      {accountId === null ? (
        <Text fz="lg" fw={700}>
          {t(`topic.${contact.topic}`)}
        </Text>
      ) : (
        <Anchor component="button" type="button" fz="lg" fw={700} c="inherit" onClick={() => onOpenAccount(accountId)}>
          {t('contact.customer', { name: contact.customerName })}
        </Anchor>
      )}
      {contact.level > 0 && (
        <Text fz="xs" c="dimmed" role="timer">
          {t('contact.idleLeft', { time: countdownText(idleLeft) })}
        </Text>
      )}
    </div>
  );
};
