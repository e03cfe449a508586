import { useTranslation } from 'react-i18next';
import { announce } from '../announce.ts';
import { Dialog } from '../parts/Dialog.tsx';
import { Outcomes } from '../parts/Outcomes.tsx';
import { ReasonForm } from '../parts/ReasonForm.tsx';
import type { PurgeView } from '../purge-words.ts';
import { useAct } from '../use-call.ts';

type Props = { readonly view: PurgeView; readonly onClose: () => void };

/** Fixes the accounts that are due now; another administrator decides (rule 30). */
export const AskPurge = ({ view, onClose }: Props) => {
  const { t } = useTranslation();
  const ask = useAct('purge.ask', ({ accounts }) => {
    announce(t('askPurge.done', { n: accounts }));
    onClose();
  });
  return (
    <Dialog title={t('askPurge.title')} isHeld onClose={onClose}>
      <ReasonForm
        act={ask}
        hint={t('askPurge.reasonHint')}
        confirm={t('askPurge.confirm')}
        onConfirm={(reason) => void ask.run({ reason })}
        onClose={onClose}
      >
        <Outcomes
          title={t('change.outcomes')}
          outcomes={[
            t('askPurge.taken', { n: Math.min(view.due, view.runLimit) }),
            t('askPurge.erased'),
            t('askPurge.second'),
            t('askPurge.final'),
          ]}
        />
      </ReasonForm>
    </Dialog>
  );
};
