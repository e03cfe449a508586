// A backup sealed for somebody else: age's format, which any `age` opens, by passphrase or for a public key.
import { createReadStream } from 'node:fs';
import { open } from 'node:fs/promises';
import { Readable } from 'node:stream';
import type { ReadableStream as NodeStream } from 'node:stream/web';
import { Decrypter, Encrypter } from 'age-encryption';

export type Seal = { readonly passphrase: string } | { readonly recipient: string };
export type Unsealing = { readonly passphrase: string } | { readonly identity: string };

const magic = 'age-encryption.org/v1\n';

export const isSealed = async (path: string): Promise<boolean> => {
  const handle = await open(path, 'r');
  try {
    const start = Buffer.alloc(magic.length);
    await handle.read(start, 0, magic.length, 0);
    return start.toString('latin1') === magic;
  } finally {
    await handle.close();
  }
};

const bytesOf = (path: string): ReadableStream<Uint8Array> =>
  Readable.toWeb(createReadStream(path)) as ReadableStream<Uint8Array>;
const chunksOf = (stream: ReadableStream<Uint8Array>): AsyncIterable<Uint8Array> =>
  Readable.fromWeb(stream as NodeStream);

export const sealed = async (path: string, seal: Seal): Promise<AsyncIterable<Uint8Array>> => {
  const encrypter = new Encrypter();
  if ('recipient' in seal) encrypter.addRecipient(seal.recipient);
  else encrypter.setPassphrase(seal.passphrase);
  return chunksOf(await encrypter.encrypt(bytesOf(path)));
};

/** @throws where it was sealed for somebody else, or was changed since */
export const unsealed = async (path: string, by: Unsealing): Promise<AsyncIterable<Uint8Array>> => {
  const decrypter = new Decrypter();
  if ('identity' in by) decrypter.addIdentity(by.identity);
  else decrypter.addPassphrase(by.passphrase);
  return chunksOf(await decrypter.decrypt(bytesOf(path)));
};
