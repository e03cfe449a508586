import { IconCircleCheck } from '@tabler/icons-react';
import classes from './MatchedFact.module.css';

type Props = { readonly what: string; readonly outcome?: string };

export const MatchedFact = ({ what, outcome }: Props) => (
  <div className={classes.matched}>
    <IconCircleCheck size={16} aria-hidden />
    <span>{what}</span>
    {outcome && <strong>{outcome}</strong>}
  </div>
);
