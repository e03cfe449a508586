// What the print house needs of a batch: its parts, manifest, sums, passphrase, and the serials that were pulled.
import { createHash } from 'node:crypto';
import * as batches from '../../db/batches.ts';
import * as cardCounts from '../../db/card-counts.ts';
import { done, type Run, refuse } from '../command.ts';
import { batchName, passphraseFile } from '../print/places.ts';

const sha256 = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex');

export const batchFile: Run<'batch.file'> = async (ctx, { batchId, what, part }) => {
  const { tx, client, files, printFiles, session } = ctx;
  const batch = await batches.byId(tx, batchId);
  if (!batch) return refuse('no-such-batch');
  if (batch.generatedAt === null || batch.state === 'undone') return refuse('batch-moved-on', { state: batch.state });
  if (what === 'pulled') {
    const serials = await cardCounts.pulledSerials(tx, batchId);
    const fileName = `${batchName(batchId)}-pulled.csv`;
    const bytes = Buffer.from(['serial', ...serials, ''].join('\r\n'), 'utf8');
    const audit = { batch: batchId, what, part: null, rows: serials.length };
    return done({ file: files.offer(client, { name: fileName, bytes }), fileName }, audit);
  }
  if (batch.passphraseTo === 'maker' && batch.releasedBy !== session.staffId) return refuse('releaser-only');
  const found = (await batches.partsOf(tx, batchId)).find((one) => one.part === part);
  const names = {
    part: found?.fileName ?? null,
    manifest: `${batchName(batchId)}-manifest.csv`,
    sums: `${batchName(batchId)}-SHA256SUMS`,
    passphrase: passphraseFile(batchId),
  };
  const fileName = names[what];
  const bytes = fileName === null ? null : await printFiles.read(batch, fileName);
  if (fileName === null || bytes === null) return refuse('no-such-file');
  if (what === 'part' && found && sha256(bytes) !== found.fileSha256) return refuse('file-damaged');
  const file = files.offer(client, { name: fileName, bytes });
  return done({ file, fileName }, { batch: batchId, what, part: what === 'part' ? part : null });
};
