import { Anchor, Table } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { Link } from 'wouter';
import { type BatchRow, isOpenJob } from '../batch-words.ts';
import { useTokyo } from '../tokyo.ts';
import classes from './Sheet.module.css';

/** Every batch, newest first: how far it is, how many cards, who made and who released it. */
export const BatchTable = ({ batches }: { readonly batches: readonly BatchRow[] }) => {
  const { t } = useTranslation();
  const tokyo = useTokyo();
  const stateOf = ({ isPlanning, state, job }: BatchRow): string => {
    if (isPlanning && isOpenJob(job)) return t('batches.planning');
    const percent = job && job.all > 0 ? Math.floor((job.done / job.all) * 100) : 0;
    return state === 'generating' && isOpenJob(job)
      ? t('batches.generatingShare', { percent })
      : t(`batchState.${state}`);
  };
  return (
    <div className={classes.sheet}>
      <Table>
        <Table.Thead>
          <Table.Tr>
            <Table.Th>{t('batches.number')}</Table.Th>
            <Table.Th>{t('batches.state')}</Table.Th>
            <Table.Th ta="right">{t('batches.cards')}</Table.Th>
            <Table.Th>{t('batches.posting')}</Table.Th>
            <Table.Th>{t('batches.made')}</Table.Th>
            <Table.Th>{t('batches.released')}</Table.Th>
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {batches.map((batch) => (
            <Table.Tr key={batch.batchId}>
              <Table.Td className={classes.fixed}>
                <Anchor component={Link} href={`/cards/${batch.batchId}`} fz="sm">
                  {t('batch.title', { n: batch.batchId })}
                </Anchor>
              </Table.Td>
              <Table.Td className={classes.fixed}>
                {stateOf(batch)}
                {batch.job && ['failed', 'interrupted'].includes(batch.job.state) && (
                  <span className={classes.late}>{t('batches.needsLook')}</span>
                )}
                {batch.toPull > 0 && <span className={classes.late}>{t('batches.toPull', { n: batch.toPull })}</span>}
              </Table.Td>
              <Table.Td ta="right" className={classes.fixed}>
                {batch.isPlanning ? t('none') : t('batches.count', { n: batch.cards })}
              </Table.Td>
              <Table.Td className={classes.fixed}>
                {tokyo.date(batch.plannedPostingOn)}
                <span className={classes.second}>
                  {t('batches.validThrough', { date: tokyo.date(batch.validThrough) })}
                </span>
              </Table.Td>
              <Table.Td className={classes.fixed}>
                {batch.madeBy}
                <span className={classes.second}>{tokyo.moment(batch.madeAt)}</span>
              </Table.Td>
              <Table.Td className={classes.fixed}>
                {batch.releasedBy ?? t('none')}
                {batch.releasedAt && <span className={classes.second}>{tokyo.moment(batch.releasedAt)}</span>}
              </Table.Td>
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
    </div>
  );
};
