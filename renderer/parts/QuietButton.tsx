import { Button } from '@mantine/core';
import classes from './QuietButton.module.css';

type Props = {
  readonly label: string;
  /** The whole of it for who does not see what stands beside it. */
  readonly spoken: string;
  readonly isOff?: boolean;
  readonly isBusy?: boolean;
  readonly onAct: () => void;
};

/** One of many on a screen: a word that can be pressed, and does not catch the eye. */
export const QuietButton = ({ label, spoken, isOff = false, isBusy = false, onAct }: Props) => (
  <Button
    className={classes.quiet}
    size="compact-xs"
    variant="subtle"
    disabled={isOff}
    loading={isBusy}
    aria-label={spoken}
    onClick={onAct}
  >
    {label}
  </Button>
);
