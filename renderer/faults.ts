// What goes wrong in the page itself is told to the log of its host: the kind, and the places of our own program. Never a
// message, which may quote what stands on the screen, nor an address.
import i18next from 'i18next';
import type { Input } from '../main/contract/index.ts';
import { announce } from './announce.ts';
import { call } from './call.ts';

type Fault = Input<'desk.noteFault'>;
type Caught = Fault['caught'];

const isName = (text: string): boolean => /^[A-Za-z]\w{0,39}$/.test(text);

/** File, line and column of each frame; what stands before the frames is the message. */
const placesIn = (stack: string): string[] =>
  stack
    .split('\n')
    .filter((line) => /^\s+at /.test(line))
    .flatMap(
      (line) => /([\w.-]{1,40}\.m?[jt]sx?)(?:\?[^:)]*)?:(\d{1,7}):(\d{1,7})\)?$/.exec(line)?.slice(1).join(':') ?? [],
    )
    .slice(0, 12);

/** What the page is made of around the fault; elements of HTML have no place of their own. */
const componentsIn = (stack: string): string[] =>
  stack
    .split('\n')
    .flatMap((line) => /^\s+at ([A-Za-z_$][\w$.]{0,39}) \(.*:\d+:\d+\)$/.exec(line)?.[1] ?? [])
    .slice(0, 20);

const told = new Map<string, Promise<string | null>>();

/** Never throws, and tells the same fault once. @returns under which number the log has it; null where it has not */
export const noteFault = (caught: Caught, error: unknown, componentStack: string | null = null) => {
  const isError = error instanceof Error;
  const fault: Fault = {
    name: isError && isName(error.name) ? error.name : 'Unnamed',
    caught,
    components: componentsIn(componentStack ?? ''),
    places: placesIn((isError && error.stack) || ''),
  };
  const key = JSON.stringify(fault);
  const before = told.get(key);
  if (before) return before;
  const telling = call('desk.noteFault', fault).then((answer) => {
    if (answer.ok) return answer.value.ref;
    told.delete(key);
    return null;
  });
  told.set(key, telling);
  return telling;
};

/** What nothing on the screen catches: whoever pressed a button is told why nothing came of it. */
const tellOf = async (caught: Caught, error: unknown): Promise<void> => {
  const ref = await noteFault(caught, error);
  if (ref !== null) announce(i18next.t('broken.beside', { ref }), 'alarm');
};

export const watchFaults = (): void => {
  // Without an error it is the browser's own complaint about its layout.
  window.addEventListener('error', ({ error }) => void (error && tellOf('event', error)));
  window.addEventListener('unhandledrejection', ({ reason }) => void tellOf('promise', reason));
};
