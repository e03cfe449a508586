// Whether somebody still sits at a desk that is signed in: a tab can be closed, or a browser end, without signing out.

/** A page that is loaded anew listens again within it, also on a slow PC. */
const graceMilliseconds = 10_000;
/** What nobody looks at calls about once a minute until its desk is locked for idleness. */
const restMilliseconds = 5 * 60_000;

export type Seat = {
  /** It has called. */
  readonly heard: () => void;
  /** It listens to something, until what this returns is called. */
  readonly follows: () => () => void;
  /** It is there without listening, or no longer. */
  readonly rests: (isResting: boolean) => void;
  readonly isTaken: () => boolean;
};

export const openSeat = (): Seat => {
  let heardAt = Date.now();
  let following = 0;
  let isResting = false;
  const heard = (): void => {
    heardAt = Date.now();
  };
  return {
    heard,
    follows: () => {
      following += 1;
      return () => {
        following -= 1;
        heard();
      };
    },
    rests: (now) => {
      isResting = now;
    },
    isTaken: () => following > 0 || Date.now() - heardAt < (isResting ? restMilliseconds : graceMilliseconds),
  };
};
