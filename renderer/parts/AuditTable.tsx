import { Table } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import type { Output } from '../../main/contract/index.ts';
import { useTokyo } from '../tokyo.ts';
import classes from './Sheet.module.css';

type Props = { readonly entries: Output<'audit.list'>['entries'] };

const bodyText = (body: Record<string, unknown>) =>
  Object.entries(body)
    .map(([key, value]) => `${key}: ${typeof value === 'string' ? value : JSON.stringify(value)}`)
    .join(', ');

/** Entries as they were written: calls and bodies are codes, and stay codes. */
export const AuditTable = ({ entries }: Props) => {
  const { t } = useTranslation();
  const tokyo = useTokyo();
  return (
    <div className={classes.sheet}>
      <Table>
        <Table.Thead>
          <Table.Tr>
            <Table.Th>{t('audit.at')}</Table.Th>
            <Table.Th>{t('audit.actor')}</Table.Th>
            <Table.Th>{t('audit.call')}</Table.Th>
            <Table.Th>{t('audit.body')}</Table.Th>
            <Table.Th>{t('audit.place')}</Table.Th>
            <Table.Th>{t('audit.hash')}</Table.Th>
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {entries.map((entry) => (
            <Table.Tr key={`${entry.chain}-${entry.seq}`}>
              <Table.Td className={classes.fixed}>{tokyo.precise(entry.at)}</Table.Td>
              <Table.Td className={classes.fixed}>{entry.actorName ?? entry.actor}</Table.Td>
              <Table.Td className={classes.fixed}>{entry.call}</Table.Td>
              <Table.Td className={classes.code}>{bodyText(entry.body)}</Table.Td>
              <Table.Td className={classes.fixed}>{`${entry.chain}-${entry.seq}`}</Table.Td>
              <Table.Td className={classes.fixed} title={entry.hash}>
                {entry.hash.slice(0, 10)}
              </Table.Td>
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
    </div>
  );
};
