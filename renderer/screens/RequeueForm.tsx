import { useTranslation } from 'react-i18next';
import { announce } from '../announce.ts';
import { ReasonForm } from '../parts/ReasonForm.tsx';
import { useAct } from '../use-call.ts';

type Props = {
  readonly cardRequestId: number;
  /** It is the signed-in supervisor's agreement as well. */
  readonly isApproval?: boolean;
  readonly onClose: () => void;
};

export const RequeueForm = ({ cardRequestId, isApproval = false, onClose }: Props) => {
  const { t } = useTranslation();
  const requeue = useAct('card.requeue', () => {
    announce(t('mend.done'));
    onClose();
  });
  return (
    <ReasonForm
      act={requeue}
      hint={t('note.hint')}
      confirm={t(isApproval ? 'mend.approveRequeue' : 'mend.requeue')}
      onConfirm={(reason) => void requeue.run({ cardRequestId, reason })}
      onClose={onClose}
    />
  );
};
