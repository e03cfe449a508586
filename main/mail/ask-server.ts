// Asks the mail server as it is set whether it would take a mail from here, and says in one word what keeps it from that.
import { createTransport } from 'nodemailer';
import type { Database } from '../../db/open.ts';
import type { KeyStore } from '../opening/key-store.ts';
import { mailPassword } from './password.ts';
import { refuseServer, type ServerFault } from './refuse-server.ts';
import { readMailSetup, type SetupFault } from './setup.ts';
import { attemptOf, serverOptions } from './smtp-carrier.ts';

export type ServerAnswer = {
  readonly trouble:
    | SetupFault
    | ServerFault
    | 'password-missing'
    | 'no-connection'
    | 'no-such-host'
    | 'tls'
    | 'no-starttls'
    | 'sign-in'
    | 'timed-out'
    | 'dropped'
    | 'answered'
    | null;
  readonly code: number | null;
};

/** Whoever asks waits for it. */
const askMilliseconds = 8000;

const troubleOf = (error: unknown): ServerAnswer => {
  const attempt = attemptOf(error);
  const text = error instanceof Error ? error.message : '';
  const code = attempt.code;
  if ((error as { code?: string }).code === 'EDNS' || /ENOTFOUND|EAI_AGAIN/.test(text))
    return { trouble: 'no-such-host', code };
  if (/STARTTLS/i.test(text)) return { trouble: 'no-starttls', code };
  if (attempt.isAccepted) return { trouble: null, code };
  const { reason } = attempt;
  const isNamed = reason === 'no-connection' || reason === 'tls' || reason === 'sign-in' || reason === 'timed-out';
  return { trouble: isNamed ? reason : code === null ? 'dropped' : 'answered', code };
};

export const askServer = async (db: Database, keys: KeyStore): Promise<ServerAnswer> => {
  const setup = await readMailSetup(db.write, true);
  if (typeof setup === 'string') return { trouble: setup, code: null };
  const { server } = setup.sending;
  if (!server) return { trouble: 'server-missing', code: null };
  const refusal = refuseServer(db, server);
  if (refusal) return { trouble: refusal, code: null };
  const password = server.user === null ? null : await mailPassword(server, keys);
  if (server.user !== null && password === null) return { trouble: 'password-missing', code: null };
  const transport = createTransport({
    ...serverOptions(server, password),
    connectionTimeout: askMilliseconds,
    greetingTimeout: askMilliseconds,
    socketTimeout: askMilliseconds,
  });
  try {
    await transport.verify();
    return { trouble: null, code: null };
  } catch (error) {
    return troubleOf(error);
  } finally {
    transport.close();
  }
};
