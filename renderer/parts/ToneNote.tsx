import { Alert } from '@mantine/core';
import { IconAlertTriangle, IconCircleCheck, IconInfoCircle } from '@tabler/icons-react';
import type { ReactNode } from 'react';
import classes from './Note.module.css';

const icons = { alarm: IconAlertTriangle, warn: IconAlertTriangle, good: IconCircleCheck, quiet: IconInfoCircle };

type Props = { readonly tone: keyof typeof icons; readonly children: ReactNode };

export const ToneNote = ({ tone, children }: Props) => {
  const Icon = icons[tone];
  return (
    <Alert role="status" className={classes[tone]} icon={<Icon size={18} aria-hidden />}>
      {children}
    </Alert>
  );
};
