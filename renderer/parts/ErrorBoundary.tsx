import { Button, Stack, Text, Title } from '@mantine/core';
import i18next from 'i18next';
import { Component, type ContextType, createContext, type ErrorInfo, type ReactNode } from 'react';
import { ToneNote } from './ToneNote.tsx';

type Props = {
  /** What goes with a fault: the whole page, or a part of it beside which the others go on. */
  readonly of: 'page' | 'part';
  /** With another place the fault is left behind. */
  readonly at?: string;
  readonly children: ReactNode;
};

type State = { readonly hasFailed: boolean; readonly ref: string | null };
const whole: State = { hasFailed: false, ref: null };

/** Where the root takes note of a fault; the number under which it stands there, or null. */
type NoteFault = (of: Props['of'], error: unknown, componentStack: string | null) => Promise<string | null>;
export const FaultNotes = createContext<NoteFault>(async () => null);

/** The net below the screens: a fault of their own becomes a sentence, a number to tell and a way on. */
export class ErrorBoundary extends Component<Props, State> {
  static override contextType = FaultNotes;
  declare context: ContextType<typeof FaultNotes>;
  override state = whole;

  static getDerivedStateFromError(): State {
    return { hasFailed: true, ref: null };
  }

  override componentDidCatch(error: unknown, { componentStack }: ErrorInfo) {
    void this.context(this.props.of, error, componentStack ?? null).then((ref) => this.setState({ ref }));
  }

  override componentDidUpdate(before: Props) {
    if (this.state.hasFailed && before.at !== this.props.at) this.setState(whole);
  }

  override render() {
    const { hasFailed, ref } = this.state;
    if (!hasFailed) return this.props.children;
    const number = ref !== null && (
      <Text span display="block" fz="xs" c="dimmed">
        {i18next.t('broken.ref', { ref })}
      </Text>
    );
    if (this.props.of === 'part')
      return (
        <ToneNote
          tone="alarm"
          isUrgent
          aside={
            <Button variant="default" onClick={() => this.setState(whole)}>
              {i18next.t('broken.again')}
            </Button>
          }
        >
          {i18next.t('broken.part')}
          {number}
        </ToneNote>
      );
    return (
      <Stack component="main" align="center" justify="center" mih="100dvh" p="xl">
        <Title order={1}>{i18next.t('broken.title')}</Title>
        <Text>{i18next.t('broken.sentence')}</Text>
        {number}
        <Button size="sm" onClick={() => location.reload()}>
          {i18next.t('broken.reload')}
        </Button>
      </Stack>
    );
  }
}
