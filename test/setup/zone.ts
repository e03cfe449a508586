// Run before the test files of each time zone's project: a zone that did not take would make three runs of one.
const { timeZone } = Intl.DateTimeFormat().resolvedOptions();
if (!process.env.TZ || timeZone !== process.env.TZ) {
  throw new Error(
    `These tests must run in ${process.env.TZ ?? 'a time zone of their own'}, but the clock is in ${timeZone}.`,
  );
}
