// What every card says of its sender, and the print house's key, which two admins set together (rule 15).
import * as batches from '../../db/batches.ts';
import * as printSettings from '../../db/print-settings.ts';
import { askApproval } from '../acts/ask-approval.ts';
import { type Context, done, type Run, refuse, type SignedIn } from '../command.ts';
import { calibrationDocument } from '../print/calibration.ts';
import { layouts } from '../print/layout.ts';
import { isPrintHouseKey } from '../print/passphrase-file.ts';
import { proofDocument } from '../print/proof.ts';
import { openTypeface } from '../print/typeface.ts';
import { validThrough } from '../rules/batch.ts';
import type { ApprovalKind } from './approval-kinds.ts';

export const houseKeyAct = 'print.setHouseKey';
/** Enough of a key for two people to compare it by. */
const endingLength = 12;
const endingOf = (key: string): string => key.slice(-endingLength);

export const readPrintSettings: Run<'print.settings'> = async ({ tx }) => {
  const sender = await printSettings.senderOf(tx);
  const key = await printSettings.houseKeyOf(tx);
  return done({
    sender: sender?.value.sender ?? null,
    houseKey: key && { ending: endingOf(key.value), changedAt: key.changedAt },
    offsets: sender?.value.offsets ?? [],
    version: sender?.version ?? 0,
  });
};

export const setSender: Run<'print.setSender'> = async ({ tx, now, touch }, { sender, offsets, version }) => {
  const { canDraw } = openTypeface();
  const odd = [...Object.values(sender).join('')].find((character) => !canDraw(character.codePointAt(0) ?? 0));
  if (odd) return refuse('character-not-drawable', { character: odd });
  const value = { sender: { ...sender, postcode: sender.postcode.replace('-', '') }, offsets };
  const before = (await printSettings.senderOf(tx))?.value;
  const lines = (Object.keys(sender) as (keyof typeof sender)[]).filter(
    (line) => before?.sender[line] !== value.sender[line],
  );
  const isMoved = JSON.stringify(before?.offsets ?? []) !== JSON.stringify(offsets);
  const fields = [...lines, ...(isMoved ? ['offsets'] : [])];
  // A batch that was made before would have to be made anew for nothing.
  if (fields.length === 0) return refuse('same-value');
  if (!(await printSettings.setSender(tx, value, version, now))) return refuse('changed-meanwhile');
  touch('batches');
  return done({ version: version + 1 }, { version: version + 1, fields });
};

export const askHouseKey: Run<'print.setHouseKey'> = async ({ tx, now, session, touch }, { key, reason }) => {
  if (!isPrintHouseKey(key)) return refuse('not-a-key');
  const known = await printSettings.houseKeyOf(tx);
  if (known?.value === key) return refuse('same-value');
  const asking = { act: houseKeyAct, accountId: null, content: { key }, contactId: null, reason };
  const subjectVersion = known?.version ?? 0;
  const approvalId = await askApproval(tx, { ...asking, subjectVersion, askedBy: session.staffId }, now);
  touch('approvals');
  return done({ approvalId }, { approval: approvalId });
};

const keyOf = (content: string): string => JSON.parse(content).key;

export const houseKeyKind: ApprovalKind = {
  decidedBy: 'admin',
  changesOf: async ({ tx }: Context, { content }) => [
    {
      field: 'house-key',
      before: endingOf((await printSettings.houseKeyOf(tx))?.value ?? ''),
      after: endingOf(keyOf(content)),
    },
  ],
  isOutdated: async ({ tx }, { subjectVersion }) =>
    ((await printSettings.houseKeyOf(tx))?.version ?? 0) !== subjectVersion,
  grant: async ({ tx, now, touch }: SignedIn, { content, subjectVersion }) => {
    if (!(await printSettings.setHouseKey(tx, keyOf(content), subjectVersion, now)))
      return { ok: false, error: 'content-changed' };
    touch('batches');
    return { ok: true };
  },
};

export const bytesOf = async (document: AsyncIterable<unknown>): Promise<Uint8Array> => {
  const chunks: Uint8Array[] = [];
  for await (const chunk of document) chunks.push(chunk as Uint8Array);
  return Buffer.concat(chunks);
};

export const printSample: Run<'print.sample'> = async (ctx, { what, layout, batchId }) => {
  const { tx, today, policy, files, client } = ctx;
  const kept = await printSettings.senderOf(tx);
  if (!kept) return refuse('sender-missing');
  const batch = batchId === null ? null : await batches.byId(tx, batchId);
  if (batchId !== null && !batch) return refuse('no-such-batch');
  const { sender, offsets } = kept.value;
  const document =
    what === 'proof'
      ? proofDocument(
          layouts[layout],
          sender,
          { madeOn: today, validThrough: batch?.validThrough ?? validThrough(today, policy) },
          layout === 'v-fold' ? offsets : [],
        )
      : calibrationDocument(layouts[layout], today, offsets);
  const of = batch ? `${batch.id}-${layout}` : layout;
  const fileName = `akari-${what === 'proof' ? 'mihon' : 'calibration'}-${of}.pdf`;
  const file = files.offer(client, { name: fileName, bytes: await bytesOf(document) });
  return done({ file, fileName }, { what, layout, ...(batch && { batch: batch.id }) });
};
