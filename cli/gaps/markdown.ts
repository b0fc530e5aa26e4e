/** The page of a line's known gaps, and one of them as a text that can be put into an issue. */
import { elsewhereText, type KnownGap } from './known-gaps.ts';
import { evidenceOf } from './evidence.ts';
import type { UnservedSetup } from './unserved-setups.ts';
import { sinceText } from '../../setups/releases.ts';
import { statementWords } from '../../setups/statement-words.ts';

/** Claims of one gap that are named on its page; the rest are counted. */
const NAMED = 8;
const LONGEST_SCRIPT = 2500;

export function gapsPage(line: string, gaps: readonly KnownGap[], unserved: readonly UnservedSetup[]): string {
  const surfaces = [...new Set(gaps.map(({ surface }) => surface))];
  const tests = gaps.reduce((sum, gap) => sum + gap.tests.length, 0);
  return [
    `# What is known to be wrong with ${line}`,
    '',
    'Written by `npm run gaps` from the gaps in `setups/`, their sources in `e2e/sources.yaml` and the recordings: do not edit it.',
    `${gaps.length} gaps, in which ${tests} claims do not hold. One of them as a text for an issue: \`npm run gaps -- show <number> --line ${line}\`.`,
    '',
    ...surfaces.map((surface) => {
      const count = gaps.filter((gap) => gap.surface === surface).length;
      return `- [${surface}](#${surface}): ${count}`;
    }),
    '',
    ...(unserved.length === 0 ? [] : ['## Setups that it cannot serve', '', ...unserved.map(unservedText), '']),
    ...surfaces.flatMap((surface) => [
      `## ${surface}`,
      '',
      ...gaps.filter((gap) => gap.surface === surface).flatMap((gap) => [section(gap), '']),
    ]),
  ].join('\n');
}

function unservedText({ setup, what, fix }: UnservedSetup): string {
  return `- \`${setup}\`: ${what} ${fix}`;
}

function section(gap: KnownGap): string {
  const { script } = evidenceOf(gap);
  const long = script === undefined || script.length > LONGEST_SCRIPT;
  return gapText(gap, { heading: '###', named: NAMED, script: !long });
}

/** One gap as Markdown: claims, what the server does instead, what says otherwise, where else, and how to see it. */
export function gapText(
  gap: KnownGap,
  { heading, named, script }: { heading: string; named: number; script: boolean } = {
    heading: '#',
    named: Infinity,
    script: true,
  },
): string {
  const { number, tests, source, document, issue, since, elsewhere, setups } = gap;
  const evidence = evidenceOf(gap);
  const claims = tests.slice(0, named).map((title) => `- ${claim(title)}`);
  const more = tests.length > named ? [`- … and ${tests.length - named} more`] : [];
  return [
    `${heading} ${number}. ${claim(tests[0] ?? '')}`,
    '',
    ...(tests.length > 1 ? ['Claims that do not hold:', '', ...claims, ...more, ''] : []),
    `- **Instead**: ${statementWords(gap.gap).join('; ')} (${gap.gap.why}).`,
    `- **Right**: ${source}${document === '' ? '' : ` (${document})`}.`,
    ...(issue === undefined ? [] : [`- **Reported**: ${issue}`]),
    ...(since === undefined ? [] : [`- **Since**: ${sinceText(since)}.`]),
    `- **Seen**: ${evidence.seen}, under ${setups.join(', ')}. Other lines: ${elsewhereText(elsewhere)}.`,
    '',
    '<details><summary>Reproduction</summary>',
    '',
    evidence.alone
      ? 'Needs a running stack, and no provider:'
      : `Needs a running stack with a model. The answer below came from the provider's answer in \`${file(gap)}\`:`,
    '',
    ...(script && evidence.script !== undefined
      ? ['```bash', evidence.script.trimEnd(), '```']
      : [evidence.why ?? `The script is long: \`npm run gaps -- show ${number} --line ${gap.recorded.line}\`.`]),
    '',
    ...(script && heading === '#' ? providerAnswers(evidence.provider) : []),
    'Answer:',
    '',
    '```text',
    evidence.answer,
    '```',
    '',
    '</details>',
  ].join('\n');
}

/** In the order in which the stack asked for them. */
function providerAnswers(answers: readonly string[]): string[] {
  return answers.flatMap((answer, at) => [
    at === 0 ? 'What its provider answered:' : '',
    '',
    '```text',
    answer,
    '```',
    '',
  ]);
}

/** Where the provider's answers are: in the recording, or in the spec that gives them. */
function file({ recorded }: KnownGap): string {
  return recorded.providers === undefined ? `e2e/${recorded.spec}` : `recordings/${recorded.folder}/providers.json`;
}

function claim(title: string): string {
  const [spec = '', ...names] = title.split(' › ');
  return `${names.join(' › ')} (\`${spec}\`)`;
}
