import { Group, Table } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import type { Output } from '../../main/contract/index.ts';
import { useSettingWords } from '../setting-words.ts';
import { QuietButton } from './QuietButton.tsx';
import classes from './SettingTable.module.css';

export type Setting = Output<'setting.list'>['settings'][number];

type Props = {
  readonly settings: readonly Setting[];
  readonly onChange: (setting: Setting) => void;
  readonly onHistory: (setting: Setting) => void;
};

export const SettingTable = ({ settings, onChange, onHistory }: Props) => {
  const { t } = useTranslation();
  const words = useSettingWords();
  return (
    <Table className={classes.table}>
      <Table.Thead>
        <Table.Tr>
          <Table.Th>{t('settings.name')}</Table.Th>
          <Table.Th>{t('settings.now')}</Table.Th>
          <Table.Th>{t('settings.bounds')}</Table.Th>
          <Table.Th>{t('settings.initial')}</Table.Th>
          <Table.Th>{t('settings.rule')}</Table.Th>
          <Table.Th>{t('settings.acts')}</Table.Th>
        </Table.Tr>
      </Table.Thead>
      <Table.Tbody>
        {settings.map((setting) => {
          const { name, value, initial, rule, version } = setting;
          const title = words.title(name);
          return (
            <Table.Tr key={name}>
              <Table.Td>
                <span className={classes.name}>{title}</span>
                <span className={classes.meaning}>{words.meaning(name)}</span>
              </Table.Td>
              <Table.Td className={classes.value}>{words.value(name, value)}</Table.Td>
              <Table.Td className={classes.fixed}>{words.bounds(setting)}</Table.Td>
              <Table.Td className={classes.fixed}>{words.value(name, initial)}</Table.Td>
              <Table.Td className={classes.fixed}>{t('settings.ruleNo', { n: rule })}</Table.Td>
              <Table.Td className={classes.fixed}>
                <Group gap={4} wrap="nowrap">
                  <QuietButton
                    label={t('changeButton.change')}
                    spoken={t('changeWhat.change', { what: title })}
                    onAct={() => onChange(setting)}
                  />
                  {version > 0 && (
                    <QuietButton
                      label={t('settings.history')}
                      spoken={t('settings.historyOf', { name: title })}
                      onAct={() => onHistory(setting)}
                    />
                  )}
                </Group>
              </Table.Td>
            </Table.Tr>
          );
        })}
      </Table.Tbody>
    </Table>
  );
};
