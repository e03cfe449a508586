import { Button, Stack, Text, Title } from '@mantine/core';
import i18next from 'i18next';
import { Component, type ReactNode } from 'react';

/** The last net: a fault of the screens themselves becomes a sentence and a way on. */
export class ErrorBoundary extends Component<{ children: ReactNode }, { hasFailed: boolean }> {
  override state = { hasFailed: false };

  static getDerivedStateFromError() {
    return { hasFailed: true };
  }

  override render() {
    if (!this.state.hasFailed) return this.props.children;
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
