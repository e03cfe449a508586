import { Modal, Stack } from '@mantine/core';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';

type Props = {
  readonly title: string;
  /** While something has been typed, only a button or the Escape key closes it. */
  readonly isHeld?: boolean;
  readonly isWide?: boolean;
  readonly onClose: () => void;
  readonly children: ReactNode;
};

export const Dialog = ({ title, isHeld = false, isWide = false, onClose, children }: Props) => {
  const { t } = useTranslation();
  return (
    <Modal
      opened
      onClose={onClose}
      title={title}
      size={isWide ? 620 : 500}
      closeButtonProps={{ 'aria-label': t('act.close') }}
      closeOnClickOutside={!isHeld}
    >
      <Stack gap="sm">{children}</Stack>
    </Modal>
  );
};
