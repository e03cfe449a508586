import { Anchor, Button, Group, Table } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import type { Output } from '../../main/contract/index.ts';
import { useServerNow } from '../server-clock.ts';
import { useTokyo } from '../tokyo.ts';
import classes from './Sheet.module.css';

type Props = {
  readonly callBacks: Output<'callBack.list'>['callBacks'];
  readonly isBusy: boolean;
  readonly onOpen: (place: string) => void;
  readonly onDone: (callBackId: number) => void;
  readonly onNotReached: (callBackId: number) => void;
};

export const CallBackTable = ({ callBacks, isBusy, onOpen, onDone, onNotReached }: Props) => {
  const { t } = useTranslation();
  const tokyo = useTokyo();
  const now = useServerNow();
  return (
    <div className={classes.sheet}>
      <Table>
        <Table.Thead>
          <Table.Tr>
            <Table.Th>{t('callBacks.due')}</Table.Th>
            <Table.Th>{t('callBacks.customer')}</Table.Th>
            <Table.Th>{t('callBacks.note')}</Table.Th>
            <Table.Th>{t('callBacks.promised')}</Table.Th>
            <Table.Th>{t('callBacks.state')}</Table.Th>
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {callBacks.map(({ callBackId, accountId, customerId, ...callBack }) => (
            <Table.Tr key={callBackId}>
              <Table.Td className={classes.fixed}>
                {tokyo.moment(callBack.dueAt)}
                {callBack.attempts > 0 && callBack.lastTriedAt && (
                  <span className={classes.second}>
                    {t('callBacks.attempts', { n: callBack.attempts, at: tokyo.moment(callBack.lastTriedAt) })}
                  </span>
                )}
                {callBack.state === 'open' && Date.parse(callBack.dueAt) < now && (
                  <span className={classes.late}>{t('callBacks.overdue')}</span>
                )}
              </Table.Td>
              <Table.Td>
                {accountId === null && customerId === null ? (
                  t('callBacks.noCustomer')
                ) : (
                  <Anchor
                    component="button"
                    type="button"
                    fz="sm"
                    onClick={() => onOpen(accountId === null ? `/customers/${customerId}` : `/accounts/${accountId}`)}
                  >
                    {callBack.customerName}
                  </Anchor>
                )}
              </Table.Td>
              <Table.Td className={classes.text}>{callBack.note}</Table.Td>
              <Table.Td className={classes.fixed}>
                {callBack.promisedBy}
                <span className={classes.second}>{tokyo.moment(callBack.promisedAt)}</span>
              </Table.Td>
              <Table.Td className={classes.fixed}>
                {callBack.state === 'open' ? (
                  <Group gap={6} wrap="nowrap">
                    <Button variant="default" disabled={isBusy} onClick={() => onDone(callBackId)}>
                      {t('callBackOutcome.done')}
                    </Button>
                    <Button variant="default" disabled={isBusy} onClick={() => onNotReached(callBackId)}>
                      {t('callBackOutcome.not-reached')}
                    </Button>
                  </Group>
                ) : (
                  t(`callBackState.${callBack.state}`)
                )}
              </Table.Td>
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
    </div>
  );
};
