import { Button, Table } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { type ShownCard, useCardWords } from '../card-words.ts';
import { useTokyo } from '../tokyo.ts';
import classes from './Sheet.module.css';

type Props = {
  readonly cards: readonly ShownCard[];
  readonly onRecordIncident: (card: ShownCard) => void;
};

/** Every card of an account, newest first. */
export const CardHistoryTable = ({ cards, onRecordIncident }: Props) => {
  const { t } = useTranslation();
  const tokyo = useTokyo();
  const words = useCardWords();
  const hasActs = cards.some(({ canRecordIncident }) => canRecordIncident);
  return (
    <div className={classes.sheet}>
      <Table aria-label={t('card.history')}>
        <Table.Thead>
          <Table.Tr>
            <Table.Th>{t('card.askedAt')}</Table.Th>
            <Table.Th>{t('card.state')}</Table.Th>
            {hasActs && <Table.Th>{t('settings.acts')}</Table.Th>}
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {cards.map((card) => (
            <Table.Tr key={`${card.requestId}-${card.cardId}`}>
              <Table.Td className={classes.fixed}>
                {tokyo.moment(card.askedAt)}
                <span className={classes.second}>{t(`cardCause.${card.cause}`)}</span>
              </Table.Td>
              <Table.Td>
                {words.stand(card)}
                {card.postedOn && card.state !== 'posted' && (
                  <span className={classes.second}>{t('card.stand.posted', { date: tokyo.date(card.postedOn) })}</span>
                )}
                {card.serial && <span className={classes.second}>{t('card.serial', { serial: card.serial })}</span>}
                {card.isIncident && <span className={classes.late}>{t('card.incident')}</span>}
              </Table.Td>
              {hasActs && (
                <Table.Td className={classes.fixed}>
                  {card.canRecordIncident && card.postedOn && (
                    <Button
                      variant="default"
                      aria-label={t('recordIncident.what', { date: tokyo.date(card.postedOn) })}
                      onClick={() => onRecordIncident(card)}
                    >
                      {t('recordIncident.button')}
                    </Button>
                  )}
                </Table.Td>
              )}
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
    </div>
  );
};
