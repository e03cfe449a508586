import { Button, Text } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { announce } from '../announce.ts';
import { Dialog } from '../parts/Dialog.tsx';
import { DialogActs } from '../parts/DialogActs.tsx';
import { FailureNote } from '../parts/FailureNote.tsx';
import type { Person } from '../parts/StaffTable.tsx';
import { ToneNote } from '../parts/ToneNote.tsx';
import { useAct } from '../use-call.ts';

type Props = { readonly person: Person; readonly onClose: () => void };

/** Takes a desk away at once, or gives it back. */
export const StaffActive = ({ person, onClose }: Props) => {
  const { t } = useTranslation();
  const { staffId, version, name, isActive, openSessions } = person;
  const way = isActive ? 'off' : 'on';
  const set = useAct('staff.setActive', ({ endedSessions }) => {
    announce(t(`staffActiveDone.${way}`, { name, n: endedSessions }));
    onClose();
  });
  return (
    <Dialog title={t(`staffActiveTitle.${way}`, { name })} onClose={onClose}>
      <Text>{t(`staffActiveSentence.${way}`)}</Text>
      {isActive && openSessions > 0 && <ToneNote tone="warn">{t('staff.sessionsEnd', { n: openSessions })}</ToneNote>}
      <FailureNote failure={set.failure} onRetry={set.retry} />
      <DialogActs onBack={onClose}>
        <Button size="sm" loading={set.isBusy} onClick={() => void set.run({ staffId, isActive: !isActive, version })}>
          {t(isActive ? 'staff.deactivate' : 'staff.reactivate')}
        </Button>
      </DialogActs>
    </Dialog>
  );
};
