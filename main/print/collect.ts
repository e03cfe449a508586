/** Lets go of what a finished part has left in memory, in the twentieth of a second between two parts. */
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';

// Left to itself V8 lets the heap grow by half over a large batch before it looks for what nobody needs. It shows its
// collector to contexts that begin while the flag is set, and to nobody else; where a host forbids that, nothing is lost.
setFlagsFromString('--expose-gc');
export const collect: () => void = runInNewContext(`typeof gc === 'function' ? gc : () => {}`);
setFlagsFromString('--no-expose-gc');
