// How fast a job goes just now. An average from its beginning would count the days on which nobody worked on it, the
// start of its process and its first, small pieces.

const memorySeconds = 20;
/** From less nobody can tell. */
const leastSeconds = 5;
/** Pieces may end every few milliseconds; so many a second are enough. */
const samplesPerSecond = 2;

type Done = { readonly rows: number; readonly bytes: number };
export type Speed = { readonly rowsPerSecond: number; readonly secondsLeft: number };

export class Speedometer {
  private readonly samples: (Done & { readonly seconds: number })[] = [];
  private readonly size: number;

  /** @param size of the whole work, in bytes */
  constructor(size: number) {
    this.size = size;
  }

  /**
   * @param seconds of a clock that only goes forward
   * @returns null while it is too early to tell, or nothing goes on
   */
  at(seconds: number, done: Done): Speed | null {
    const { samples } = this;
    const last = samples.at(-1);
    if (!last || seconds - last.seconds >= 1 / samplesPerSecond) samples.push({ ...done, seconds });
    // The oldest is the last one that is beyond memory, so that what is left always spans all of it.
    while (samples[1] && seconds - samples[1].seconds >= memorySeconds) samples.shift();
    const [oldest] = samples;
    if (!oldest || seconds - oldest.seconds < leastSeconds || done.bytes === oldest.bytes) return null;
    const spent = seconds - oldest.seconds;
    const secondsLeft = ((this.size - done.bytes) * spent) / (done.bytes - oldest.bytes);
    return { rowsPerSecond: Math.round((done.rows - oldest.rows) / spent), secondsLeft: Math.ceil(secondsLeft) };
  }
}
