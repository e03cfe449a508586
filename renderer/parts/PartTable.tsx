import { Group, Table } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import type { BatchPart } from '../batch-words.ts';
import { useSize } from '../import-words.ts';
import { useTokyo } from '../tokyo.ts';
import { useWords } from '../words.ts';
import { QuietButton } from './QuietButton.tsx';
import classes from './Sheet.module.css';

type Props = {
  readonly parts: readonly BatchPart[];
  readonly canFetch: boolean;
  readonly onFetch: (part: number) => void;
  readonly onPost: (part: BatchPart) => void;
  readonly onUndo: (part: BatchPart) => void;
};

const shownDigits = 12;

/** The parts of a batch: how many cards the print house has reported, the file, and posting. */
export const PartTable = ({ parts, canFetch, onFetch, onPost, onUndo }: Props) => {
  const { t } = useTranslation();
  const tokyo = useTokyo();
  const words = useWords();
  const sizeText = useSize();
  return (
    <div className={classes.sheet}>
      <Table>
        <Table.Thead>
          <Table.Tr>
            <Table.Th>{t('parts.part')}</Table.Th>
            <Table.Th>{t('batches.state')}</Table.Th>
            {(['cards', 'printed', 'pulled', 'open'] as const).map((name) => (
              <Table.Th key={name} ta="right">
                {t(`partCount.${name}`)}
              </Table.Th>
            ))}
            <Table.Th>{t('parts.file')}</Table.Th>
            <Table.Th>{t('settings.acts')}</Table.Th>
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {parts.map((part) => {
            const name = t('parts.number', { n: part.part });
            const { isAllowed, reason } = part.can.post;
            const isGone = part.pulled === part.cards;
            return (
              <Table.Tr key={part.part}>
                <Table.Td className={classes.fixed}>{name}</Table.Td>
                <Table.Td className={classes.fixed}>
                  {isGone ? t('printedCard.pulled') : t(`batchState.${part.state}`)}
                  {part.postedOn && <span className={classes.second}>{tokyo.date(part.postedOn)}</span>}
                </Table.Td>
                {(['cards', 'printed', 'pulled', 'open'] as const).map((count) => (
                  <Table.Td key={count} ta="right" className={classes.fixed}>
                    {t('imports.number', { n: part[count] })}
                  </Table.Td>
                ))}
                <Table.Td className={classes.text}>
                  {part.fileName}
                  <span className={classes.second} title={part.sha256}>
                    {t('imports.sizeAndDigest', {
                      size: sizeText(part.bytes),
                      digest: part.sha256.slice(0, shownDigits),
                    })}
                  </span>
                </Table.Td>
                <Table.Td>
                  <Group gap={4} wrap="nowrap">
                    <QuietButton
                      label={t('parts.fetch')}
                      spoken={t('parts.actOn', { act: t('parts.fetch'), part: name })}
                      isOff={!canFetch || isGone}
                      onAct={() => onFetch(part.part)}
                    />
                    {part.state !== 'posted' && (
                      <QuietButton
                        label={t('parts.post')}
                        spoken={t('parts.actOn', { act: t('parts.post'), part: name })}
                        isOff={!isAllowed}
                        onAct={() => onPost(part)}
                      />
                    )}
                    {part.state !== 'posted' && part.can.undo.reason !== 'only-part' && (
                      <QuietButton
                        label={t('parts.undo')}
                        spoken={t('parts.actOn', { act: t('parts.undo'), part: name })}
                        isOff={!part.can.undo.isAllowed}
                        onAct={() => onUndo(part)}
                      />
                    )}
                  </Group>
                  {!isAllowed && part.state !== 'posted' && (
                    <span className={classes.second}>{words.t(`reason.${reason}`, 'reason.unknown')}</span>
                  )}
                </Table.Td>
              </Table.Tr>
            );
          })}
        </Table.Tbody>
      </Table>
    </div>
  );
};
