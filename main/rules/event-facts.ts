// Which facts of a timeline's events are codes, and where the locale files have their words: the timeline and the papers
// about what is held say the same.

/** The lists in which a code's word may stand, in the order of looking; no code stands in two of one fact's lists. */
export const factFamilies = {
  fact: ['fact'],
  category: ['category'],
  relation: ['relation'],
  // Why a limit was lifted, and why a mail did not arrive.
  reason: ['unlockReason', 'mailReason'],
  outcome: ['callBackState'],
  factor: ['factor'],
  field: ['field'],
  fields: ['importField'],
  act: ['approvalAct'],
  keep: ['conflictKept'],
  cause: ['cardCause'],
  drop: ['cardDrop'],
  mailKind: ['mailKind'],
  state: ['mailState'],
  returnReason: ['returnReason'],
  joined: ['eventFact.joined'],
  report: ['incidentReport'],
} as const satisfies Readonly<Record<string, readonly string[]>>;

export type CodedFact = keyof typeof factFamilies;
export const isCodedFact = (name: string): name is CodedFact => Object.hasOwn(factFamilies, name);

/**
 * What a fact's codes mean; all but `fields` have one. A code without a word, such as a mail server's status or one of a
 * newer program, is said as it is: never in the word of another code.
 * @param wordAt by its path in a locale file; null where nothing stands there
 */
export const factWords = (name: CodedFact, value: string, wordAt: (path: string) => string | null): string[] =>
  (name === 'fields' ? value.split(' ') : [value]).map((code) => {
    const words = factFamilies[name].map((family) => wordAt(`${family}.${code}`));
    return words.find((word) => word !== null) ?? code;
  });
