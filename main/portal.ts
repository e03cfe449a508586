// The portal's side of the database: the web service's makers call this, and so do the tests and the demo (rule 6).
// Every attempt is counted before its password is compared, so that parallel guesses cannot outrun the limit.
import { randomBytes } from 'node:crypto';
import type { Knex } from 'knex';
import * as accounts from '../db/accounts.ts';
import { databaseNow } from '../db/clock.ts';
import * as credentials from '../db/credentials.ts';
import * as events from '../db/events.ts';
import { isDuplicate } from '../db/fault.ts';
import * as mails from '../db/mail-addresses.ts';
import type { Database } from '../db/open.ts';
import * as settings from '../db/settings.ts';
import * as unknownLogins from '../db/unknown-logins.ts';
import { type AuditBody, inAuditedTransaction } from './audit.ts';
import { systemEffects } from './effects.ts';
import { Busy, hashPassword, inTurn, refusePassword, verifyPassword } from './passwords.ts';
import {
  type AttemptResult,
  answerFloorMs,
  type ConfirmResult,
  type Portal,
  type PortalAnswer,
} from './portal/answers.ts';
import { isGenuine, mailIdOf } from './portal/confirmation.ts';
import { refuseAddresses, setAddresses, setWish } from './portal/mail.ts';
import { findSubject, readState, type Subject } from './portal/subject.ts';
import { addHours, type Instant, tokyoDate } from './rules/calendar.ts';
import { fold } from './rules/fold.ts';
import { countFailure, isLimited, type LockState, loginCounting } from './rules/lock.ts';
import { isLoginIdAllowed } from './rules/login-id.ts';
import { isInitialExpired } from './rules/login-state.ts';
import { samePhone } from './rules/phone.ts';
import { type Policy, policyOf } from './rules/policy.ts';
import { isOver } from './rules/retention.ts';
import { tellConsoles } from './topics.ts';

export type { AttemptResult, Portal, PortalAnswer } from './portal/answers.ts';

const actor = 'portal';

/** Long after the last limit has ended. */
const forgetUnknownHours = 24 * 30;

const asBusy = (error: unknown): null => {
  if (error instanceof Busy) return null;
  throw error;
};

type Counted = {
  subject: Subject;
  after: LockState;
  attempt: string;
  wasLimited: boolean;
  hasBegun: boolean;
};

