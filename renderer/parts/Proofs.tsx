import { useTranslation } from 'react-i18next';
import type { Output } from '../../main/contract/index.ts';
import { useTokyo } from '../tokyo.ts';
import { useWords } from '../words.ts';
import classes from './Proofs.module.css';

type Props = { readonly proofs: Output<'approval.open'>['proofs'] };

/** What the caller said agreed with what is on file, or did not. */
export const Proofs = ({ proofs }: Props) => {
  const { t } = useTranslation();
  const tokyo = useTokyo();
  const words = useWords();
  if (proofs.length === 0) return t('none');
  return (
    <ul className={classes.proofs}>
      {proofs.map(({ fact, outcome, at }) => (
        <li key={`${fact}-${outcome}-${at}`} className={outcome === 'missed' ? classes.missed : undefined}>
          {t('approvals.proof', { fact: words.t(`fact.${fact}`, 'fact.unknown'), outcome: t(`proof.${outcome}`) })}{' '}
          <time className={classes.at} dateTime={at}>
            {tokyo.moment(at)}
          </time>
        </li>
      ))}
    </ul>
  );
};
