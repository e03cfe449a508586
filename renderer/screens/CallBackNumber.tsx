import { Button, Group, Text } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { FailureNote } from '../parts/FailureNote.tsx';
import { useAct, useAsk } from '../use-call.ts';
import classes from './CallBackNumber.module.css';

type Props = { readonly phoneId: number; readonly masked: string };

/** A number on file: shown to be dialled by an act of its own, then confirmed once the customer has answered. */
export const CallBackNumber = ({ phoneId, masked }: Props) => {
  const { t } = useTranslation();
  const [number, setNumber] = useState<string | null>(null);
  const show = useAsk('contact.showNumber', (answer) => setNumber(answer.number));
  const reached = useAct('contact.reached', () => {});
  return (
    <div className={classes.number}>
      <Group justify="space-between" gap="xs">
        <Text fw={number ? 700 : 400} fz={number ? 'lg' : 'sm'} aria-live="polite">
          {number ?? masked}
        </Text>
        {number ? (
          <Button loading={reached.isBusy} onClick={() => void reached.run({ phoneId })}>
            {t('callBackNumber.reached')}
          </Button>
        ) : (
          <Button variant="default" loading={show.isBusy} onClick={() => void show.run({ phoneId })}>
            {t('callBackNumber.show')}
          </Button>
        )}
      </Group>
      <FailureNote failure={show.failure ?? reached.failure} onRetry={reached.retry} />
    </div>
  );
};
