import { useTranslation } from 'react-i18next';
import { announce } from '../announce.ts';
import type { BatchPart } from '../batch-words.ts';
import { Dialog } from '../parts/Dialog.tsx';
import { Outcomes } from '../parts/Outcomes.tsx';
import { ReasonForm } from '../parts/ReasonForm.tsx';
import { useAct } from '../use-call.ts';

type Props = { readonly batchId: number; readonly part: BatchPart; readonly onClose: () => void };

/** 破棄 of one part that can never be posted; the others go on. */
export const UndoPart = ({ batchId, part, onClose }: Props) => {
  const { t } = useTranslation();
  const undo = useAct('batch.undoPart', ({ givenBack }) => {
    announce(t('undoPart.done', { n: givenBack }));
    onClose();
  });
  return (
    <Dialog title={t('undoPart.title', { part: t('parts.number', { n: part.part }) })} isHeld onClose={onClose}>
      <ReasonForm
        act={undo}
        hint={t('note.hint')}
        confirm={t('undoBatch.confirm')}
        onConfirm={(reason) => void undo.run({ batchId, part: part.part, reason })}
        onClose={onClose}
      >
        <Outcomes
          title={t('change.outcomes')}
          outcomes={[
            t('undoBatch.waitAgain', { n: part.cards - part.pulled }),
            t('undoBatch.oldPasswords'),
            t('undoPart.tellHouse'),
            t('undoPart.others'),
            t('undoBatch.final'),
          ]}
        />
      </ReasonForm>
    </Dialog>
  );
};
