/** Long work in pieces: whoever else waits for this process has their turn between two of them. */

/** An agent's call that waits behind a piece or two is still answered at once. */
const pieceMilliseconds = 10;

export type Turns = {
  /** Called between pieces as often as one likes; waits where enough was done since the last turn. */
  readonly next: () => Promise<void>;
};

export const openTurns = (): Turns => {
  let since = performance.now();
  return {
    next: async () => {
      if (performance.now() - since < pieceMilliseconds) return;
      await new Promise((resume) => setImmediate(resume));
      since = performance.now();
    },
  };
};
