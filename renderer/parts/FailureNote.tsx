import { Alert, Button, Group } from '@mantine/core';
import { IconAlertTriangle } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import type { Failure } from '../call.ts';
import { useFailureText } from '../failure-text.ts';
import classes from './Note.module.css';

type Props = { readonly failure: Failure | null | undefined; readonly onRetry?: (() => void) | undefined };

/** Why something was refused and what to do next; nothing where nothing was. */
export const FailureNote = ({ failure, onRetry }: Props) => {
  const { t } = useTranslation();
  const failureText = useFailureText();
  if (!failure) return null;
  return (
    <Alert role="alert" className={classes.alarm} icon={<IconAlertTriangle size={18} aria-hidden />}>
      <Group justify="space-between" gap="xs">
        <span>{failureText(failure)}</span>
        {onRetry && (
          <Button variant="default" onClick={onRetry}>
            {t('act.retry')}
          </Button>
        )}
      </Group>
    </Alert>
  );
};
