/** Tags that a test gets when it has ended, for the search field of the HTML report. */
import type { ReportedTest } from '../reported-test.ts';

/** What the tags mean, for guides and pages. */
export const RUN_TAGS = {
  '@known-gap': 'failed as a known gap states',
  '@drift': 'the stack answered otherwise than recorded',
  '@miss': 'a provider call that no recording answers',
  '@leftover': 'recorded provider answers that nothing asked for',
  '@scripted': 'on provider answers that were written by hand, in a recording or in the spec',
  '@local-model': 'on recorded answers of a small local model',
  '@provider': 'on recorded answers of the real provider',
} as const;

type RunTag = keyof typeof RUN_TAGS;

/** `@<surface>`, such as `@vector-stores`, and those of {@link RUN_TAGS} that fit. */
export function tagsOf(test: Pick<ReportedTest, 'surface' | 'outcome' | 'drift' | 'report'>): string[] {
  const sources = new Set(test.report?.answers.map(({ source }) => source));
  const problems = new Set(test.report?.problems.map(({ kind }) => kind));
  const fits: Record<RunTag, boolean> = {
    '@known-gap': test.outcome === 'known gap',
    '@drift': test.drift !== undefined,
    '@miss': problems.has('miss'),
    '@leftover': problems.has('leftover'),
    '@scripted': sources.has('scripted') || sources.has('scripted by the spec'),
    '@local-model': sources.has('local model'),
    '@provider': sources.has('provider'),
  };
  return [surfaceTag(test.surface), ...Object.entries(fits).flatMap(([tag, does]) => (does ? [tag] : []))];
}

/** The tag of a surface, without spaces, which would end it. */
export function surfaceTag(surface: string): string {
  return `@${surface.trim().replaceAll(/\s+/g, '-')}`;
}
