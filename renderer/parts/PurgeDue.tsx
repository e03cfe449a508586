import { Anchor, Group, Stack, Table, Text } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { Link } from 'wouter';
import type { PurgeView } from '../purge-words.ts';
import { useTokyo } from '../tokyo.ts';
import { useWords } from '../words.ts';
import { Facts } from './Facts.tsx';
import classes from './Sheet.module.css';
import { ToneNote } from './ToneNote.tsx';

type Props = { readonly view: PurgeView; readonly opensAccounts: boolean };

/** How many accounts a run would take, what keeps others, and the first of them by their internal ids. */
export const PurgeDue = ({ view, opensAccounts }: Props) => {
  const { t } = useTranslation();
  const tokyo = useTokyo();
  const words = useWords();
  const kept = view.kept.filter(({ count }) => count > 0);
  return (
    <Stack gap="sm">
      {view.overdue > 0 && (
        <ToneNote tone="alarm">{t('purges.overdue', { n: view.overdue, days: view.dueDays })}</ToneNote>
      )}
      <Facts
        facts={[
          [t('purges.due'), t('purges.count', { n: view.due })],
          [t('purges.ending'), t('purges.count', { n: view.ending })],
          [
            t('purges.kept'),
            kept.length === 0
              ? t('none')
              : kept.map(({ reason, count }) => (
                  <div key={reason}>
                    {t('purges.keptFor', { why: words.t(`purgeKept.${reason}`, 'purgeKept.other'), n: count })}
                  </div>
                )),
          ],
        ]}
      />
      {view.sample.length > 0 && (
        <div className={classes.sheet}>
          <Table>
            <Table.Thead>
              <Table.Tr>
                <Table.Th>{t('purges.internalId')}</Table.Th>
                <Table.Th>{t('purges.openThrough')}</Table.Th>
                <Table.Th>{t('purges.dueBy')}</Table.Th>
              </Table.Tr>
            </Table.Thead>
            <Table.Tbody>
              {view.sample.map(({ accountId, openThrough, dueBy }) => (
                <Table.Tr key={accountId}>
                  <Table.Td className={classes.fixed}>
                    {opensAccounts ? (
                      <Anchor component={Link} href={`/accounts/${accountId}`} fz="sm">
                        {accountId}
                      </Anchor>
                    ) : (
                      accountId
                    )}
                  </Table.Td>
                  <Table.Td className={classes.fixed}>{tokyo.date(openThrough)}</Table.Td>
                  <Table.Td className={classes.fixed}>
                    <Group gap="xs" wrap="nowrap">
                      {tokyo.date(dueBy)}
                      {dueBy < view.today && <span className={classes.late}>{t('purges.late')}</span>}
                    </Group>
                  </Table.Td>
                </Table.Tr>
              ))}
            </Table.Tbody>
          </Table>
        </div>
      )}
      {view.due > view.sample.length && (
        <Text fz="xs" c="dimmed">
          {t('purges.sample', { n: view.sample.length })}
        </Text>
      )}
    </Stack>
  );
};
