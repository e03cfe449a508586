// Files that people hand over, under names of our own in the data folder, and the lists of what was refused of them.
import { createHash, type Hash, randomBytes } from 'node:crypto';
import { existsSync } from 'node:fs';
import { type FileHandle, open, readFile, rename, rm } from 'node:fs/promises';
import type { Client } from '../command.ts';
import type { ImportRefusal } from '../import/fault.ts';
import type { Format } from '../import/format.ts';
import type { Look } from '../import/look.ts';
import { makePlaces, rejectsPathOf, removeUpload, sweepPlaces, uploadName, uploadPathOf } from '../import/places.ts';
import type { Policy } from '../rules/policy.ts';
import { listText } from './list-text.ts';

export const uploadLimit = 4 * 1024 ** 3;
/** Of what is read whole. */
const textLimit = 20 * 1024 ** 2;
export type UploadFault = 'no-file' | 'too-large' | 'cut-off' | 'disk';
export type UploadAnswer =
  | { readonly ok: true; readonly file: string | null }
  | { readonly ok: false; readonly error: UploadFault };
export type UploadedFile = {
  readonly file: string;
  readonly fileName: string;
  readonly size: number;
  readonly sha256: string;
};
/** What commands may do with them. */
export type Uploads = {
  readonly limit: number;
  /** @returns a token, good for one file of this client's and this size */
  readonly offer: (client: Client, file: { fileName: string; size: number }) => string;
  /** A file of this client's own. */
  readonly of: (client: Client, file: string) => UploadedFile | null;
  /** Whether the file lies on this machine. */
  readonly has: (file: string) => boolean;
  readonly look: (file: string, chosen: Partial<Format>) => Promise<Look | ImportRefusal>;
  /** A small file of this client's own as text; null where it is not there, or in no encoding that we read. */
  readonly text: (client: Client, file: string) => Promise<string | null>;
  readonly remove: (file: string) => Promise<void>;
  /** The list of refused rows, or null where it is not here any more. */
  readonly rejects: (file: string, jobId: number) => Promise<Uint8Array | null>;
  readonly hasRejects: (file: string, jobId: number) => boolean;
};
/** What hosts hand over. */
export type UploadDesk = Uploads & {
  readonly receive: (client: Client, token: string, bytes: AsyncIterable<Uint8Array>) => Promise<UploadAnswer>;
  /** The same in parts, for a host that has messages and no streams; null as a file: more is to come. */
  readonly part: (client: Client, token: string, bytes: Uint8Array, isLast: boolean) => Promise<UploadAnswer>;
  readonly sweep: (policy: Pick<Policy, 'rejectsFileDays'>) => Promise<unknown>;
};

type Slot = { readonly owner: string; readonly fileName: string; readonly size: number };
const slotLimit = 8;
const keptLimit = 100;

/** One file on its way in: beside its final name until it is whole. */
class Incoming {
  readonly file = randomBytes(16).toString('hex');
  private size = 0;
  private readonly hash: Hash = createHash('sha256');
  private readonly folder: string;
  private readonly slot: Slot;
  private handle: FileHandle | null = null;

  constructor(folder: string, slot: Slot) {
    this.folder = folder;
    this.slot = slot;
  }

  private get draft(): string {
    return `${uploadPathOf(this.folder, this.file)}.part`;
  }

  async write(bytes: Uint8Array): Promise<UploadFault | null> {
    this.size += bytes.length;
    if (this.size > this.slot.size) return 'too-large';
    try {
      if (!this.handle) {
        await makePlaces(this.folder);
        this.handle = await open(this.draft, 'wx', 0o600);
      }
      this.hash.update(bytes);
      for (let from = 0; from < bytes.length; ) {
        const { bytesWritten } = await this.handle.write(bytes, from);
        // A disk that takes nothing more and says nothing.
        if (bytesWritten === 0) return 'disk';
        from += bytesWritten;
      }
      return null;
    } catch {
      return 'disk';
    }
  }

  async finish(): Promise<UploadedFile | UploadFault> {
    if (this.size !== this.slot.size) return 'cut-off';
    try {
      await this.handle?.close();
      this.handle = null;
      await rename(this.draft, uploadPathOf(this.folder, this.file));
    } catch {
      return 'disk';
    }
    const { fileName, size } = this.slot;
    return { file: this.file, fileName, size, sha256: this.hash.digest('hex') };
  }

