import { Button, Stack } from '@mantine/core';
import { type FormEvent, type ReactNode, useState } from 'react';
import type { Failure } from '../call.ts';
import { DialogActs } from './DialogActs.tsx';
import { FailureNote } from './FailureNote.tsx';
import { ReasonInput } from './ReasonInput.tsx';

type Props = {
  /** As it stands: how it was refused, and whether it is being done. */
  readonly act: {
    readonly failure: Failure | null;
    readonly retry: (() => void) | undefined;
    readonly isBusy: boolean;
  };
  readonly hint: string;
  readonly confirm: string;
  readonly onConfirm: (reason: string) => void;
  readonly onClose: () => void;
  /** What is said, and chosen, before the reason. */
  readonly children?: ReactNode;
};

/** An act that needs nothing but its reason. */
export const ReasonForm = ({ act, hint, confirm, onConfirm, onClose, children }: Props) => {
  const [reason, setReason] = useState('');
  const submit = (event: FormEvent) => {
    event.preventDefault();
    onConfirm(reason);
  };
  return (
    <form onSubmit={submit}>
      <Stack gap="sm">
        {children}
        <ReasonInput hint={hint} value={reason} onChange={setReason} />
        <FailureNote failure={act.failure} onRetry={act.retry} />
        <DialogActs onBack={onClose}>
          <Button size="sm" type="submit" disabled={reason.trim() === ''} loading={act.isBusy}>
            {confirm}
          </Button>
        </DialogActs>
      </Stack>
    </form>
  );
};
