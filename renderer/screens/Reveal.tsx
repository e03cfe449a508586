import { Text } from '@mantine/core';
import { type ReactNode, useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Input } from '../../main/contract/index.ts';
import { FailureNote } from '../parts/FailureNote.tsx';
import { QuietButton } from '../parts/QuietButton.tsx';
import { useAsk } from '../use-call.ts';
import classes from './Reveal.module.css';

const shownMs = 30_000;

type Props = Input<'account.reveal'> & {
  readonly masked: string;
  readonly what: string;
  readonly isAllowed: boolean;
  readonly remark?: string | null;
  /** What else may be done with the value. */
  readonly aside?: ReactNode;
};

/** A masked value, shown in full for half a minute; the act is on the audit and the value in no cache. */
export const Reveal = ({ masked, what, isAllowed, remark, aside, ...input }: Props) => {
  const { t } = useTranslation();
  const [values, setValues] = useState<readonly string[] | null>(null);
  const reveal = useAsk('account.reveal', (answer) => setValues(answer.values));
  const isShown = values !== null && isAllowed;
  useEffect(() => {
    if (!values) return;
    const timer = setTimeout(() => setValues(null), shownMs);
    return () => clearTimeout(timer);
  }, [values]);

  return (
    <div>
      <div className={classes.line}>
        <span className={isShown ? classes.shown : undefined} aria-live="polite">
          {isShown ? values.join(' / ') : masked}
        </span>
        {remark && (
          <Text span fz="xs" c="dimmed">
            {remark}
          </Text>
        )}
        <QuietButton
          label={t(isShown ? 'reveal.hide' : 'reveal.show')}
          spoken={t(isShown ? 'reveal.hideWhat' : 'reveal.showWhat', { what })}
          isOff={!isAllowed}
          isBusy={reveal.isBusy}
          onAct={() => (isShown ? setValues(null) : void reveal.run(input))}
        />
        {aside}
      </div>
      <FailureNote failure={reveal.failure} />
    </div>
  );
};
