// Prints `N passed, N failed, N skipped` alone, as the very last line of the run: what `.ci/run` and its readers go by.
import type { Reporter, TestModule } from 'vitest/node';

export interface Tally {
  passed: number;
  failed: number;
  skipped: number;
}

export function closingLine(tally: Tally): string {
  return `${tally.passed} passed, ${tally.failed} failed, ${tally.skipped} skipped`;
}

/** Counts tests. What kept tests from being counted at all (a file that does not load, an error outside) is a failure. */
export function tallyOf(modules: readonly TestModule[], errorsOutsideTests: number): Tally {
  const tally: Tally = { passed: 0, failed: errorsOutsideTests, skipped: 0 };
  for (const module of modules) {
    let failedHere = 0;
    for (const test of module.children.allTests()) {
      const { state } = test.result();
      // Pending at the end of a run: its worker died or the run was broken off.
      if (state === 'passed') tally.passed += 1;
      else if (state === 'skipped') tally.skipped += 1;
      else failedHere += 1;
    }
    const hasRun = module.state() === 'passed' || module.state() === 'skipped';
    tally.failed += failedHere === 0 && !hasRun ? 1 : failedHere;
  }
  return tally;
}

export function closingLineReporter(): Reporter {
  // Stands until a run has ended: whoever never gets that far has failed.
  let tally: Tally = { passed: 0, failed: 1, skipped: 0 };

  function printLast() {
    // A run in which nothing was tried proves nothing, even where all its files loaded.
    if (tally.passed + tally.failed === 0) process.exitCode = 1;
    process.stdout.write(`${closingLine(tally)}\n`);
  }

  // The teardown and other reporters still write after the last hook; only the exit is later than all of them. Adding the
  // listener again at the end of the run puts it behind the listeners that were added meanwhile.
  function standLast() {
    process.off('exit', printLast);
    process.on('exit', printLast);
  }

  return {
    onInit: standLast,
    onTestRunEnd(modules, errors) {
      tally = tallyOf(modules, errors.length);
      if (modules.length === 0 && errors.length === 0) tally.failed = 1;
      standLast();
    },
  };
}
