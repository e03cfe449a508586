import { Button, type ButtonProps, Text } from '@mantine/core';
import { useId } from 'react';
import { useWords } from '../words.ts';

export type Permission = { readonly isAllowed: boolean; readonly reason: string | null };
type Props = ButtonProps & {
  readonly permission: Permission;
  readonly label: string;
  readonly isOff?: boolean;
  readonly onAct: () => void;
};

/** A button that, where it may not be pressed, stands there off with its reason beside it. */
export const Permitted = ({ permission, label, isOff = false, onAct, ...look }: Props) => {
  const words = useWords();
  const id = useId();
  return (
    <>
      <Button
        {...look}
        disabled={!permission.isAllowed || isOff}
        aria-describedby={permission.isAllowed ? undefined : id}
        onClick={onAct}
      >
        {label}
      </Button>
      {!permission.isAllowed && (
        <Text id={id} fz="xs" c="dimmed">
          {words.t(`reason.${permission.reason}`, 'reason.unknown')}
        </Text>
      )}
    </>
  );
};
