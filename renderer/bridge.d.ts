import type { CallName, Input, Reply } from '../main/contract/index.ts';
import type { UploadAnswer } from '../main/files/uploads.ts';

declare global {
  /** What a host gives the renderer: Electron's preload script, or the loopback host's stand-in for it. */
  interface Bridge {
    call<Name extends CallName>(name: Name, input: Input<Name>): Promise<Reply<Name>>;
    /** Hears of changes only; what changed is read again by a call. Returns the way to stop. */
    listen(topic: string, callback: (topic: string, version: number) => void): () => void;
    /** The bytes of a file token; each token is good for one download. */
    file(token: string): Promise<Uint8Array<ArrayBuffer>>;
    /** One part of a file, of a megabyte at most, for the token that a call gave; answered before the next is sent. */
    part(token: string, bytes: Uint8Array<ArrayBuffer>, isLast: boolean): Promise<UploadAnswer>;
  }
  interface Window {
    readonly bridge?: Bridge;
  }
}
