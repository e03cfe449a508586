// How mail leaves and what waits, for admins; and a demo's mailbox, for everybody who tries it.
import * as billSettings from '../../db/bill-settings.ts';
import * as demoMail from '../../db/demo-mail.ts';
import * as mailSettings from '../../db/mail-settings.ts';
import * as outbox from '../../db/outbox.ts';
import { done, type Prepared, type Run, refuse } from '../command.ts';
import { askServer, type ServerAnswer } from '../mail/ask-server.ts';
import { passwordKey, passwordSource } from '../mail/password.ts';
import { refuseServer } from '../mail/refuse-server.ts';
import { mendedTopic, outboxTopic } from '../mail/topic.ts';
import { addHours } from '../rules/calendar.ts';

const endedHours = 7 * 24;

export const readMailSettings: Run<'mail.settings'> = async ({ tx, keys }) => {
  const kept = await mailSettings.mailSendingOf(tx);
  const server = kept?.value.server ?? null;
  return done({
    sending: kept?.value ?? null,
    domain: (await billSettings.billSenderOf(tx))?.value.mailDomain ?? null,
    password: server === null || server.user === null ? null : await passwordSource(server, keys),
    hasKeyStore: keys.isThere,
    version: kept?.version ?? 0,
  });
};

export const setMailSending: Run<'mail.setSending'> = async (ctx, { version, requestId: _, ...sending }) => {
  const refusal = sending.server && refuseServer(ctx.db, sending.server);
  if (refusal === 'demo-outside') return refuse('mail-demo-outside');
  if (refusal) return refuse('mail-not-encrypted');
  if (!(await mailSettings.setMailSending(ctx.tx, sending, version, ctx.now))) return refuse('changed-meanwhile');
  ctx.touch(outboxTopic);
  ctx.touch(mendedTopic);
  return done({ version: version + 1 }, { version: version + 1, notices: sending.noticesFrom });
};

/** Kept before the transaction, since the system may ask its user first; what is written is that it was. */
export const keepMailPassword: Prepared<
  'mail.keepPassword',
  'kept' | 'no-key-store' | 'mail-no-user' | 'key-not-kept'
> = {
  prepare: async ({ db, keys }, { password }) => {
    if (!keys.isThere) return 'no-key-store';
    const server = (await mailSettings.mailSendingOf(db.read))?.value.server ?? null;
    if (server === null || server.user === null) return 'mail-no-user';
    await keys.set(passwordKey(server), password);
    // A store that fails says nothing.
    return (await keys.get(passwordKey(server))) === password ? 'kept' : 'key-not-kept';
  },
  run: async (ctx, _input, came) => {
    if (came !== 'kept') return refuse(came);
    ctx.touch(outboxTopic);
    ctx.touch(mendedTopic);
    return done({ isKept: true as const });
  },
};

/** The server is asked before the transaction: it may be slow, or never answer. */
export const testMailServer: Prepared<'mail.test', ServerAnswer> = {
  prepare: ({ db, keys }) => askServer(db, keys),
  run: async (_ctx, _input, answer) => done(answer, { trouble: answer.trouble, code: answer.code }),
};

export const readOutbox: Run<'mail.outbox'> = async ({ tx, now }) =>
  done(await outbox.standing(tx, addHours(now, -endedHours)));

export const retryNow: Run<'mail.retryNow'> = async ({ tx, now, touch }) => {
  const mails = await outbox.retryNow(tx, now);
  touch(outboxTopic);
  touch(mendedTopic);
  return done({ mails }, { mails });
};

export const readDemoMailbox: Run<'mail.demoMailbox'> = async ({ db, tx }, { before, limit }) => {
  if (db.kind !== 'demo') return refuse('no-demo-mail');
  const found = await demoMail.page(tx, before, limit + 1);
  const mails = found.slice(0, limit).map(({ outboxId, ...mail }) => ({ mailId: outboxId, ...mail }));
  return done({ mails, hasMore: found.length > limit });
};

export const readDemoMail: Run<'mail.demoMail'> = async ({ db, tx }, { mailId }) => {
  if (db.kind !== 'demo') return refuse('no-demo-mail');
  const mail = await demoMail.byId(tx, mailId);
  if (!mail) return refuse('no-such-mail');
  const { outboxId: _, ...shown } = mail;
  return done(shown);
};
