import { Anchor, Checkbox, Table, Text } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { Link } from 'wouter';
import type { Output } from '../../main/contract/index.ts';
import { useTokyo } from '../tokyo.ts';
import { useWords } from '../words.ts';
import { CardFaults } from './CardFaults.tsx';
import classes from './Sheet.module.css';

type Props = {
  readonly cards: Output<'noticeCard.list'>['cards'];
  /** Null: whoever looks posts none. */
  readonly chosen: readonly number[] | null;
  readonly onChoose: (ids: readonly number[]) => void;
};

export const NoticeCardTable = ({ cards, chosen, onChoose }: Props) => {
  const { t } = useTranslation();
  const tokyo = useTokyo();
  const words = useWords();
  /** What is addressed by hand is chosen by itself. */
  const all = cards.flatMap(({ noticeCardId, faults }) => (faults.length === 0 ? [noticeCardId] : []));
  const isAll = all.length > 0 && all.every((id) => chosen?.includes(id));
  return (
    <div className={classes.sheet}>
      <Table>
        <Table.Thead>
          <Table.Tr>
            {chosen && (
              <Table.Th w={40}>
                <Checkbox
                  aria-label={t('noticeCards.all')}
                  checked={isAll}
                  disabled={all.length === 0}
                  indeterminate={chosen.length > 0 && !isAll}
                  onChange={(event) => onChoose(event.currentTarget.checked ? all : [])}
                />
              </Table.Th>
            )}
            <Table.Th>{t('noticeCards.askedAt')}</Table.Th>
            <Table.Th>{t('cards.customer')}</Table.Th>
            <Table.Th>{t('noticeCards.kind')}</Table.Th>
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {cards.map(({ noticeCardId, accountId, customerName, customerNo, kind, askedAt, ageDays, faults }) => (
            <Table.Tr key={noticeCardId}>
              {chosen && (
                <Table.Td>
                  <Checkbox
                    aria-label={t('noticeCards.choose', { name: customerName })}
                    checked={chosen.includes(noticeCardId)}
                    onChange={(event) =>
                      onChoose(
                        event.currentTarget.checked
                          ? [...chosen, noticeCardId]
                          : chosen.filter((one) => one !== noticeCardId),
                      )
                    }
                  />
                </Table.Td>
              )}
              <Table.Td className={classes.fixed}>
                {tokyo.moment(askedAt)}
                <span className={classes.second}>{t('cards.days', { n: -ageDays })}</span>
              </Table.Td>
              <Table.Td>
                <Anchor component={Link} href={`/accounts/${accountId}`} fz="sm">
                  {customerName}
                </Anchor>
                <span className={classes.second}>{customerNo}</span>
              </Table.Td>
              <Table.Td className={classes.text}>
                {words.t(`mailKind.${kind}`, 'mailKind.other-change')}
                {faults.length > 0 && (
                  <>
                    <Text fz="xs" c="dimmed">
                      {t('noticeCards.byHand')}
                    </Text>
                    <CardFaults faults={faults} />
                  </>
                )}
              </Table.Td>
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
    </div>
  );
};
