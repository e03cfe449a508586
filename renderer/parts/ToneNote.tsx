import { IconAlertTriangle, IconCircleCheck, IconInfoCircle } from '@tabler/icons-react';
import type { ReactNode } from 'react';
import classes from './ToneNote.module.css';

const icons = { alarm: IconAlertTriangle, warn: IconAlertTriangle, good: IconCircleCheck, quiet: IconInfoCircle };

type Props = {
  readonly tone: keyof typeof icons;
  /** Read out at once, as the answer to what was just done. */
  readonly isUrgent?: boolean;
  readonly aside?: ReactNode;
  readonly children: ReactNode;
};

export const ToneNote = ({ tone, isUrgent = false, aside, children }: Props) => {
  const Icon = icons[tone];
  return (
    <div role={isUrgent ? 'alert' : 'status'} className={classes.note} data-tone={tone}>
      <Icon size={18} aria-hidden />
      <span className={classes.words}>{children}</span>
      {aside}
    </div>
  );
};
