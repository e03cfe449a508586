import { Stack } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { announce } from '../announce.ts';
import { useChangeWords } from '../change-words.ts';
import { ApprovalFacts } from '../parts/ApprovalFacts.tsx';
import { DecisionForm } from '../parts/DecisionForm.tsx';
import { FailureNote } from '../parts/FailureNote.tsx';
import { Loading } from '../parts/Loading.tsx';
import { Section } from '../parts/Section.tsx';
import { ToneNote } from '../parts/ToneNote.tsx';
import { useAct, useCall } from '../use-call.ts';
import { useWords } from '../words.ts';

type Props = { readonly approvalId: number; readonly onDecided: () => void };

/** One request with everything that it is decided on; looking at it is on the audit. */
export const Approval = ({ approvalId, onDecided }: Props) => {
  const { t } = useTranslation();
  const words = useWords();
  const change = useChangeWords();
  const approval = useCall('approval.open', { approvalId });
  const decide = useAct('approval.decide', ({ state }) => {
    announce(t(state === 'granted' ? 'approvals.granted' : 'approvals.refused'));
    onDecided();
  });

  if (!approval.data) {
    return approval.isPending ? (
      <Loading rows={6} />
    ) : (
      <FailureNote failure={approval.error.failure} onRetry={() => void approval.refetch()} />
    );
  }
  const { act, state, canDecide, digest, isOutdated } = approval.data;
  return (
    <Section title={change.act(act)}>
      <Stack gap="sm">
        {isOutdated && <ToneNote tone="warn">{words.t(`approvalOutdated.${act}`, 'approvals.outdated')}</ToneNote>}
        <ApprovalFacts approval={approval.data} />
        <FailureNote failure={decide.failure} onRetry={decide.retry} />
        {state === 'asked' &&
          (canDecide.isAllowed ? (
            <DecisionForm
              canGrant={approval.data.changes.length > 0 && !isOutdated}
              isBusy={decide.isBusy}
              onDecide={(outcome, note) => void decide.run({ approvalId, digest, outcome, note })}
            />
          ) : (
            <ToneNote tone="warn">{words.t(`reason.${canDecide.reason}`, 'reason.unknown')}</ToneNote>
          ))}
      </Stack>
    </Section>
  );
};
