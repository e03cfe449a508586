import { Group, Stack, Table, Text } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import type { BatchRead } from '../batch-words.ts';
import { type Permission, Permitted } from './Permitted.tsx';
import { Section } from './Section.tsx';
import classes from './Sheet.module.css';
import { ToneNote } from './ToneNote.tsx';

type Props = {
  readonly toPull: BatchRead['toPull'];
  readonly permission: Permission;
  readonly onPull: () => void;
};

/** Drawn cards that must not go out as they are, and why. */
export const CardsToPull = ({ toPull, permission, onPull }: Props) => {
  const { t } = useTranslation();
  const { count, cards } = toPull;
  return (
    <Section title={t('toPull.title')}>
      <Stack gap="sm">
        <ToneNote tone="alarm">{t('toPull.sentence')}</ToneNote>
        <div className={classes.sheet}>
          <Table>
            <Table.Thead>
              <Table.Tr>
                <Table.Th>{t('pull.serial')}</Table.Th>
                <Table.Th>{t('parts.part')}</Table.Th>
                <Table.Th>{t('toPull.why')}</Table.Th>
              </Table.Tr>
            </Table.Thead>
            <Table.Tbody>
              {cards.map(({ serial, part, reasons }) => (
                <Table.Tr key={serial}>
                  <Table.Td className={classes.fixed}>{serial}</Table.Td>
                  <Table.Td className={classes.fixed}>{t('parts.number', { n: part })}</Table.Td>
                  <Table.Td className={classes.text}>
                    {reasons.map((reason) => t(`pullReason.${reason}`)).join(t('login.separator'))}
                  </Table.Td>
                </Table.Tr>
              ))}
            </Table.Tbody>
          </Table>
        </div>
        {count > cards.length && <Text c="dimmed">{t('toPull.more', { n: count - cards.length })}</Text>}
        <Group>
          <Permitted permission={permission} label={t('toPull.pull', { n: count })} onAct={onPull} />
        </Group>
      </Stack>
    </Section>
  );
};
