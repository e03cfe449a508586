// Rule 10's cards by hand: what waits, the file to print, and that it was posted.
import * as events from '../../db/events.ts';
import * as noticeCards from '../../db/notice-cards.ts';
import * as printSettings from '../../db/print-settings.ts';
import { done, type Run, refuse } from '../command.ts';
import { noticeDocument, prepareNotice } from '../print/notice-cards.ts';
import { daysBetween, tokyoDate } from '../rules/calendar.ts';
import { faultView } from './card-mend.ts';
import { bytesOf } from './print-settings.ts';

const pageSize = 200;

const prepared = (card: noticeCards.NoticeCard) =>
  prepareNotice({ ...card, kind: card.customerKind, name: card.customerName });

export const listNoticeCards: Run<'noticeCard.list'> = async ({ tx, today }) => {
  const rows = await noticeCards.list(tx, pageSize + 1);
  return done({
    today,
    ...(await noticeCards.counts(tx)),
    cards: rows.slice(0, pageSize).map((row) => {
      const check = prepared(row);
      return {
        noticeCardId: row.id,
        accountId: row.accountId,
        customerName: row.customerName,
        customerNo: row.customerNo,
        kind: row.kind,
        askedAt: row.createdAt,
        ageDays: daysBetween(tokyoDate(row.createdAt), today),
        faults: check.ok ? [] : check.faults.map(faultView),
      };
    }),
    hasMore: rows.length > pageSize,
  });
};

export const printNoticeCards: Run<'noticeCard.print'> = async (ctx, { noticeCardIds }) => {
  const { tx, today, files, client } = ctx;
  const kept = await printSettings.senderOf(tx);
  if (!kept) return refuse('sender-missing');
  const ids = [...new Set(noticeCardIds)];
  const rows = await noticeCards.byIds(tx, ids);
  if (rows.length < ids.length) return refuse('notices-moved-on');
  const notices = rows.flatMap((row) => {
    const check = prepared(row);
    return check.ok ? [{ id: row.id, kind: row.kind, createdAt: row.createdAt, face: check.face }] : [];
  });
  if (notices.length < rows.length) return refuse('notice-not-printable');
  const fileName = `akari-notice-cards-${today}.pdf`;
  const bytes = await bytesOf(noticeDocument(notices, kept.value.sender, today));
  const file = files.offer(client, { name: fileName, bytes });
  return done({ file, fileName, cards: notices.length }, { notices: ids, count: notices.length });
};

export const markNoticeCardsPosted: Run<'noticeCard.markPosted'> = async (ctx, { noticeCardIds, postedOn }) => {
  const { tx, today, now, actor } = ctx;
  const ids = [...new Set(noticeCardIds)];
  const rows = await noticeCards.waitingOf(tx, ids);
  if (rows.length < ids.length) return refuse('notices-moved-on');
  if (postedOn > today) return refuse('posting-in-future');
  if (rows.some(({ createdAt }) => postedOn < tokyoDate(createdAt))) return refuse('posting-before-notice');
  if ((await noticeCards.markPosted(tx, ids, postedOn)) < ids.length) return refuse('notices-moved-on');
  await events.addMany(
    tx,
    rows.map(({ accountId, kind }) => ({
      accountId,
      kind: 'notice-posted',
      actor,
      facts: { mailKind: kind, on: postedOn },
    })),
    now,
  );
  ctx.touch('noticeCards');
  for (const { accountId } of rows) ctx.touch(`account:${accountId}`);
  return done({ posted: ids.length }, { notices: ids, count: ids.length, posted: postedOn });
};
