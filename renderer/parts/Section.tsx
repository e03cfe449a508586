import { Title } from '@mantine/core';
import { type ReactNode, useId } from 'react';
import { ErrorBoundary } from './ErrorBoundary.tsx';
import classes from './Section.module.css';

type Props = { readonly title: string; readonly aside?: ReactNode; readonly children: ReactNode };

/** One subject of a screen on its own sheet. */
export const Section = ({ title, aside, children }: Props) => {
  const id = useId();
  return (
    <section aria-labelledby={id} className={classes.sheet}>
      <header className={classes.head}>
        <Title order={2} id={id}>
          {title}
        </Title>
        {aside}
      </header>
      <ErrorBoundary of="part">{children}</ErrorBoundary>
    </section>
  );
};
