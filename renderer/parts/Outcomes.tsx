import classes from './Outcomes.module.css';

type Props = { readonly title: string; readonly outcomes: readonly string[] };

/** What an act leads to, a sentence each. */
export const Outcomes = ({ title, outcomes }: Props) => (
  <ul className={classes.outcomes} aria-label={title}>
    {outcomes.map((outcome) => (
      <li key={outcome}>{outcome}</li>
    ))}
  </ul>
);
