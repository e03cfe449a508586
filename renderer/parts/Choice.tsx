import { Button, Text, Title } from '@mantine/core';
import type { Icon } from '@tabler/icons-react';
import classes from './Choice.module.css';

type Props = {
  readonly icon: Icon;
  readonly title: string;
  readonly sentence: string;
  readonly button: string;
  readonly isBusy?: boolean;
  readonly onChoose: () => void;
};

/** One way to begin, with what it means. */
export const Choice = ({ icon: Sign, title, sentence, button, isBusy = false, onChoose }: Props) => (
  <section className={classes.choice}>
    <Sign size={26} stroke={1.6} aria-hidden />
    <div className={classes.words}>
      <Title order={2}>{title}</Title>
      <Text c="dimmed">{sentence}</Text>
    </div>
    <Button size="sm" variant="default" loading={isBusy} onClick={onChoose}>
      {button}
    </Button>
  </section>
);
