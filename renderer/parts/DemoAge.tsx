import { Button, Text } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { useTokyo } from '../tokyo.ts';
import { ToneNote } from './ToneNote.tsx';

type Props = { readonly madeOn: string; readonly isBusy: boolean; readonly onRenew: () => void };

/** A demo of another day: its dates no longer fit, and one press makes them fit. */
export const DemoAge = ({ madeOn, isBusy, onRenew }: Props) => {
  const { t } = useTranslation();
  const tokyo = useTokyo();
  return (
    <ToneNote
      tone="warn"
      aside={
        <Button size="sm" variant="default" loading={isBusy} onClick={onRenew}>
          {t('demoAge.renew')}
        </Button>
      }
    >
      {t('demoAge.sentence', { date: tokyo.date(madeOn) })}
      <Text component="span" display="block" fz="xs">
        {t('demoAge.loses')}
      </Text>
    </ToneNote>
  );
};
