import { faultOf } from '../../db/fault.ts';
import { FenceLost, type JobContext } from './job.ts';

/**
 * Why a job's work did not come to its end. `overtaken`: somebody else does it, and nothing may be written any more;
 * `left`: its console closed or the database is out of reach, and whoever takes it next goes on; `cancelled`: by a person.
 */
export type CutOff = 'overtaken' | 'left' | 'cancelled' | 'disk-full' | 'disk' | 'broken';

const diskFaults: Readonly<Record<string, 'disk-full' | 'disk'>> = {
  ENOSPC: 'disk-full',
  EFBIG: 'disk-full',
  EDQUOT: 'disk-full',
  EACCES: 'disk',
  EROFS: 'disk',
  EIO: 'disk',
};

export const whyCutOff = (error: unknown, signal: JobContext['signal']): CutOff => {
  if (error instanceof FenceLost || signal.reason === 'lost') return 'overtaken';
  if (signal.aborted) return signal.reason === 'cancel' ? 'cancelled' : 'left';
  // PostgreSQL's socket says EACCES of itself with a name for the call; a file's path stands in the disk's.
  const { code, path, syscall } = error as NodeJS.ErrnoException;
  const isOfFile = path !== undefined || syscall === 'write' || syscall === 'fsync';
  const disk = code === undefined || !isOfFile ? undefined : diskFaults[code];
  if (disk) return disk;
  const fault = faultOf(error);
  return fault === 'full' ? 'disk-full' : fault ? 'left' : 'broken';
};