  async drop(): Promise<void> {
    await this.handle?.close().catch(() => {});
    await rm(this.draft, { force: true }).catch(() => {});
  }
}

/** The oldest entries go, so that no page fills the memory. */
const keepLast = <Kept>(map: Map<string, Kept>, limit: number): Kept[] =>
  [...map].slice(0, -limit).map(([key, kept]) => {
    map.delete(key);
    return kept;
  });

/** @param folder the data folder, asked for when it is needed */
export const openUploads = (folder: () => string): UploadDesk => {
  const slots = new Map<string, Slot>();
  const coming = new Map<string, { owner: string; incoming: Incoming }>();
  const kept = new Map<string, UploadedFile & { owner: string }>();

  const take = (client: Client, token: string): Slot | null => {
    const slot = slots.get(token);
    if (!slot || slot.owner !== client.tokenHash) return null;
    slots.delete(token);
    return slot;
  };
  const refused = async (incoming: Incoming, error: UploadFault): Promise<UploadAnswer> => {
    await incoming.drop();
    return { ok: false, error };
  };
  const settle = async (client: Client, incoming: Incoming): Promise<UploadAnswer> => {
    const found = await incoming.finish();
    if (typeof found === 'string') return refused(incoming, found);
    kept.set(found.file, { ...found, owner: client.tokenHash });
    keepLast(kept, keptLimit);
    return { ok: true, file: found.file };
  };

  return {
    limit: uploadLimit,
    offer: (client, file) => {
      const token = randomBytes(16).toString('hex');
      slots.set(token, { ...file, owner: client.tokenHash });
      keepLast(slots, slotLimit);
      return token;
    },
    of: (client, file) => {
      const found = kept.get(file);
      if (!found || found.owner !== client.tokenHash || !existsSync(uploadPathOf(folder(), file))) return null;
      const { owner: _owner, ...value } = found;
      return value;
    },
    has: (file) => uploadName.test(file) && existsSync(uploadPathOf(folder(), file)),
    // Its tables of signs are large, and most processes never look at a file.
    look: async (file, chosen) => (await import('../import/look.ts')).lookAt(uploadPathOf(folder(), file), chosen),
    text: async (client, file) => {
      const found = kept.get(file);
      if (!found || found.owner !== client.tokenHash || found.size > textLimit) return null;
      const bytes = await readFile(uploadPathOf(folder(), file)).catch(() => null);
      return bytes && listText(bytes);
    },
    remove: (file) => removeUpload(folder(), file),
    rejects: (file, jobId) => readFile(rejectsPathOf(folder(), file, jobId)).catch(() => null),
    hasRejects: (file, jobId) => uploadName.test(file) && existsSync(rejectsPathOf(folder(), file, jobId)),
    receive: async (client, token, bytes) => {
      const slot = take(client, token);
      if (!slot) return { ok: false, error: 'no-file' };
      const incoming = new Incoming(folder(), slot);
      try {
        for await (const piece of bytes) {
          const fault = await incoming.write(piece);
          if (fault) return refused(incoming, fault);
        }
      } catch {
        return refused(incoming, 'cut-off');
      }
      return settle(client, incoming);
    },
    part: async (client, token, bytes, isLast) => {
      let open = coming.get(token);
      if (!open) {
        const slot = take(client, token);
        if (!slot) return { ok: false, error: 'no-file' };
        open = { owner: client.tokenHash, incoming: new Incoming(folder(), slot) };
        coming.set(token, open);
        for (const { incoming } of keepLast(coming, slotLimit)) await incoming.drop();
      }
      if (open.owner !== client.tokenHash) return { ok: false, error: 'no-file' };
      const fault = await open.incoming.write(bytes);
      if (fault || isLast) coming.delete(token);
      if (fault) return refused(open.incoming, fault);
      return isLast ? settle(client, open.incoming) : { ok: true, file: null };
    },
    sweep: (policy) => sweepPlaces(folder(), Date.now(), policy),
  };
};
