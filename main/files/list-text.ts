import { isUtf8 } from 'node:buffer';

/** A short list that somebody sent, in UTF-8 or as Japanese spreadsheets write it; null where it is neither. */
export const listText = async (bytes: Uint8Array): Promise<string | null> => {
  if (isUtf8(bytes)) return Buffer.from(bytes).toString('utf8');
  // Its tables of signs are large, and most lists are plain.
  const { windows31jDecoder } = await import('../import/windows-31j.ts');
  try {
    return windows31jDecoder()(bytes, true);
  } catch {
    return null;
  }
};
