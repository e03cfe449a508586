// What comes back from the print house, and posting: pulled cards, the list of results, parts on their way to customers.
import * as batches from '../../db/batches.ts';
import * as cardCounts from '../../db/card-counts.ts';
import * as cards from '../../db/cards.ts';
import * as events from '../../db/events.ts';
import { askApproval } from '../acts/ask-approval.ts';
import { done, type Prepared, type Run, refuse, type SignedIn } from '../command.ts';
import { lateDays, latePostingAct } from '../rules/batch.ts';
import { atTheHouse } from '../rules/batch-permissions.ts';
import { judgePosting, moveOn, postPart } from './batch-posting.ts';
import { type PrintResultRow, type PrintResults, readPrintResults, type WrongRow } from './batch-results.ts';
import { inPieces } from './list-pieces.ts';

const listMegabytes = 20;

export const offerList: Run<'batch.offer'> = async ({ client, uploads }, { fileName, size }) => {
  if (size === 0) return refuse('empty-file');
  if (size > listMegabytes * 1024 ** 2) return refuse('list-too-large', { megabytes: listMegabytes });
  return done({ file: uploads.offer(client, { fileName, size }) });
};

const isOpen = ({ state }: cards.Card): boolean => state === 'generated' || state === 'pulled';

/**
 * A row that cannot be true: nothing of the list is taken in then. A list that goes on from the one before names cards
 * again that are posted by now: right where it ends with what is known of them.
 * @param last what the list says of the card in the end
 */
const faultOf = (
  card: cards.Card | undefined,
  batchId: number,
  { result }: PrintResultRow,
  last: PrintResultRow | undefined,
): string | null => {
  if (card?.batchId !== batchId) return 'serial-of-another';
  if (card.state === 'pulled' && (result === 'printed' || result === 'rerun')) return 'printed-though-pulled';
  if (card.state !== 'pulled' && result === 'pulled') return 'pulled-there-only';
  const isKnown = card.printResult === last?.result && card.printedOn === last.on;
  return isOpen(card) || isKnown ? null : 'posted-already';
};

const shownFaults = 20;

type Alike = Pick<PrintResultRow, 'result' | 'on'> & { readonly ids: number[] };
const groupAlike = (said: ReadonlyMap<number, PrintResultRow>): Iterable<Alike> => {
  const groups = new Map<string, Alike>();
  for (const [id, { result, on }] of said) {
    const group = groups.get(`${result} ${on}`) ?? { result, on, ids: [] };
    group.ids.push(id);
    groups.set(`${result} ${on}`, group);
  }
  return groups.values();
};

const takeIn = async (ctx: SignedIn, batchId: number, rows: readonly PrintResultRow[]): Promise<WrongRow[]> => {
  const wrong: WrongRow[] = [];
  const last = new Map(rows.map((row) => [row.serial, row]));
  for (const piece of inPieces(rows)) {
    const serials = piece.map(({ serial }) => serial);
    const found = new Map((await cards.bySerials(ctx.tx, serials)).map((card) => [card.serial, card]));
    // A card that was spoiled and then run again stands there twice: what comes later counts.
    const said = new Map<number, PrintResultRow>();
    for (const row of piece) {
      const card = found.get(row.serial);
      const code = faultOf(card, batchId, row, last.get(row.serial));
      if (code) wrong.push({ line: row.line, code });
      else if (card && isOpen(card)) said.set(card.id, row);
    }
    if (wrong.length >= shownFaults) break;
    for (const { result, on, ids } of groupAlike(said)) await cards.setPrintResult(ctx.tx, ids, result, on);
  }
  return wrong.slice(0, shownFaults);
};

