// What mails say: each wording that was ever in force is kept, and none that could not be sent comes into force.
import * as mailSettings from '../../db/mail-settings.ts';
import * as staff from '../../db/staff.ts';
import { done, type Run, refuse } from '../command.ts';
import { fillText, initialTexts, mailKinds, placeholdersOf, refuseText, sampleValues } from '../rules/mail-text.ts';

const historyLimit = 20;
/** A page sends line ends as its system has them. */
const plainLines = (text: string): string => text.replace(/\r\n?/g, '\n');

export const readMailTexts: Run<'mail.texts'> = async ({ tx }) => {
  const kept = new Map((await mailSettings.textsInForce(tx)).map((text) => [text.kind, text]));
  const texts = [];
  for (const kind of mailKinds) {
    const own = kept.get(kind);
    const { subject, body } = own ?? initialTexts[kind];
    texts.push({
      kind,
      subject,
      body,
      placeholders: [...placeholdersOf(kind)],
      version: own?.version ?? 0,
      changedAt: own?.changedAt ?? null,
      changedBy: own ? await staff.nameOf(tx, own.changedBy) : null,
    });
  }
  return done({ texts });
};

export const setMailText: Run<'mail.setText'> = async (ctx, { kind, subject, body: typed, version }) => {
  const { tx, now, session, touch } = ctx;
  const body = plainLines(typed);
  const unfit = refuseText(kind, { subject, body });
  if (unfit) return refuse('mail-text-unfit', unfit);
  const inForce = (await mailSettings.textsInForce(tx)).find((text) => text.kind === kind) ?? initialTexts[kind];
  if (inForce.subject === subject && inForce.body === body) return refuse('same-value');
  const text = { kind, subject, body, version, changedBy: session.staffId };
  if (!(await mailSettings.writeText(tx, text, now))) return refuse('changed-meanwhile');
  touch('outbox');
  return done({ version: version + 1 }, { kind, version: version + 1 });
};

export const previewMailText: Run<'mail.previewText'> = async (_ctx, { kind, subject, body: typed }) => {
  const body = plainLines(typed);
  const unfit = refuseText(kind, { subject, body });
  if (unfit) return refuse('mail-text-unfit', unfit);
  return done(fillText({ subject, body }, sampleValues) ?? { subject, body });
};

export const readMailTextHistory: Run<'mail.textHistory'> = async ({ tx }, { kind }) => {
  const versions = [];
  for (const { kind: _, changedBy, ...text } of await mailSettings.textHistory(tx, kind, historyLimit))
    versions.push({ ...text, changedBy: await staff.nameOf(tx, changedBy) });
  return done({ versions });
};
