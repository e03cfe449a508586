import { Anchor, Button, Group, Table } from '@mantine/core';
import { IconDownload } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { Link } from 'wouter';
import type { PurgeRun } from '../purge-words.ts';
import { useTokyo } from '../tokyo.ts';
import classes from './Sheet.module.css';

type Props = {
  readonly runs: readonly PurgeRun[];
  /** Whether this person runs purges, or only looks at them. */
  readonly mayAct: boolean;
  readonly isBusy: boolean;
  readonly onStop: (run: PurgeRun) => void;
  readonly onGoOn: (run: PurgeRun) => void;
  readonly onSave: (run: PurgeRun, what: 'certificate' | 'ids') => void;
};

/** Every run, newest first: how far it is, who asked and approved, and its papers. */
export const PurgeTable = ({ runs, mayAct, isBusy, onStop, onGoOn, onSave }: Props) => {
  const { t } = useTranslation();
  const tokyo = useTokyo();
  const save = (run: PurgeRun, what: 'certificate' | 'ids') => (
    <Button
      variant="default"
      leftSection={<IconDownload size={14} aria-hidden />}
      aria-label={t(`purgeFile.${what}Of`, { n: run.runId })}
      disabled={isBusy}
      onClick={() => onSave(run, what)}
    >
      {t(`purgeFile.${what}`)}
    </Button>
  );
  const actsOf = (run: PurgeRun) => (
    <Group gap="xs">
      {run.approvalId !== null && mayAct && (
        <Anchor component={Link} href={`/approvals/${run.approvalId}`} fz="sm">
          {t('purges.toApproval')}
        </Anchor>
      )}
      {(run.state === 'running' || run.state === 'released') && mayAct && (
        <Button variant="default" disabled={isBusy} onClick={() => onStop(run)}>
          {t('purges.stop')}
        </Button>
      )}
      {run.state === 'stopped' && mayAct && (
        <Button disabled={isBusy} onClick={() => onGoOn(run)}>
          {t('purges.goOn')}
        </Button>
      )}
      {run.state === 'done' && save(run, 'certificate')}
      {run.purged > 0 && save(run, 'ids')}
    </Group>
  );
  return (
    <div className={classes.sheet}>
      <Table>
        <Table.Thead>
          <Table.Tr>
            <Table.Th>{t('purges.number')}</Table.Th>
            <Table.Th>{t('purges.state')}</Table.Th>
            <Table.Th ta="right">{t('purges.accounts')}</Table.Th>
            <Table.Th>{t('purges.asked')}</Table.Th>
            <Table.Th>{t('purges.approved')}</Table.Th>
            <Table.Th>{t('purges.papers')}</Table.Th>
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {runs.map((run) => (
            <Table.Tr key={run.runId}>
              <Table.Td className={classes.fixed}>{t('purges.run', { n: run.runId })}</Table.Td>
              <Table.Td className={classes.fixed}>
                {t(`purgeState.${run.state}`)}
                {run.endedAt && <span className={classes.second}>{tokyo.moment(run.endedAt)}</span>}
              </Table.Td>
              <Table.Td ta="right" className={classes.fixed}>
                {t('purges.share', { done: run.purged, all: run.accounts })}
                {run.kept > 0 && <span className={classes.second}>{t('purges.keptCount', { n: run.kept })}</span>}
              </Table.Td>
              <Table.Td className={classes.fixed}>
                {run.askedBy}
                <span className={classes.second}>{tokyo.moment(run.askedAt)}</span>
              </Table.Td>
              <Table.Td className={classes.fixed}>
                {run.approvedBy ?? t('none')}
                {run.approvedAt && <span className={classes.second}>{tokyo.moment(run.approvedAt)}</span>}
              </Table.Td>
              <Table.Td>{actsOf(run)}</Table.Td>
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
    </div>
  );
};
