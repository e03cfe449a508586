// Two admins and what they do with batches of cards again and again.
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { Decrypter, generateIdentity, identityToRecipient } from 'age-encryption';
import type { Output } from '../../main/contract/index.ts';
import type { Desk } from '../../main/core.ts';
import { answerOf } from '../door/caller.ts';
import { addCustomer, type CustomerOptions, type TestCustomer } from '../setup/customer.ts';
import { noon, requestId } from '../setup/desk.ts';
import { until } from '../setup/until.ts';
import { type ImportDesk, inPieces } from './desk.ts';

export type BatchRead = Output<'batch.open'>;

export const sender = {
  company: 'あかり電力株式会社',
  postcode: '060-0042',
  address: '札幌市中央区大通西1丁目1-1',
  postOffice: '札幌中央',
  returnTo: null,
  service: 'あかりWebサービス',
  serviceAddress: 'https://web.example.jp',
  helpPhone: '0120-000-000',
  helpHours: '平日 9時〜17時',
};

export type House = { readonly identity: string; readonly recipient: string };
export const openHouse = async (): Promise<House> => {
  const identity = await generateIdentity();
  return { identity, recipient: await identityToRecipient(identity) };
};

/** As the print house opens the file that came with the parts. */
export const openPassphrase = async (house: House, armored: string): Promise<string> => {
  const { armor } = await import('age-encryption');
  const decrypter = new Decrypter();
  decrypter.addIdentity(house.identity);
  return decrypter.decrypt(armor.decode(armored), 'text');
};

/** Grants what another admin was asked, as that admin. */
export const grant = async (other: Desk, approvalId: number): Promise<void> => {
  const { digest } = answerOf(await other.call('approval.open', { approvalId }));
  answerOf(await other.call('approval.decide', { approvalId, digest, outcome: 'grant', requestId: requestId() }));
};

/** What has to be there before a first batch. */
export const setUpPrinting = async (maker: Desk, other: Desk, house: House): Promise<void> => {
  answerOf(await maker.call('print.setSender', { sender, version: 0, requestId: requestId() }));
  const asked = { key: house.recipient, reason: '印刷会社からの通知', requestId: requestId() };
  await grant(other, answerOf(await maker.call('print.setHouseKey', asked)).approvalId);
};

/** Customers whose cards wait, asked for by somebody a day ago. */
export const waitingCustomers = async (
  at: ImportDesk,
  count: number,
  options: CustomerOptions = {},
): Promise<TestCustomer[]> => {
  const customers: TestCustomer[] = [];
  for (let n = 0; n < count; n++) customers.push(await addCustomer(at.db.write, options));
  await askFor(at, customers);
  return customers;
};
export const askFor = async (at: ImportDesk, customers: readonly TestCustomer[]): Promise<void> => {
  const asked_at = new Date(Date.parse(noon) - 86_400_000).toISOString();
  await at.db.write.batchInsert(
    'card_request',
    customers.map(({ accountId }) => ({
      account_id: accountId,
      cause: 'forgotten-password',
      state: 'waiting',
      asked_at,
    })),
    // SQLite takes no longer list at once.
    400,
  );
};

/** Every print file of a console's data folder, with its path. */
export const printFilesIn = ({ folder }: Pick<ImportDesk, 'folder'>): string[] => {
  const all = readdirSync(folder, { recursive: true, withFileTypes: true });
  return all
    .filter((entry) => entry.isFile() && entry.parentPath.startsWith(join(folder, 'print')))
    .map((entry) => join(entry.parentPath, entry.name))
    .sort();
};

export const batchWhen = (
  desk: Desk,
  batchId: number,
  what: string,
  isSo: (read: BatchRead) => boolean,
  seconds = 60,
): Promise<BatchRead> => until(what, async () => answerOf(await desk.call('batch.open', { batchId })), isSo, seconds);
/** Nothing of its print data is left. */
export const batchTidied = (desk: Desk, batchId: number, seconds?: number): Promise<BatchRead> =>
  batchWhen(desk, batchId, 'its files are gone', ({ batch }) => batch.filesDeletedAt !== null, seconds);
const isOver = ({ batch }: BatchRead): boolean =>
  batch.job !== null && ['done', 'failed', 'cancelled'].includes(batch.job.state);

export const postingOn = '2026-11-26';
export const make = async (maker: Desk): Promise<BatchRead> => {
  const made = { plannedPostingOn: postingOn, requestId: requestId() };
  const { batchId } = answerOf(await maker.call('batch.make', made));
  return batchWhen(maker, batchId, 'the batch is put together', isOver);
};
/** Makes a batch and has another admin release it. */
export const release = async (maker: Desk, other: Desk): Promise<number> => {
  const { batch, openApprovals } = await make(maker);
  await grant(other, openApprovals[0]?.approvalId ?? 0);
  return batch.batchId;
};
export const generate = async (desk: Desk, batchId: number): Promise<BatchRead> => {
  answerOf(await desk.call('batch.generate', { batchId, requestId: requestId() }));
  return batchWhen(desk, batchId, 'the batch is generated', isOver);
};

/** Its last card in a part of its own, as a batch of more cards than a part holds has two. */
export const splitOffLast = async ({ db }: ImportDesk, batchId: number): Promise<string> => {
  const card = await db
    .write('card')
    .where({ batch_id: batchId })
    .whereNotNull('serial')
    .orderBy('serial', 'desc')
    .first();
  const { id, ...first } = await db.write('batch_part').where({ batch_id: batchId, part: 1 }).first();
  await db.write('batch_part').insert({ ...first, part: 2, card_count: 1 });
  await db
    .write('batch_part')
    .where({ id })
    .update({ card_count: first.card_count - 1 });
  await db.write('card').where({ id: card.id }).update({ part: 2 });
  return card.serial;
};

export const uploadList = async (desk: Desk, text: string): Promise<string> => {
  const bytes = Buffer.from(text);
  const { file } = answerOf(await desk.call('batch.offer', { fileName: 'results.csv', size: bytes.length }));
  const answer = await desk.receiveFile(file, inPieces(bytes));
  if (!answer.ok || answer.file === null) throw new Error('the upload was refused');
  return answer.file;
};
export const results = async (desk: Desk, batchId: number, lines: readonly string[]) =>
  desk.call('batch.results', {
    batchId,
    file: await uploadList(desk, ['serial,result,date', ...lines, ''].join('\r\n')),
    requestId: requestId(),
  });

/** The print house has printed all of these. */
export const allPrinted = async (desk: Desk, batchId: number, serials: readonly string[], on = '2026-11-25') =>
  answerOf(
    await results(
      desk,
      batchId,
      serials.map((serial) => `${serial},printed,${on}`),
    ),
  );

export const fileOf = async (
  desk: Desk,
  batchId: number,
  what: 'part' | 'manifest' | 'sums' | 'passphrase' | 'pulled',
  part = 1,
): Promise<Buffer> => {
  const { file } = answerOf(await desk.call('batch.file', { batchId, what, part }));
  return Buffer.from(desk.takeFile(file)?.bytes ?? []);
};
