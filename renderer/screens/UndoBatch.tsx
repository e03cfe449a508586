import { useTranslation } from 'react-i18next';
import { announce } from '../announce.ts';
import type { BatchRead, BatchRow } from '../batch-words.ts';
import { Dialog } from '../parts/Dialog.tsx';
import { Outcomes } from '../parts/Outcomes.tsx';
import { ReasonForm } from '../parts/ReasonForm.tsx';
import { useAct } from '../use-call.ts';

type Props = { readonly batch: BatchRow; readonly counts: BatchRead['counts']; readonly onClose: () => void };

/** 破棄: before any part is posted; every customer keeps the password they have (rule 13). */
export const UndoBatch = ({ batch, counts, onClose }: Props) => {
  const { t } = useTranslation();
  const undo = useAct('batch.undo', ({ givenBack }) => {
    announce(t('undoBatch.done', { n: givenBack }));
    onClose();
  });
  return (
    <Dialog title={t('undoBatch.title', { n: batch.batchId })} isHeld onClose={onClose}>
      <ReasonForm
        act={undo}
        hint={t('undoBatch.reasonHint')}
        confirm={t('undoBatch.confirm')}
        onConfirm={(reason) => void undo.run({ batchId: batch.batchId, reason })}
        onClose={onClose}
      >
        <Outcomes
          title={t('change.outcomes')}
          outcomes={[
            t('undoBatch.waitAgain', { n: (counts.planned ?? 0) + (counts.generated ?? 0) }),
            t('undoBatch.oldPasswords'),
            t(batch.generatedAt ? 'undoBatch.tellHouse' : 'undoBatch.nothingPrinted'),
            t('undoBatch.final'),
          ]}
        />
      </ReasonForm>
    </Dialog>
  );
};
