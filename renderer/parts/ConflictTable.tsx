import { Anchor, Button, Group, Table } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { Link } from 'wouter';
import type { Output } from '../../main/contract/index.ts';
import { type Keep, sides } from '../choices.ts';
import { useTokyo } from '../tokyo.ts';
import { useWords } from '../words.ts';
import classes from './Sheet.module.css';

export type Conflict = Output<'pendingChange.list'>['changes'][number];

type Props = {
  readonly changes: readonly Conflict[];
  readonly onSettle: (conflict: Conflict, keep: Keep) => void;
};

export const ConflictTable = ({ changes, onSettle }: Props) => {
  const { t } = useTranslation();
  const tokyo = useTokyo();
  const words = useWords();
  const shown = (change: Conflict, value: string | null) =>
    change.isHidden ? t('protected.address') : value || t('none');
  const hasConflict = changes.some(({ theirs }) => theirs !== null);
  return (
    <div className={classes.sheet}>
      <Table>
        <Table.Thead>
          <Table.Tr>
            <Table.Th>{t('conflicts.customer')}</Table.Th>
            <Table.Th>{t('conflicts.before')}</Table.Th>
            <Table.Th>{t('conflicts.ours')}</Table.Th>
            {hasConflict && <Table.Th>{t('conflicts.theirs')}</Table.Th>}
            <Table.Th>{t('conflicts.made')}</Table.Th>
            {hasConflict && <Table.Th>{t('conflicts.settle')}</Table.Th>}
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {changes.map((change) => (
            <Table.Tr key={change.changeId}>
              <Table.Td className={classes.fixed}>
                <Anchor component={Link} href={`/accounts/${change.accountId}`} fz="sm">
                  {change.customerName}
                </Anchor>
                <span className={classes.second}>{words.t(`field.${change.field}`, 'field.address')}</span>
              </Table.Td>
              <Table.Td className={classes.text}>{shown(change, change.before)}</Table.Td>
              <Table.Td className={classes.text}>{shown(change, change.ours)}</Table.Td>
              {hasConflict && <Table.Td className={classes.text}>{shown(change, change.theirs)}</Table.Td>}
              <Table.Td className={classes.fixed}>
                {change.madeBy}
                <span className={classes.second}>{tokyo.moment(change.madeAt)}</span>
              </Table.Td>
              {hasConflict && (
                <Table.Td className={classes.fixed}>
                  <Group gap={6} wrap="nowrap">
                    {sides.map((keep) => (
                      <Button
                        key={keep}
                        variant="default"
                        aria-label={t('conflicts.settleWhat', {
                          act: t(`conflictKeepButton.${keep}`),
                          name: change.customerName,
                        })}
                        onClick={() => onSettle(change, keep)}
                      >
                        {t(`conflictKeepButton.${keep}`)}
                      </Button>
                    ))}
                  </Group>
                </Table.Td>
              )}
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
    </div>
  );
};