export const openPortal = (db: Database): Portal => {
  const policyNow = async (): Promise<Policy> => policyOf(await settings.numbers(db.read));

  const audited = <T>(
    subject: Pick<Subject, 'accountId'>,
    call: string,
    work: (tx: Knex.Transaction, now: Instant) => Promise<{ value: T; body: AuditBody | null }>,
  ): Promise<T> =>
    inAuditedTransaction(db, { chainOf: subject.accountId ?? 0, actor, call }, async (tx, now) => {
      await tellConsoles(tx, subject.accountId);
      return work(tx, now);
    });

  /** First transaction: the failure counts before anything is compared. */
  const count = async (loginKey: string, policy: Policy): Promise<Counted> => {
    const attempt = randomBytes(8).toString('hex');
    const found = await findSubject(db.write, loginKey);
    return audited<Counted>(found, 'portal.attempt', async (tx, now) => {
      // Read again inside: on PostgreSQL the row is held until the commit, on SQLite the writer is ours alone.
      const subject = await heldSubject(tx, loginKey, now);
      const before = await readState(tx, subject);
      if (isLimited(before, now))
        return { value: { subject, after: before, attempt, wasLimited: true, hasBegun: false }, body: null };
      const { hasBegun, ...after } = countFailure(before, now, loginCounting(policy));
      if (subject.kind === 'unknown') await unknownLogins.record(tx, subject.hmac, after, now);
      else {
        const state = { ...after, lockAttempt: hasBegun ? attempt : null };
        await credentials.recordFailure(tx, subject.credential.id, state, now);
      }
      const body = { account: subject.accountId, failures: after.failures, limited: hasBegun };
      return { value: { subject, after, attempt, wasLimited: false, hasBegun }, body };
    });
  };

  /** Only now is it known that the attempt that began the limit was wrong. */
  const noteLimit = ({ subject, after, hasBegun }: Counted) =>
    subject.kind === 'known' && hasBegun
      ? db.write.transaction(async (tx) => {
          const facts = { failures: after.failures, lockedUntil: after.lockedUntil };
          const now = await databaseNow(tx);
          await events.add(tx, { accountId: subject.accountId, kind: 'login-limited', actor, facts }, now);
          await tellConsoles(tx, subject.accountId);
        })
      : null;

  const heldSubject = async (tx: Knex, loginKey: string, now: Instant): Promise<Subject> => {
    const subject = await findSubject(tx, loginKey);
    if (subject.kind === 'unknown') await unknownLogins.hold(tx, subject.hmac, addHours(now, -forgetUnknownHours));
    if (db.engine === 'sqlite') return subject;
    if (subject.kind === 'known') await credentials.hold(tx, subject.credential.id);
    return findSubject(tx, loginKey);
  };

  type Proven = { accountId: number; credential: credentials.Credential; loginIdOf: string };
  type Settled = AttemptResult & { proven: Proven | null };

  const prove: typeof proveNow = async (...attempt) => {
    const started = performance.now();
    try {
      return await inTurn(() => proveNow(...attempt));
    } catch (error) {
      if (error instanceof Busy) return { answer: 'busy', failures: 0, lockedUntil: null, proven: null };
      throw error;
    } finally {
      const early = answerFloorMs[db.kind] - (performance.now() - started);
      if (early > 0) await new Promise((resume) => setTimeout(resume, early));
    }
  };

  /** The attempt with its three steps; `act` runs in the last transaction once everything was right. */
  const proveNow = async (
    login: string,
    password: string,
    phone: string | undefined,
    act: (tx: Knex, proven: Proven, now: Instant) => Promise<{ answer: PortalAnswer; body: AuditBody }>,
  ): Promise<Settled> => {
    const policy = await policyNow();
    const loginKey = fold(login, 'login');
    const counted = await count(loginKey, policy);
    const { subject, after, attempt, wasLimited } = counted;
    const known = subject.kind === 'known' && !wasLimited ? subject : null;
    const hash = known && (await credentials.passwordHash(db.write, known.credential.id));
    // Exactly one comparison whatever the ID is, so that the time taken tells nothing.
    const origin = known?.credential.isInitial === false ? 'chosen' : 'initial';
    const isRight = await verifyPassword(hash, password, db.kind, origin);
    const refused = {
      answer: 'refused' as const,
      failures: after.failures,
      lockedUntil: after.lockedUntil,
      proven: null,
    };
    if (wasLimited) return { ...refused, answer: 'limited' };
    if (!known || !isRight) {
      await noteLimit(counted);
      return refused;
    }

    const settled = await audited<Settled>(known, 'portal.attempt', async (tx, now) => {
      // What is changed behind it is the account's: acts of the desk take that before its credential, and so do we.
      await accounts.hold(tx, [known.accountId]);
      const held = await heldSubject(tx, loginKey, now);
      if (held.kind !== 'known' || held.credential.id !== known.credential.id) return { value: refused, body: null };
      const { credential } = held;
      // A limit begun meanwhile by another attempt stands; our own failure was counted for the case of a crash only.
      if (isLimited(credential, now) && credential.lockAttempt !== attempt)
        return {
          value: { ...refused, answer: 'limited', failures: credential.failures, lockedUntil: credential.lockedUntil },
          body: null,
        };
      if ((await credentials.passwordHash(tx, credential.id)) !== hash) return { value: refused, body: null };

      const today = tokyoDate(now);
      const hasEnded = held.status === 'withdrawn' || isOver(held.openThrough, today);
      const expired = hasEnded ? 'ended' : isInitialExpired(credential, today) ? 'expired' : null;
      if (expired) {
        const failures = Math.max(0, credential.failures - 1);
        await credentials.restoreAttempts(tx, credential.id, {
          failures,
          lockedUntil: credential.lockAttempt === attempt ? null : credential.lockedUntil,
          lastFailureAt: known.credential.lastFailureAt,
          lastFailureFactor: known.credential.lastFailureFactor,
        });
        const value = { answer: expired as PortalAnswer, failures, lockedUntil: null, proven: null };
        return { value, body: { account: held.accountId, answer: expired } };
      }
      if (credential.isInitial && !(await isApplicationPhone(tx, held.accountId, phone))) {
        await credentials.setFailureFactor(tx, credential.id, 'phone');
        return { value: refused, body: { account: held.accountId, factor: 'phone' } };
      }
      await credentials.recordSuccess(tx, credential.id, known.credential, now);
      const proven = { accountId: held.accountId, credential, loginIdOf: loginKey };
      const { answer, body } = await act(tx, proven, now);
      return {
        value: { answer, failures: 0, lockedUntil: null, proven },
        body: { account: held.accountId, answer, ...body },
      };
    });
    if (settled.answer === 'refused') await noteLimit(counted);
    return settled;
  };

  return {
    attempt: async (login, password, phone) => {
      const { answer, failures, lockedUntil } = await prove(
        login,
        password,
        phone,
        async (tx, { accountId, credential }, now) => {
          const kind = credential.isInitial ? 'first-login' : 'portal-success';
          await events.add(tx, { accountId, kind, actor }, now);
          return { answer: credential.isInitial ? 'must-change' : 'accepted', body: {} };
        },
      );
      return { answer, failures, lockedUntil };
    },

    changePassword: async (login, old, next, phone) => {
      const reason = old === next ? 'same' : refusePassword(next, login);
      if (reason) return { answer: 'weak', reason };
      const hash = await inTurn(() => hashPassword(next, db.kind)).catch(asBusy);
      if (hash === null) return { answer: 'busy', reason: null };
      const { answer, proven } = await prove(login, old, phone, async (tx, { accountId, credential }, now) => {
        await credentials.setPassword(tx, credential.id, hash, now);
        await events.add(
          tx,
          { accountId, kind: 'password-changed', actor, facts: { wasInitial: credential.isInitial } },
          now,
        );
        return { answer: 'accepted', body: { changed: 'password' } };
      });
      return { answer: proven ? 'changed' : answer, reason: null };
    },

    changeMailAddresses: async (login, password, addresses) => {
      const policy = await policyNow();
      const refusal = refuseAddresses(addresses, policy);
      if (refusal) return { answer: refusal };
      const { answer, proven } = await prove(login, password, undefined, async (tx, { accountId }, now) => {
        const counts = await setAddresses({ tx, now, policy, effects: systemEffects }, accountId, addresses);
        return { answer: 'accepted', body: { changed: 'mail', ...counts } };
      });
      return { answer: proven ? 'changed' : answer };
    },

    changeNotices: async (login, password, wantsNotices) => {
      const { answer, proven } = await prove(login, password, undefined, async (tx, { accountId }, now) => {
        await setWish({ tx, now }, accountId, { wantsNotices });
        return { answer: 'accepted', body: { changed: 'notices', notices: wantsNotices } };
      });
      return { answer: proven ? 'changed' : answer };
    },

    changeAmounts: async (login, password, wantsAmounts) => {
      const { answer, proven } = await prove(login, password, undefined, async (tx, { accountId }, now) => {
        await setWish({ tx, now }, accountId, { wantsAmounts });
        return { answer: 'accepted', body: { changed: 'amounts', amounts: wantsAmounts } };
      });
      return { answer: proven ? 'changed' : answer };
    },

    confirmAddress: async (token) => {
      const policy = await policyNow();
      const mail = await mails.byId(db.read, mailIdOf(token) ?? 0);
      if (!mail || !(await isGenuine(db.write, token, mail))) return { answer: 'refused' };
      return audited<ConfirmResult>(mail, 'portal.confirmAddress', async (tx, now) => {
        if (now > addHours(mail.createdAt, policy.confirmAddressHours))
          return { value: { answer: 'expired' as const }, body: null };
        const isNew = await mails.confirm(tx, mail.id, now);
        if (isNew) await events.add(tx, { accountId: mail.accountId, kind: 'mail-confirmed', actor }, now);
        const body = { account: mail.accountId, mail: mail.id };
        return { value: { answer: 'confirmed' as const }, body: isNew ? body : null };
      });
    },

    changeLoginId: async (login, password, next) => {
      if (!isLoginIdAllowed(next)) return { answer: 'format' };
      const nextKey = fold(next, 'login');
      let isTaken = false;
      const change = () =>
        prove(login, password, undefined, async (tx, { accountId }, now) => {
          const account = await accounts.byId(tx, accountId);
          isTaken = !account || (await accounts.isLoginKeyTaken(tx, nextKey, accountId));
          if (!account || isTaken) return { answer: 'accepted', body: { changed: 'nothing' } };
          const oldKey = fold(account.loginId, 'login');
          if (oldKey === nextKey) await accounts.respellLoginId(tx, accountId, next);
          else await accounts.changeLoginId(tx, account, { loginId: next, loginKey: nextKey }, oldKey, now);
          await events.add(tx, { accountId, kind: 'login-id-changed', actor }, now);
          return { answer: 'accepted', body: { changed: 'login-id' } };
        });
      // Two may want the same ID at the same moment: the slower one looks again and finds it taken.
      const { answer, proven } = await change().catch((error: unknown) => {
        if (isDuplicate(error)) return change();
        throw error;
      });
      return { answer: !proven ? answer : isTaken ? 'taken' : 'changed' };
    },
  };
};

/** Any application phone of a contract the account holds will do (rule 2). */
const isApplicationPhone = async (tx: Knex, accountId: number, phone: string | undefined): Promise<boolean> => {
  const held = (await accounts.contractsOf(tx, accountId)).flatMap(({ applicationPhone }) => applicationPhone ?? []);
  return phone !== undefined && held.some((number) => samePhone(number, phone));
};
