import { Button, Text } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { announce } from '../announce.ts';
import type { Keep } from '../choices.ts';
import { BeforeAfter } from '../parts/BeforeAfter.tsx';
import type { Conflict } from '../parts/ConflictTable.tsx';
import { Dialog } from '../parts/Dialog.tsx';
import { DialogActs } from '../parts/DialogActs.tsx';
import { FailureNote } from '../parts/FailureNote.tsx';
import { Loading } from '../parts/Loading.tsx';
import { useAct, useCall } from '../use-call.ts';
import { useWords } from '../words.ts';

type Props = { readonly conflict: Conflict; readonly keep: Keep; readonly onClose: () => void };

/** Both values in full, which is a reveal, and the one that stays. */
export const SettleConflict = ({ conflict, keep, onClose }: Props) => {
  const { t } = useTranslation();
  const words = useWords();
  const { changeId, customerName, field } = conflict;
  const opened = useCall('pendingChange.open', { changeId });
  const settle = useAct('pendingChange.settle', () => {
    announce(t('conflicts.settled'));
    onClose();
  });
  const shown = (value: string | null) => value || t('none');
  return (
    <Dialog title={t('conflicts.settleTitle', { name: customerName })} onClose={onClose}>
      <Text>{t(`conflictKeep.${keep}`)}</Text>
      {opened.isPending && <Loading />}
      <FailureNote failure={opened.error?.failure} onRetry={() => void opened.refetch()} />
      {opened.data && (
        <BeforeAfter
          changes={[
            {
              what: words.t(`field.${field}`, 'field.address'),
              before: shown(keep === 'ours' ? opened.data.theirs : opened.data.ours),
              after: shown(opened.data[keep]),
            },
          ]}
          labels={[t('conflicts.givenUp'), t('conflicts.kept')]}
        />
      )}
      <FailureNote failure={settle.failure} onRetry={settle.retry} />
      <DialogActs onBack={onClose}>
        {opened.data && (
          <Button
            size="sm"
            loading={settle.isBusy}
            onClick={() => void settle.run({ changeId, version: opened.data.version, keep })}
            autoFocus
          >
            {t(`conflictKeepButton.${keep}`)}
          </Button>
        )}
      </DialogActs>
    </Dialog>
  );
};
