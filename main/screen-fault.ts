// Faults of screens on their way into the log: so many an hour from each desk, so that a page that has run wild neither
// fills the disk nor buries what else went wrong.
import type { Output, Parsed } from './contract/index.ts';

type Fault = Parsed<'desk.noteFault'>;

/** What its row lets through, and nothing of the page beside it. */
export class ScreenFault extends Error {
  readonly facts: Record<string, unknown>;
  constructor({ name, caught, components, places }: Fault) {
    super();
    this.facts = { kind: name, caught, components, place: places };
  }
}

const hourMilliseconds = 3_600_000;
const notesAnHour = 20;
const deskLimit = 200;

export type NoteFault = (
  desk: string,
  input: unknown,
) => { readonly ok: true; readonly value: Output<'desk.noteFault'> };

/** @returns takes what the row has parsed; the reference of its entry, or null where the hour has had its share */
export const openFaultNotes = (report: (error: unknown, call: string) => string): NoteFault => {
  const noted = new Map<string, readonly number[]>();
  return (desk, input) => {
    const now = Date.now();
    const lately = (noted.get(desk) ?? []).filter((at) => at > now - hourMilliseconds);
    if (lately.length >= notesAnHour) return { ok: true, value: { ref: null } };
    noted.delete(desk);
    noted.set(desk, [...lately, now]);
    for (const old of [...noted.keys()].slice(0, -deskLimit)) noted.delete(old);
    return { ok: true, value: { ref: report(new ScreenFault(input as Fault), 'desk.noteFault') } };
  };
};
