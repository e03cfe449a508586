// An administrator's console with a data folder of its own, and what tests of imports do with it again and again.
import type { Output } from '../../main/contract/index.ts';
import { type CoreOptions, type Desk, openCore } from '../../main/core.ts';
import { fieldsOf, guessColumns } from '../../main/rules/import-columns.ts';
import { accountHeader, contractHeader, csvLine } from '../customer-files.ts';
import { answerOf } from '../door/caller.ts';
import {
  type Engine,
  noon,
  openTestDesk,
  requestId,
  type StaffLogin,
  staffPassword,
  type TestDesk,
} from '../setup/desk.ts';
import { jobsHere } from '../setup/jobs-here.ts';
import { scratchFolder } from '../setup/scratch-folder.ts';
import { until } from '../setup/until.ts';

export type Kind = 'accounts' | 'contracts';
export type JobView = NonNullable<Output<'import.list'>['job']>;
export type ImportDesk = TestDesk & {
  readonly folder: string;
  readonly jobClock: () => string | null;
  readonly moveTo: (at: string) => Promise<void>;
};

/** On SQLite the processes of jobs are told the test's clock, as the database would tell it on PostgreSQL. */
export const openImportDesk = async (engine: Engine, options: CoreOptions = {}): Promise<ImportDesk> => {
  const scratch = scratchFolder('akari-imports-');
  let now = noon;
  const jobClock = () => (engine === 'sqlite' ? now : null);
  const desk = await openTestDesk(engine, { folder: scratch.path, jobClock, ...options });
  return {
    ...desk,
    folder: scratch.path,
    jobClock,
    moveTo: async (at) => {
      now = at;
      await desk.setNow(at);
    },
    close: async () => {
      await desk.close();
      scratch.remove();
    },
  };
};

export const fileText = (kind: Kind, rows: readonly Record<string, string>[]): string =>
  [kind === 'accounts' ? accountHeader : contractHeader, ...rows.map(csvLine), ''].join('\n');

export async function* inPieces(bytes: Uint8Array, size = 64 * 1024): AsyncGenerator<Uint8Array> {
  for (let from = 0; from < bytes.length; from += size) yield bytes.subarray(from, from + size);
}

/** Hands over a file as the host does. @returns the name under which it lies */
export const upload = async (desk: Desk, content: string | Uint8Array, fileName = 'file.csv'): Promise<string> => {
  const bytes = Buffer.from(content as string);
  const { file: token } = answerOf(await desk.call('import.offer', { fileName, size: bytes.length }));
  const answer = await desk.receiveFile(token, inPieces(bytes));
  if (!answer.ok || answer.file === null) throw new Error(`the upload was refused: ${JSON.stringify(answer)}`);
  return answer.file;
};

type Chosen = {
  readonly isDry?: boolean;
  readonly requestsPostcards?: boolean;
  readonly header?: string;
  readonly encoding?: 'utf-8' | 'windows-31j';
};

export const start = (
  desk: Desk,
  kind: Kind,
  file: string,
  { isDry = false, requestsPostcards = false, header, encoding = 'utf-8' }: Chosen = {},
) => {
  const columns = guessColumns(kind, (header ?? (kind === 'accounts' ? accountHeader : contractHeader)).split(','));
  return desk.call('import.start', {
    file,
    kind,
    isDry,
    encoding,
    delimiter: ',',
    columns: fieldsOf(kind).flatMap((field) => {
      const column = columns[field];
      return column === undefined ? [] : [{ field, column }];
    }),
    requestsPostcards,
    requestId: requestId(),
  });
};

export const jobOf = async (desk: Desk): Promise<JobView> => {
  const { job } = answerOf(await desk.call('import.list', {}));
  if (!job) throw new Error('there is no job');
  return job;
};

export const jobWhen = (desk: Desk, what: string, isSo: (job: JobView) => boolean, seconds = 30): Promise<JobView> =>
  until(what, () => jobOf(desk), isSo, seconds);
export const ended = (desk: Desk, seconds = 30): Promise<JobView> =>
  jobWhen(desk, 'the job ends', ({ endedAt }) => endedAt !== null, seconds);

/** Another console on the same database and data folder. */
export const openImportDeskAgain = async (desk: ImportDesk) => {
  const db = await desk.open();
  const core = openCore(db, { folder: desk.folder, jobClock: desk.jobClock, startProcess: jobsHere(() => db) });
  const signIn = async (): Promise<Desk> => {
    const console = core.connect('http', 'another console');
    answerOf(await console.call('staff.signIn', { login: 'admin2', password: staffPassword }));
    return console;
  };
  return { core, signIn };
};

export const signInAs = (desk: TestDesk, login: StaffLogin = 'admin'): Promise<Desk> => desk.signIn(login, 'http');