export const takePrintResults: Prepared<'batch.results', PrintResults | null> = {
  prepare: async ({ client, uploads }, { file }) => {
    const text = await uploads.text(client, file);
    return text === null ? null : readPrintResults(text);
  },
  // The list lies there for a day and is swept: taken away now, a commit that fails would leave nothing to try again.
  run: async (ctx, { batchId }, read) => {
    const { tx } = ctx;
    const batch = await batches.byId(tx, batchId);
    if (!batch) return refuse('no-such-batch');
    if (!atTheHouse.includes(batch.state)) return refuse('batch-moved-on', { state: batch.state });
    if (read === null) return refuse('no-upload');
    if (!read.ok) return refuse('results-wrong', { rows: read.rows });
    const wrong = await takeIn(ctx, batchId, read.rows);
    if (wrong.length > 0) return refuse('results-wrong', { rows: wrong });
    // A part that was posted meanwhile has its cards no more where the list says they are.
    if (!(await moveOn(ctx, batch))) return refuse('batch-moved-on', { state: batch.state });
    ctx.touch('batches');
    const count = (result: PrintResultRow['result']) => read.rows.filter((row) => row.result === result).length;
    const counts = {
      printed: count('printed'),
      pulled: count('pulled'),
      spoiled: count('spoiled'),
      rerun: count('rerun'),
    };
    return done(counts, { batch: batchId, ...counts, sha256: read.sha256 });
  },
};

export const pullCard: Run<'batch.pull'> = async (ctx, { batchId, serial, requestTo, reason }) => {
  const { tx, now, actor } = ctx;
  const batch = await batches.byId(tx, batchId);
  if (!batch) return refuse('no-such-batch');
  if (!atTheHouse.includes(batch.state)) return refuse('batch-moved-on', { state: batch.state });
  const card = await cards.bySerial(tx, serial);
  if (card?.batchId !== batchId) return refuse('no-such-serial');
  if (!(await cards.pull(tx, [card], requestTo, now))) return refuse('card-moved-on');
  if (!(await moveOn(ctx, batch))) return refuse('batch-moved-on', { state: batch.state });
  await events.add(tx, { accountId: card.accountId, kind: 'card-pulled', actor, note: reason }, now);
  ctx.touch('batches');
  ctx.touch('cards');
  ctx.touch(`account:${card.accountId}`);
  return done({ batchId }, { batch: batchId, card: card.id, account: card.accountId, to: requestTo });
};

export const postBatchPart: Run<'batch.post'> = async (ctx, { batchId, part: number, postedOn, reason }) => {
  const { tx, now, today, policy, session } = ctx;
  const batch = await batches.byId(tx, batchId);
  if (!batch) return refuse('no-such-batch');
  if (!atTheHouse.includes(batch.state)) return refuse('batch-moved-on', { state: batch.state });
  const part = (await batches.partsOf(tx, batchId)).find((one) => one.part === number);
  const counted = (await cardCounts.partCounts(tx, batchId)).find((one) => one.part === number);
  if (!part || !counted) return refuse('no-such-part');
  if (part.state === 'posted') return refuse('already-posted');
  const posting = { batch, part, counted, postedOn };
  const refused = await judgePosting(ctx, posting);
  if (refused === 'part-open') return refuse(refused, { open: counted.open });
  if (refused) return refuse(refused);
  const audit = { batch: batchId, part: number, posted: postedOn };
  const late = lateDays(batch.plannedPostingOn, today, policy);
  if (late > 0) {
    if (reason === '') return refuse('reason-needed', { days: late });
    const content = { batchId, part: number, postedOn };
    const asking = { act: latePostingAct, accountId: null, content, contactId: null, reason };
    const approvalId = await askApproval(
      tx,
      { ...asking, subjectVersion: part.version, askedBy: session.staffId },
      now,
    );
    ctx.touch('approvals');
    return done({ batchId, state: 'asked' as const, cards: counted.printed }, { ...audit, approval: approvalId });
  }
  const posted = await postPart(ctx, posting);
  if (!posted.ok)
    return posted.error === 'cards-to-pull' ? refuse(posted.error) : refuse('batch-moved-on', { state: batch.state });
  return done({ batchId, state: 'posted' as const, cards: posted.cards }, { ...audit, cards: posted.cards });
};
