import type { ReactNode } from 'react';
import classes from './Facts.module.css';

type Props = { readonly facts: readonly (readonly [name: string, value: ReactNode])[] };

/** Names and values side by side. */
export const Facts = ({ facts }: Props) => (
  <dl className={classes.facts}>
    {facts.map(([name, value]) => (
      <div key={name} className={classes.fact}>
        <dt>{name}</dt>
        <dd>{value}</dd>
      </div>
    ))}
  </dl>
);
