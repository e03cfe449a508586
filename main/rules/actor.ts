/** Who did something, as events and the audit name them: `staff:7`, `portal`, or work that nobody asked for, `system:daily`. */
const staffPrefix = 'staff:';

export const staffActor = (staffId: number): string => `${staffPrefix}${staffId}`;

/** Null: nobody of the staff. */
export const staffIdOf = (actor: string): number | null =>
  actor.startsWith(staffPrefix) ? Number(actor.slice(staffPrefix.length)) : null;
