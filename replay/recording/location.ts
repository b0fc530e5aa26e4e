import { createHash } from 'node:crypto';

/** Which test a recording belongs to. */
export interface TestName {
  /** The one under which it is recorded. */
  setup: string;
  /** Spec file relative to `e2e/`, with `/` between folders. */
  spec: string;
  /** Describe titles and test title, outermost first. */
  titlePath: readonly string[];
}

const LONGEST_SLUG = 80;

/** The folder of a test's recording below `recordings/<line>/`: `<setup>/<spec file>/<test>`. */
export function recordingFolder({ setup, spec, titlePath }: TestName): string {
  return `${setup}/${spec}/${slug(titlePath.join(' '))}`;
}

/** Title path and spec file as people read them. */
export function testTitle({ spec, titlePath }: Pick<TestName, 'spec' | 'titlePath'>): string {
  return [spec, ...titlePath].join(' › ');
}

/**
 * A title as a folder's name: lower case, words joined by `-`. A title that is cut, or that has nothing to make a word
 * of, gets a piece of its digest, so that two titles share a folder only where their words are the same.
 */
export function slug(title: string): string {
  const words = title
    .normalize('NFKD')
    .toLowerCase()
    .replace(/\p{M}/gu, '')
    .replace(/[^\p{L}\p{N}]+/gu, '-')
    .replace(/^-+|-+$/g, '');
  if (words.length > 0 && words.length <= LONGEST_SLUG) return words;
  const digest = createHash('sha256').update(title).digest('hex').slice(0, 8);
  return `${words.slice(0, LONGEST_SLUG - 9).replace(/-+$/, '')}-${digest}`.replace(/^-/, '');
}

/**
 * The command that records one test again.
 * @param settings what it begins with, as `STACK_CONFIG=llama-stack-0.3 `; nothing for the default stack
 */
export function recordCommand({ setup, spec, titlePath }: TestName, settings = ''): string {
  return `${settings}npm run record -- --project=${setup} ${spec} -g "${titlePattern(titlePath)}"`;
}

/** Titles as the pattern of `-g`, between double quotes of a shell. Playwright puts the tags of each title behind it. */
export function titlePattern(titlePath: readonly string[]): string {
  // What a shell would read in double quotes becomes "any letter".
  const escaped = (title: string) => title.replaceAll(/["`$\\!]/g, '.').replaceAll(/[\^*+?()[\]{}|]/g, '\\$&');
  return titlePath.map(escaped).join(String.raw`( @\S+)* `);
}

/** The command that records an attempt again: the one that was run, where its test is none of this project's specs. */
export function recordAgain(
  test: TestName & { recordSettings?: string | undefined; external?: { command: string } | undefined },
): string {
  return test.external?.command ?? recordCommand(test, test.recordSettings);
}
