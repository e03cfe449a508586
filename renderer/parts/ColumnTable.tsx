import { NativeSelect, Table } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import type { Look } from '../import-words.ts';
import { useWords } from '../words.ts';
import classes from './Sheet.module.css';

export type Chosen = Readonly<Record<string, number | null>>;

type Props = {
  readonly look: Look;
  readonly chosen: Chosen;
  readonly onChoose: (field: string, column: number | null) => void;
};

const shownRows = 3;

/** Which column of the file stands for which of our fields, with what the first rows hold there. */
export const ColumnTable = ({ look, chosen, onChoose }: Props) => {
  const { t } = useTranslation();
  const words = useWords();
  const columns = look.header.map((name, place) => ({ value: String(place), label: `${place + 1}. ${name}` }));
  return (
    <div className={classes.sheet}>
      <Table>
        <Table.Thead>
          <Table.Tr>
            <Table.Th>{t('imports.field')}</Table.Th>
            <Table.Th>{t('imports.column')}</Table.Th>
            {look.rows.slice(0, shownRows).map((_, row) => (
              <Table.Th key={`head-${String(row)}`}>{t('imports.rowNo', { n: row + 1 })}</Table.Th>
            ))}
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {look.fields.map(({ field, isOptional }) => {
            const place = chosen[field] ?? null;
            const name = words.t(`importField.${field}`, 'importField.name');
            return (
              <Table.Tr key={field}>
                <Table.Td className={classes.fixed}>
                  {name}
                  <span className={classes.second}>{field}</span>
                </Table.Td>
                <Table.Td>
                  <NativeSelect
                    aria-label={t('imports.columnOf', { field: name })}
                    data={[{ value: '', label: isOptional ? t('none') : t('act.choose') }, ...columns]}
                    value={place === null ? '' : String(place)}
                    error={place === null && !isOptional}
                    onChange={({ currentTarget: { value } }) => onChoose(field, value === '' ? null : Number(value))}
                  />
                </Table.Td>
                {look.rows.slice(0, shownRows).map((row, no) => (
                  <Table.Td key={`cell-${String(no)}`} className={classes.text}>
                    {place === null ? '' : (row[place] ?? '')}
                  </Table.Td>
                ))}
              </Table.Tr>
            );
          })}
        </Table.Tbody>
      </Table>
    </div>
  );
};
