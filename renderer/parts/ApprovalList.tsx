import { useTranslation } from 'react-i18next';
import { Link } from 'wouter';
import type { Output } from '../../main/contract/index.ts';
import { useChangeWords } from '../change-words.ts';
import { useTokyo } from '../tokyo.ts';
import classes from './ApprovalList.module.css';

type Props = { readonly approvals: Output<'approval.list'>['approvals']; readonly openId: number | null };

export const ApprovalList = ({ approvals, openId }: Props) => {
  const { t } = useTranslation();
  const tokyo = useTokyo();
  const change = useChangeWords();
  return (
    <ol className={classes.list}>
      {approvals.map((approval) => (
        <li key={approval.approvalId}>
          <Link
            href={`/approvals/${approval.approvalId}`}
            className={classes.link}
            aria-current={approval.approvalId === openId || undefined}
          >
            <span className={classes.act}>{change.act(approval.act)}</span>
            <time className={classes.at} dateTime={approval.askedAt}>
              {tokyo.moment(approval.askedAt)}
            </time>
            {approval.customerName && <span>{t('contact.customer', { name: approval.customerName })}</span>}
            <span className={classes.second}>
              {t('approvals.askedBy', { name: approval.askedBy })}
              {approval.state !== 'asked' &&
                t('approvals.decision', {
                  state: t(`approvalState.${approval.state}`),
                  name: approval.decidedBy ?? t('actor.system'),
                })}
            </span>
          </Link>
        </li>
      ))}
    </ol>
  );
};
