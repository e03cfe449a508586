// The order of the files: what takes long begins first, so that no core waits at the end for a single file.
import { BaseSequencer, type TestSpecification } from 'vitest/node';

/** Starts of paths, the longest first; measured in processor time, to be looked at again now and then. */
const long = [
  'test/faults/batch',
  'test/jobs/batch',
  'test/e2e/',
  'test/import/killed',
  'test/hosts/',
  'test/db/',
  'test/demo/',
  'test/import/',
  'test/jobs/',
  'test/faults/',
  'test/backup/',
  'test/cli/',
  'test/electron/',
  'test/portal/',
];

const placeOf = (path: string): number => {
  const place = long.findIndex((start) => path.replaceAll('\\', '/').includes(`/${start}`));
  return place === -1 ? long.length : place;
};

export class LongestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const usual = await super.sort(files);
    return usual.toSorted((a, b) => placeOf(a.moduleId) - placeOf(b.moduleId));
  }
}
