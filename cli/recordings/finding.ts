/** Something that is wrong with the recordings. */
export interface Finding {
  kind: FindingKind;
  /** The file or folder below the recordings folder, or the test's title. */
  where: string;
  /** What is wrong, and why it matters, in a sentence or two. */
  what: string;
  /** What to do about it, mostly a command. */
  fix: string;
}

/** The kinds in the order in which they are told. */
export const findingKinds = [
  ['format', 'files that are no recordings of this format'],
  ['stray', 'files that belong to no recording'],
  ['incomplete', 'recordings with one file of two'],
  ['unused', "providers' answers that no test asks for"],
  ['unreachable', 'exchanges that nothing can ask for'],
  ['secret', 'what looks like a key'],
  ['collision', 'tests that share one folder'],
  ['renamed', 'recordings of tests that have another name now'],
  ['title', 'recordings that state another title than their test has'],
  ['orphan', 'recordings without a test'],
  ['untagged', 'tests that ask no provider, and run under every setup all the same'],
  ['missing', 'tests without a recording'],
] as const;

export type FindingKind = (typeof findingKinds)[number][0];
