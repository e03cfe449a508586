import { Anchor, Button, Table } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import type { Output } from '../../main/contract/index.ts';
import { useTokyo } from '../tokyo.ts';
import classes from './Sheet.module.css';

export type Incident = Output<'incident.list'>['incidents'][number];
type Props = {
  readonly incidents: readonly Incident[];
  readonly onOpen: (accountId: number) => void;
  readonly onReport: (incident: Incident) => void;
};

export const IncidentTable = ({ incidents, onOpen, onReport }: Props) => {
  const { t } = useTranslation();
  const tokyo = useTokyo();
  const reportOf = (incident: Incident, which: 'first' | 'final') => {
    const [dueOn, reportedOn] =
      which === 'first'
        ? [incident.firstDueOn, incident.firstReportedOn]
        : [incident.finalDueOn, incident.finalReportedOn];
    if (reportedOn) return t('incidents.reported', { date: tokyo.date(reportedOn) });
    const isNext = incident.next?.which === which;
    return (
      <>
        {t('incidents.due', { date: tokyo.date(dueOn) })}
        {isNext && incident.next?.isOverdue && <span className={classes.late}>{t('incidents.overdue')}</span>}
        {isNext && (
          <Button
            variant="default"
            mt={4}
            display="block"
            aria-label={t(`reportIncident.what.${which}`, { name: incident.customerName })}
            onClick={() => onReport(incident)}
          >
            {t('incidents.report')}
          </Button>
        )}
      </>
    );
  };
  return (
    <div className={classes.sheet}>
      <Table>
        <Table.Thead>
          <Table.Tr>
            <Table.Th>{t('incidents.noticed')}</Table.Th>
            <Table.Th>{t('incidents.customer')}</Table.Th>
            <Table.Th>{t('incidents.what')}</Table.Th>
            <Table.Th>{t('incidentReport.first')}</Table.Th>
            <Table.Th>{t('incidentReport.final')}</Table.Th>
            <Table.Th>{t('incidents.record')}</Table.Th>
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {incidents.map((incident) => (
            <Table.Tr key={incident.incidentId}>
              <Table.Td className={classes.fixed}>{tokyo.date(incident.noticedOn)}</Table.Td>
              <Table.Td>
                <Anchor component="button" type="button" fz="sm" onClick={() => onOpen(incident.accountId)}>
                  {incident.customerName}
                </Anchor>
                <span className={classes.second}>{incident.customerNo}</span>
              </Table.Td>
              <Table.Td className={classes.text}>
                {incident.note}
                {incident.serial && (
                  <span className={classes.second}>{t('card.serial', { serial: incident.serial })}</span>
                )}
              </Table.Td>
              <Table.Td className={classes.fixed}>{reportOf(incident, 'first')}</Table.Td>
              <Table.Td className={classes.fixed}>{reportOf(incident, 'final')}</Table.Td>
              <Table.Td className={classes.fixed}>
                {incident.recordedBy}
                <span className={classes.second}>{tokyo.moment(incident.recordedAt)}</span>
              </Table.Td>
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
    </div>
  );
};
