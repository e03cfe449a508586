import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { announce } from '../announce.ts';
import { Dialog } from '../parts/Dialog.tsx';
import { Outcomes } from '../parts/Outcomes.tsx';
import { PulledRequest, type PulledTo } from '../parts/PulledRequest.tsx';
import { ReasonForm } from '../parts/ReasonForm.tsx';
import { useAct } from '../use-call.ts';

type Props = { readonly batchId: number; readonly count: number; readonly onClose: () => void };

/** 引抜き of every card of a batch whose customer's account has changed since it was drawn. */
export const PullAll = ({ batchId, count, onClose }: Props) => {
  const { t } = useTranslation();
  const [requestTo, setRequestTo] = useState<PulledTo>('waiting');
  const pull = useAct('batch.pullAll', ({ pulled }) => {
    announce(t('pullAll.done', { n: pulled }));
    onClose();
  });
  return (
    <Dialog title={t('pullAll.title', { n: count })} isHeld onClose={onClose}>
      <ReasonForm
        act={pull}
        hint={t('note.hint')}
        confirm={t('pullAll.confirm')}
        onConfirm={(reason) => void pull.run({ batchId, requestTo, reason })}
        onClose={onClose}
      >
        <PulledRequest value={requestTo} onChange={setRequestTo} />
        <Outcomes
          title={t('change.outcomes')}
          outcomes={[
            t('pullAll.oldPasswords'),
            ...(requestTo === 'waiting' ? [t('pullAll.lookedAt')] : []),
            t('pull.tellHouse'),
          ]}
        />
      </ReasonForm>
    </Dialog>
  );
};
