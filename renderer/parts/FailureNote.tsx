import { Button } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import type { Failure } from '../call.ts';
import { useFailureText } from '../failure-text.ts';
import { ToneNote } from './ToneNote.tsx';

type Props = { readonly failure: Failure | null | undefined; readonly onRetry?: (() => void) | undefined };

/** Why something was refused and what to do next; nothing where nothing was. */
export const FailureNote = ({ failure, onRetry }: Props) => {
  const { t } = useTranslation();
  const failureText = useFailureText();
  if (!failure) return null;
  const retry = onRetry && (
    <Button variant="default" onClick={onRetry}>
      {t('act.retry')}
    </Button>
  );
  return (
    <ToneNote tone="alarm" isUrgent aside={retry}>
      {failureText(failure)}
    </ToneNote>
  );
};
