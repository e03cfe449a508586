import type { ReactNode } from 'react';
import classes from './Facts.module.css';

type Props = {
  readonly facts: readonly (readonly [name: string, value: ReactNode])[];
  /** For names that would break in two where they usually stand. */
  readonly hasLongNames?: boolean;
};

/** Names and values side by side. */
export const Facts = ({ facts, hasLongNames = false }: Props) => (
  <dl className={hasLongNames ? `${classes.facts} ${classes.long}` : classes.facts}>
    {facts.map(([name, value]) => (
      <div key={name} className={classes.fact}>
        <dt>{name}</dt>
        <dd>{value}</dd>
      </div>
    ))}
  </dl>
);
