import { Anchor, Text, Title } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { useCountdown, useServerNow } from '../server-clock.ts';
import type { Contact } from '../session.ts';
import { countdownText } from '../tokyo.ts';
import classes from './ContactHead.module.css';

type Props = {
  readonly contact: Contact;
  readonly onOpen: (place: string) => void;
  readonly onIdleEnd: () => void;
};

export const ContactHead = ({ contact, onOpen, onIdleEnd }: Props) => {
  const { t } = useTranslation();
  const now = useServerNow();
  const idleLeft = useCountdown(contact.idleEndsAt, onIdleEnd);
  const { accountId, customerId } = contact;
  const place = accountId === null ? `/customers/${customerId}` : `/accounts/${accountId}`;
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
      {customerId === null ? (
        <Text fz="lg" fw={700}>
          {t(`topic.${contact.topic}`)}
        </Text>
      ) : (
        <Anchor component="button" type="button" fz="lg" fw={700} c="inherit" onClick={() => onOpen(place)}>
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
