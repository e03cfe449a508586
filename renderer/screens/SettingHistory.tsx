import { Table } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { Dialog } from '../parts/Dialog.tsx';
import { FailureNote } from '../parts/FailureNote.tsx';
import { Loading } from '../parts/Loading.tsx';
import type { Setting } from '../parts/SettingTable.tsx';
import { useSettingWords } from '../setting-words.ts';
import { useTokyo } from '../tokyo.ts';
import { useCall } from '../use-call.ts';

type Props = { readonly setting: Setting; readonly onClose: () => void };

export const SettingHistory = ({ setting: { name }, onClose }: Props) => {
  const { t } = useTranslation();
  const tokyo = useTokyo();
  const words = useSettingWords();
  const history = useCall('setting.history', { name });
  return (
    <Dialog title={t('settings.historyTitle', { name: words.title(name) })} isWide onClose={onClose}>
      <FailureNote failure={history.error?.failure} onRetry={() => void history.refetch()} />
      {history.isPending && <Loading />}
      {history.data && (
        <Table>
          <Table.Thead>
            <Table.Tr>
              <Table.Th>{t('settings.at')}</Table.Th>
              <Table.Th>{t('change.before')}</Table.Th>
              <Table.Th>{t('change.after')}</Table.Th>
              <Table.Th>{t('settings.by')}</Table.Th>
              <Table.Th>{t('settings.approvedBy')}</Table.Th>
              <Table.Th>{t('settings.why')}</Table.Th>
            </Table.Tr>
          </Table.Thead>
          <Table.Tbody>
            {history.data.changes.map(({ at, from, to, by, approvedBy, reason }) => (
              <Table.Tr key={at}>
                <Table.Td>{tokyo.moment(at)}</Table.Td>
                <Table.Td>{words.value(name, from)}</Table.Td>
                <Table.Td>{words.value(name, to)}</Table.Td>
                <Table.Td>{by}</Table.Td>
                <Table.Td>{approvedBy ?? t('settings.alone')}</Table.Td>
                <Table.Td style={{ overflowWrap: 'anywhere' }}>{reason || t('none')}</Table.Td>
              </Table.Tr>
            ))}
          </Table.Tbody>
        </Table>
      )}
    </Dialog>
  );
};
