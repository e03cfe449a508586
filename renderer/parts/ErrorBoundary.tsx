import { Button, Stack, Text, Title } from '@mantine/core';
import i18next from 'i18next';
import { Component, type ReactNode } from 'react';
import { ToneNote } from './ToneNote.tsx';

type Props = {
  /** What goes with a fault: the whole page, or a part of it beside which the others go on. */
  readonly of: 'page' | 'part';
  /** With another place the fault is left behind. */
  readonly at?: string;
  readonly children: ReactNode;
};

/** The net below the screens: a fault of their own becomes a sentence and a way on. */
export class ErrorBoundary extends Component<Props, { hasFailed: boolean }> {
  override state = { hasFailed: false };

  static getDerivedStateFromError() {
    return { hasFailed: true };
  }

  override componentDidUpdate(before: Props) {
    if (this.state.hasFailed && before.at !== this.props.at) this.setState({ hasFailed: false });
  }

  override render() {
    if (!this.state.hasFailed) return this.props.children;
    if (this.props.of === 'part')
      return (
        <ToneNote
          tone="alarm"
          isUrgent
          aside={
            <Button variant="default" onClick={() => this.setState({ hasFailed: false })}>
              {i18next.t('broken.again')}
            </Button>
          }
        >
          {i18next.t('broken.part')}
        </ToneNote>
      );
    return (
      <Stack component="main" align="center" justify="center" mih="100dvh" p="xl">
        <Title order={1}>{i18next.t('broken.title')}</Title>
        <Text>{i18next.t('broken.sentence')}</Text>
        <Button size="sm" onClick={() => location.reload()}>
          {i18next.t('broken.reload')}
        </Button>
      </Stack>
    );
  }
}
