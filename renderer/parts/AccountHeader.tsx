import { Anchor, Button, Group, Text, Title } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import type { Output } from '../../main/contract/index.ts';
import type { Contact } from '../session.ts';
import { useTokyo } from '../tokyo.ts';
import classes from './AccountHeader.module.css';
import { type BadgeCode, Badges } from './Badges.tsx';
import { Permitted } from './Permitted.tsx';

export type AccountRead = Output<'account.open'>;

const shownStates: readonly string[] = [
  'withdrawn',
  'ended',
  'limited',
  'never-issued',
  'first-login',
] satisfies BadgeCode[];
const isBadge = (state: string): state is BadgeCode => shownStates.includes(state);

const badgesOf = ({ login, isProtected, isDoNotPost }: AccountRead): BadgeCode[] => [
  ...(isBadge(login.state) ? [login.state] : []),
  ...(isProtected ? (['protected'] as const) : []),
  ...(isDoNotPost ? (['do-not-post'] as const) : []),
];

type Props = {
  readonly account: AccountRead;
  readonly contact: Contact | null;
  readonly isBusy: boolean;
  readonly onOpenContact: () => void;
  readonly onAttach: () => void;
};

export const AccountHeader = ({ account, contact, isBusy, onOpenContact, onAttach }: Props) => {
  const { t } = useTranslation();
  const tokyo = useTokyo();
  const { customer } = account;
  const facts = [
    [t('account.customerNo'), customer.customerNo],
    [t('account.loginId'), account.loginId],
    [t('account.kind'), t(`customerKind.${customer.kind}`)],
    [t('account.registeredOn'), tokyo.date(account.registeredOn)],
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
          <Badges badges={badgesOf(account)} />
        </Group>
        <dl className={classes.facts}>
          {facts.map(([name, value]) => (
            <div key={name}>
              <dt>{name}</dt>
              <dd>{value}</dd>
            </div>
          ))}
          {customer.otherAccounts.length > 0 && (
            <div>
              <dt>{t('account.otherAccounts')}</dt>
              {customer.otherAccounts.map((other) => (
                <dd key={other.accountId}>
                  <Anchor fz="sm" href={`#/accounts/${other.accountId}`}>
                    {other.loginId}
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
            permission={account.can.openContact}
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
