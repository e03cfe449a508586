import { Checkbox, Group } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { type Tick, ticks } from '../choices.ts';
import { MatchedFact } from './MatchedFact.tsx';

type Props = {
  readonly ticked: readonly Tick[];
  readonly isBusy: boolean;
  readonly onTick: (fact: Tick) => void;
};

/** What the caller has said that the screen shows anyway: it finds the record and proves nothing. */
export const Ticks = ({ ticked, isBusy, onTick }: Props) => {
  const { t } = useTranslation();
  return (
    <Group gap="sm" mih={32} role="group" aria-label={t('ticks.title')}>
      {ticks.map((fact) =>
        ticked.includes(fact) ? (
          <MatchedFact key={fact} what={t(`tick.${fact}`)} />
        ) : (
          <Checkbox
            key={fact}
            label={t(`tick.${fact}`)}
            checked={false}
            disabled={isBusy}
            onChange={() => onTick(fact)}
          />
        ),
      )}
    </Group>
  );
};
