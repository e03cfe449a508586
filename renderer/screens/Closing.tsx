import { Anchor, Button, Stack, Table, Text, Title } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useLocation } from 'wouter';
import { FailureNote } from '../parts/FailureNote.tsx';
import { Loading } from '../parts/Loading.tsx';
import classes from '../parts/Sheet.module.css';
import { useTokyo } from '../tokyo.ts';
import { useCall, useTopic } from '../use-call.ts';

type Cursor = { readonly openThrough: string; readonly accountId: number };

/** Accounts whose time after move-out ends soon, the first ones first. */
export const Closing = () => {
  const { t } = useTranslation();
  const tokyo = useTokyo();
  const [, goTo] = useLocation();
  const [after, setAfter] = useState<Cursor | null>(null);
  const list = useCall('moving.closing', { after }, { keepsLast: true });
  useTopic('clocks', ['moving.closing']);
  const { accounts = [], days = 0, hasMore = false } = list.data ?? {};
  const last = accounts.at(-1);
  return (
    <Stack gap="sm" maw={1400} mx="auto">
      <Title order={1}>{t('closing.title')}</Title>
      {list.data && <Text c="dimmed">{t('closing.sentence', { n: days })}</Text>}
      <FailureNote failure={list.error?.failure} onRetry={() => void list.refetch()} />
      {list.isPending && <Loading />}
      {list.data && accounts.length === 0 && (
        <Text c="dimmed" py="lg">
          {t('closing.none')}
        </Text>
      )}
      {accounts.length > 0 && (
        <div className={classes.sheet}>
          <Table>
            <Table.Thead>
              <Table.Tr>
                <Table.Th>{t('closing.through')}</Table.Th>
                <Table.Th>{t('closing.customer')}</Table.Th>
                <Table.Th>{t('account.loginId')}</Table.Th>
                <Table.Th>{t('closing.told')}</Table.Th>
              </Table.Tr>
            </Table.Thead>
            <Table.Tbody>
              {accounts.map((account) => (
                <Table.Tr key={account.accountId}>
                  <Table.Td className={classes.fixed}>{tokyo.date(account.openThrough)}</Table.Td>
                  <Table.Td>
                    <Anchor
                      component="button"
                      type="button"
                      fz="sm"
                      onClick={() => goTo(`/accounts/${account.accountId}`)}
                    >
                      {account.customerName}
                    </Anchor>
                    <span className={classes.second}>{account.customerNo}</span>
                  </Table.Td>
                  <Table.Td>{account.loginId}</Table.Td>
                  <Table.Td>
                    {account.toldAt
                      ? tokyo.moment(account.toldAt)
                      : t(account.hasMail ? 'closing.notYet' : 'closing.noMail')}
                  </Table.Td>
                </Table.Tr>
              ))}
            </Table.Tbody>
          </Table>
        </div>
      )}
      {hasMore && last && (
        <Button
          size="sm"
          variant="default"
          style={{ alignSelf: 'start' }}
          onClick={() => setAfter({ openThrough: last.openThrough, accountId: last.accountId })}
        >
          {t('closing.next')}
        </Button>
      )}
    </Stack>
  );
};
