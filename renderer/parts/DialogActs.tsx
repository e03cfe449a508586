import { Button, Group } from '@mantine/core';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';

type Props = { readonly back?: string; readonly onBack: () => void; readonly children: ReactNode };

/** A dialog's last line: the way back, then the act. */
export const DialogActs = ({ back, onBack, children }: Props) => {
  const { t } = useTranslation();
  return (
    <Group justify="flex-end">
      <Button size="sm" variant="default" onClick={onBack}>
        {back ?? t('act.cancel')}
      </Button>
      {children}
    </Group>
  );
};
