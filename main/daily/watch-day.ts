// The daily run of a console that is left running: looks now and then whether the day's chores are still to be done.
import { faultOf } from '../../db/fault.ts';

const lookMilliseconds = 600_000;
/** Not in the first moments, in which whoever opened the console waits for it. */
const firstLookMilliseconds = 30_000;

type Watch = {
  /** Does what is due, if anything is. */
  readonly look: () => Promise<unknown>;
  readonly isClosing: () => boolean;
  readonly note: (error: unknown) => unknown;
};

/** @returns what stops it; resolves when nothing is being done any more */
export const watchDay = ({ look, isClosing, note }: Watch): (() => Promise<void>) => {
  let looking: Promise<unknown> = Promise.resolve();
  const lookAgain = (): void => {
    looking = looking.then(look).catch((error) => {
      // Closing, or out of reach: another look goes on with it.
      if (!isClosing() && !faultOf(error)) note(error);
    });
  };
  const first = setTimeout(lookAgain, firstLookMilliseconds).unref();
  const next = setInterval(lookAgain, lookMilliseconds).unref();
  return async () => {
    clearTimeout(first);
    clearInterval(next);
    await looking;
  };
};
