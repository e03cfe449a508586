import { Table } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { type ImportRun, useSize } from '../import-words.ts';
import { useTokyo } from '../tokyo.ts';
import classes from './Sheet.module.css';

const shownDigits = 12;

/** Every import that was made: who, when, which file, and what became of it. */
export const ImportHistory = ({ runs }: { readonly runs: readonly ImportRun[] }) => {
  const { t } = useTranslation();
  const tokyo = useTokyo();
  const sizeText = useSize();
  return (
    <div className={classes.sheet}>
      <Table>
        <Table.Thead>
          <Table.Tr>
            <Table.Th>{t('imports.at')}</Table.Th>
            <Table.Th>{t('imports.file')}</Table.Th>
            <Table.Th>{t('imports.state')}</Table.Th>
            {(['newCount', 'changed', 'same', 'pending', 'rejected'] as const).map((name) => (
              <Table.Th key={name} ta="right">
                {t(`importCount.${name}`)}
              </Table.Th>
            ))}
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {runs.map((run) => (
            <Table.Tr key={run.runId}>
              <Table.Td className={classes.fixed}>
                {tokyo.moment(run.startedAt)}
                <span className={classes.second}>{run.by}</span>
              </Table.Td>
              <Table.Td className={classes.text}>
                {run.fileName}
                <span className={classes.second}>
                  {t(`importKind.${run.kind}`)}
                  {run.size !== null && ` · ${sizeText(run.size)}`}
                  {run.sha256 && <span title={run.sha256}>{` · SHA-256 ${run.sha256.slice(0, shownDigits)}…`}</span>}
                </span>
              </Table.Td>
              <Table.Td className={classes.fixed}>{t(`importState.${run.state}`)}</Table.Td>
              {(['newCount', 'changed', 'same', 'pending', 'rejected'] as const).map((name) => (
                <Table.Td key={name} ta="right" className={classes.fixed}>
                  {t('imports.number', { n: run.counts[name] })}
                </Table.Td>
              ))}
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
    </div>
  );
};
