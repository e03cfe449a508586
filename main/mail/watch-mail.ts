// A console that is left running sends what is due, beside whoever else does.
import { faultOf } from '../../db/fault.ts';
import type { Sender, SenderReport } from './sender.ts';

const lookMilliseconds = 3000;
/** After the server was out, or nothing is set up: somebody has to mend it first. */
const outMilliseconds = 60_000;

type Watch = {
  readonly sender: Sender;
  readonly signal: AbortSignal;
  readonly note: (error: unknown) => unknown;
  /** Told when what keeps mail from leaving here changes. */
  readonly changed: () => void;
};
export type MailWatch = {
  /** What kept mail from leaving at the last look; null where nothing did. */
  readonly trouble: () => SenderReport['fault'] | SenderReport['stopped'];
  /** At once, since settings have changed or somebody wants it. */
  readonly look: () => void;
  readonly stop: () => Promise<void>;
};

export const watchMail = ({ sender, signal, note, changed }: Watch): MailWatch => {
  let looking: Promise<void> = Promise.resolve();
  let timer: NodeJS.Timeout | undefined;
  let trouble: ReturnType<MailWatch['trouble']> = null;
  const lookOnce = async (): Promise<void> => {
    if (signal.aborted) return;
    try {
      const { fault, stopped } = await sender.send(signal);
      const before = trouble;
      trouble = fault ?? stopped;
      if (trouble !== before) changed();
    } catch (error) {
      // Out of reach: another look goes on with it.
      if (!signal.aborted && !faultOf(error)) note(error);
    }
    if (!signal.aborted) timer = setTimeout(look, trouble === null ? lookMilliseconds : outMilliseconds).unref();
  };
  const look = (): void => {
    clearTimeout(timer);
    looking = looking.then(lookOnce);
  };
  timer = setTimeout(look, lookMilliseconds).unref();
  return {
    trouble: () => trouble,
    look,
    stop: async () => {
      clearTimeout(timer);
      await looking;
      sender.close();
    },
  };
};
