// A value changed here of which the customer system is master, when its next file comes (rule 34).

export type DeskChange = {
  readonly state: 'pending' | 'conflict' | 'kept';
  /** JSON values: before the change, as changed here, and what a file last said against it. */
  readonly before: string;
  readonly ours: string;
  readonly theirs: string | null;
};

/**
 * `confirmed`: the customer system knows it now. `waiting`: it does not yet, and ours stands. `conflict`: it says a third
 * thing, which a person must settle; ours stands until then.
 */
export const judgeFileValue = (change: DeskChange, fileValue: string): 'confirmed' | 'waiting' | 'conflict' => {
  if (fileValue === change.ours) return 'confirmed';
  if (fileValue === change.before && change.state === 'pending') return 'waiting';
  // Somebody has looked at this very value already and kept ours.
  if (fileValue === change.theirs && change.state !== 'pending') return 'waiting';
  return 'conflict';
};

/** A file brings the first two of a customer's contact phones; whatever else is on file is known to this database only. */
export const isPhoneOfFiles = (position: number): boolean => position === 1 || position === 2;

/** Whose a contract is, by internal id: the value stands on one customer's account and tells of another; '': nobody here. */
export const holderValue = (customerId: number | null): string => JSON.stringify(String(customerId ?? ''));
export const holderIn = (json: string): number | null => Number(JSON.parse(json)) || null;

/** A name with its reading as one value: the two change together. */
export const nameValue = (name: string, nameKana: string): string => `${name}\t${nameKana}`;
export const namesIn = (value: string): { name: string; nameKana: string } => {
  const [name = '', nameKana = ''] = value.split('\t');
  return { name, nameKana };
};
