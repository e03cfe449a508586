// A console that is left running sends what is due, beside whoever else does.
import { faultOf } from '../../db/fault.ts';
import type { Sender } from './sender.ts';

const lookMilliseconds = 3000;
/** After the server was out, or nothing is set up: somebody has to mend it first. */
const outMilliseconds = 60_000;

type Watch = {
  readonly sender: Sender;
  readonly signal: AbortSignal;
  readonly note: (error: unknown) => unknown;
};
export type MailWatch = {
  /** At once, since settings have changed or somebody wants it. */
  readonly look: () => void;
  readonly stop: () => Promise<void>;
};

export const watchMail = ({ sender, signal, note }: Watch): MailWatch => {
  let looking: Promise<void> = Promise.resolve();
  let timer: NodeJS.Timeout | undefined;
  let isOut = false;
  const lookOnce = async (): Promise<void> => {
    clearTimeout(timer);
    if (signal.aborted) return;
    try {
      const { fault, stopped } = await sender.send(signal);
      isOut = fault !== null || stopped !== null;
    } catch (error) {
      // Out of reach: another look goes on with it.
      if (!signal.aborted && !faultOf(error)) note(error);
    }
    if (!signal.aborted) timer = setTimeout(look, isOut ? outMilliseconds : lookMilliseconds).unref();
  };
  const look = (): void => {
    clearTimeout(timer);
    looking = looking.then(lookOnce);
  };
  timer = setTimeout(look, lookMilliseconds).unref();
  return {
    look,
    stop: async () => {
      clearTimeout(timer);
      await looking;
      sender.close();
    },
  };
};
