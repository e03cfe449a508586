import { Anchor, Table } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import type { Output } from '../../main/contract/index.ts';
import { useTokyo } from '../tokyo.ts';
import { CardFaults } from './CardFaults.tsx';
import { QuietButton } from './QuietButton.tsx';
import classes from './Sheet.module.css';

type Props = {
  readonly requests: Output<'card.list'>['requests'];
  readonly onOpen: (accountId: number) => void;
  readonly onMend: (request: Props['requests'][number]) => void;
};

export const CardRequestTable = ({ requests, onOpen, onMend }: Props) => {
  const { t } = useTranslation();
  const tokyo = useTokyo();
  const hasActs = requests.some(({ canMend }) => canMend);
  return (
    <div className={classes.sheet}>
      <Table>
        <Table.Thead>
          <Table.Tr>
            <Table.Th>{t('card.askedAt')}</Table.Th>
            <Table.Th>{t('cards.customer')}</Table.Th>
            <Table.Th>{t('card.cause')}</Table.Th>
            <Table.Th>{t('card.state')}</Table.Th>
            <Table.Th>{t('cards.askedBy')}</Table.Th>
            {hasActs && <Table.Th>{t('settings.acts')}</Table.Th>}
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {requests.map((request) => (
            <Table.Tr key={request.requestId}>
              <Table.Td className={classes.fixed}>
                {tokyo.moment(request.askedAt)}
                <span className={classes.second}>{t('cards.days', { n: -request.ageDays })}</span>
              </Table.Td>
              <Table.Td>
                <Anchor component="button" type="button" fz="sm" ta="left" onClick={() => onOpen(request.accountId)}>
                  {request.customerName}
                </Anchor>
                <span className={classes.second}>{request.customerNo}</span>
              </Table.Td>
              <Table.Td>{t(`cardCause.${request.cause}`)}</Table.Td>
              <Table.Td className={classes.text}>
                {t(`cardState.${request.state}`)}
                {request.faults.length > 0 && <CardFaults faults={request.faults} />}
              </Table.Td>
              <Table.Td className={classes.fixed}>{request.askedBy ?? t('actor.system')}</Table.Td>
              {hasActs && (
                <Table.Td className={classes.fixed}>
                  {request.canMend && (
                    <QuietButton
                      label={t('mend.button')}
                      spoken={t('mend.spoken', { name: request.customerName })}
                      onAct={() => onMend(request)}
                    />
                  )}
                </Table.Td>
              )}
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
    </div>
  );
};
