import { Anchor, Button, Group, Table } from '@mantine/core';
import { IconDownload } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { Link } from 'wouter';
import type { Output } from '../../main/contract/index.ts';
import { useTokyo } from '../tokyo.ts';
import classes from './Sheet.module.css';

export type DisclosureRequest = Output<'disclosure.list'>['requests'][number];
type Props = {
  readonly requests: readonly DisclosureRequest[];
  readonly isBusy: boolean;
  readonly onSave: (request: DisclosureRequest, format: 'pdf' | 'csv') => void;
  readonly onSettle: (request: DisclosureRequest, outcome: 'answered' | 'withdrawn') => void;
};

const formats = ['pdf', 'csv'] as const;
const outcomes = ['answered', 'withdrawn'] as const;

export const DisclosureTable = ({ requests, isBusy, onSave, onSettle }: Props) => {
  const { t } = useTranslation();
  const tokyo = useTokyo();
  return (
    <div className={classes.sheet}>
      <Table>
        <Table.Thead>
          <Table.Tr>
            <Table.Th>{t('disclosures.customer')}</Table.Th>
            <Table.Th>{t('disclosures.received')}</Table.Th>
            <Table.Th>{t('disclosures.due')}</Table.Th>
            <Table.Th>{t('disclosures.recorded')}</Table.Th>
            <Table.Th>{t('purges.papers')}</Table.Th>
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {requests.map((request) => (
            <Table.Tr key={request.disclosureId}>
              <Table.Td>
                <Anchor component={Link} href={`/customers/${request.customerId}`} fz="sm">
                  {request.customerName}
                </Anchor>
                <span className={classes.second}>{request.customerNo}</span>
              </Table.Td>
              <Table.Td className={classes.fixed}>{tokyo.date(request.receivedOn)}</Table.Td>
              <Table.Td className={classes.fixed}>
                {tokyo.date(request.dueOn)}
                {request.isOverdue && <span className={classes.late}>{t('purges.late')}</span>}
              </Table.Td>
              <Table.Td className={classes.fixed}>{request.recordedBy}</Table.Td>
              <Table.Td>
                <Group gap="xs">
                  {formats.map((format) => (
                    <Button
                      key={format}
                      variant="default"
                      leftSection={<IconDownload size={14} aria-hidden />}
                      aria-label={t('disclosures.saveOf', { format: format.toUpperCase(), name: request.customerName })}
                      disabled={isBusy}
                      onClick={() => onSave(request, format)}
                    >
                      {format.toUpperCase()}
                    </Button>
                  ))}
                  {request.state === 'open'
                    ? outcomes.map((outcome) => (
                        <Button
                          key={outcome}
                          variant="default"
                          disabled={isBusy}
                          onClick={() => onSettle(request, outcome)}
                        >
                          {t(`disclosureSettle.${outcome}`)}
                        </Button>
                      ))
                    : t(`disclosureState.${request.state}`)}
                </Group>
              </Table.Td>
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
    </div>
  );
};
