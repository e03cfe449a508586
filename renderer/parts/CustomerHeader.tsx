import { Anchor, Button, Group, Text, Title } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import type { Output } from '../../main/contract/index.ts';
import type { Contact } from '../session.ts';
import classes from './AccountHeader.module.css';
import { Badges } from './Badges.tsx';
import { Permitted } from './Permitted.tsx';

export type CustomerRead = Output<'customer.open'>;
type Props = {
  readonly customer: CustomerRead;
  readonly contact: Contact | null;
  readonly isBusy: boolean;
  readonly onOpenContact: () => void;
  readonly onAttach: () => void;
};

/** Who holds the contracts, and the way into a call with them. */
export const CustomerHeader = ({ customer, contact, isBusy, onOpenContact, onAttach }: Props) => {
  const { t } = useTranslation();
  const facts = [
    [t('account.customerNo'), customer.customerNo],
    [t('account.kind'), t(`customerKind.${customer.kind}`)],
    [t('reach.phones'), customer.contactPhones.map(({ masked }) => masked).join(t('login.separator')) || t('none')],
  ] as const;
  return (
    <header className={classes.header}>
      <div>
        <Text fz="xs" c="dimmed">
          {customer.nameKana}
        </Text>
        <Group gap="sm" align="center">
          <Title order={1} className={classes.name}>
            {customer.name}
          </Title>
          {customer.isProtected && <Badges badges={['protected']} />}
        </Group>
        <dl className={classes.facts}>
          {facts.map(([name, value]) => (
            <div key={name}>
              <dt>{name}</dt>
              <dd>{value}</dd>
            </div>
          ))}
          {customer.accounts.length > 0 && (
            <div>
              <dt>{t('customer.accounts')}</dt>
              {customer.accounts.map(({ accountId, loginId }) => (
                <dd key={accountId}>
                  <Anchor fz="sm" href={`#/accounts/${accountId}`}>
                    {loginId}
                  </Anchor>
                </dd>
              ))}
            </div>
          )}
        </dl>
      </div>
      <div className={classes.act}>
        {!contact && (
          <Permitted
            permission={customer.can.openContact}
            label={t('contact.startHere')}
            loading={isBusy}
            onAct={onOpenContact}
          />
        )}
        {contact && contact.customerId === null && (
          <Button loading={isBusy} onClick={onAttach}>
            {t('contact.attach')}
          </Button>
        )}
      </div>
    </header>
  );
};
