/** What is wrong where a spec gives the provider's answers itself, or needs none: complete texts for a person. */
import type { LiveRequest } from '../matching/matching.ts';
import { missHeadline, type MissContext } from '../matching/miss.ts';

/** Of a test in which no provider takes part. */
export const NO_PROVIDER = 'The test is tagged @stack: no provider takes part in it.';

/** Of a test that wants both. */
export const BOTH =
  'The spec gives answers of its own, and bends recorded ones: provider.answers(…) and provider.recorded(…) are for different tests.';

/** A provider call in a test that is tagged so. */
export function noProviderText(live: LiveRequest): string {
  const { provider, request } = live;
  return (
    `The stack asked ${provider} for ${request.method} ${request.path}.\n` +
    `Why: it must not. ${NO_PROVIDER}\n` +
    'If the stack is right to ask, take the tag @stack off the test, and record it under the setups.'
  );
}

/** A provider call that no answer of the spec is for. */
export function unansweredText(why: string, test: string): string {
  return (
    `No answer of the spec fits a provider call. ${why}\n` +
    `"${test}" gives the provider's answers itself, so no other is looked for. Give one more with provider.answers(…), or correct the one that was meant.`
  );
}

/** An answer of the spec that nothing asked for. */
export function unusedText(answer: string, test: string): string {
  return (
    `An answer of the spec was not used: ${answer}, of "${test}".\n` +
    'Why: the test ran to its end, and the stack did not ask for it. Either the stack changed, or the spec gives too many.'
  );
}

/** A provider call in replay, of a test whose recording holds the stack's answers alone. */
export function unrecordedText(live: LiveRequest, without: 'spec' | 'none', { test, fix, asker }: MissContext): string {
  const why =
    without === 'none'
      ? 'this recording says that the test causes no provider call at all.'
      : 'this recording says that the spec gives the answers itself, and it has given none. Take the fixture "provider" before the first call.';
  return [
    missHeadline(live, asker),
    `The recording of "${test}" does not hold it.`,
    `Why: ${why}`,
    `If the change is meant, record the test again:\n  ${fix}`,
  ].join('\n');
}

/** A spec that gives answers, and a recording from before it did. */
export function staleText({ test, fix }: MissContext): string {
  return (
    `The recording of "${test}" is from before its spec gave the provider's answers itself.\n` +
    `Record it again, which needs no provider:\n  ${fix}`
  );
}
