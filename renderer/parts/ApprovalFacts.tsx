import { Anchor, Text } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { Link } from 'wouter';
import type { Output } from '../../main/contract/index.ts';
import { useChangeWords } from '../change-words.ts';
import { useTokyo } from '../tokyo.ts';
import { BeforeAfter } from './BeforeAfter.tsx';
import { Facts } from './Facts.tsx';
import { Proofs } from './Proofs.tsx';
import { ToneNote } from './ToneNote.tsx';

/** What an act of moving begins or names: nothing of it was there before. */
const isBegun = (field: string): boolean =>
  /^(contracts|contract-(start|end)|holder-from|login-kept|supply-|large-user-)/.test(field);

type Props = { readonly approval: Output<'approval.open'> };

/** What would change, why, who asked, and what the caller had proven. */
export const ApprovalFacts = ({ approval }: Props) => {
  const { t } = useTranslation();
  const tokyo = useTokyo();
  const change = useChangeWords();
  const { accountId, customerName, decisionNote, state } = approval;
  // A batch or a purge has nothing before it: what it is stands as facts.
  const isFact = ({ field, before }: (typeof approval.changes)[number]) =>
    before === '' && /^(batch|purge)/.test(field);
  const subject = approval.changes
    .filter(isFact)
    .map(({ field, after }) => [change.field(field), change.value(field, after, false)] as const);
  const changes = approval.changes
    .filter((one) => !isFact(one))
    .map(({ field, before, after }) => ({
      what: change.field(field),
      before: before === '' && isBegun(field) ? '' : change.value(field, before, true),
      after: change.value(field, after, false),
    }));
  const hint = state === 'asked' ? change.hint(approval.act) : null;
  return (
    <>
      {changes.length > 0 && (
        <BeforeAfter
          changes={changes}
          {...(approval.act === 'batch.post' && { labels: [t('approvals.planned'), t('approvals.actual')] as const })}
        />
      )}
      {approval.changes.length === 0 && (
        <Text c="dimmed">{t(state === 'asked' ? 'approvals.noChange' : 'approvals.forgotten')}</Text>
      )}
      <Facts
        facts={[
          ...subject,
          ...(accountId === null
            ? []
            : [
                [
                  t('approvals.customer'),
                  <Anchor key="customer" component={Link} href={`/accounts/${accountId}`} fz="sm">
                    {t('contact.customer', { name: customerName })}
                  </Anchor>,
                ] as const,
              ]),
          ...(approval.reason === '' ? [] : [[t('change.reason'), approval.reason] as const]),
          [t('approvals.asked'), t('approvals.byAt', { name: approval.askedBy, at: tokyo.moment(approval.askedAt) })],
          ...(accountId === null
            ? []
            : [[t('approvals.proofs'), <Proofs key="proofs" proofs={approval.proofs} />] as const]),
          ...(state === 'asked' ? [] : [[t('approvals.state'), t(`approvalState.${state}`)] as const]),
          ...(decisionNote === null ? [] : [[t('approvals.note'), decisionNote] as const]),
        ]}
      />
      {hint && <ToneNote tone="quiet">{hint}</ToneNote>}
    </>
  );
};
