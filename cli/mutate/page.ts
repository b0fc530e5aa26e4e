/** The page of a run: the scores, and the places that no claim watches, so that the next claim to write is obvious. */
import { WAYS } from '../../run/changed-recordings.ts';
import type { Header } from './outcomes.ts';
import { type Judged, percent, type Score, scoreOf, scoresBy } from './score.ts';

export interface Result {
  header: Header;
  mutants: readonly Judged[];
  /** Mutants that no test could judge. */
  unjudged: number;
  /** Changes that were drawn and left out: how many, by reason. */
  noise: Readonly<Record<string, number>>;
}

export function mutationPage({ header, mutants, unjudged, noise }: Result): string {
  const { seam, line, projects, sample, seed, places } = header;
  const unwatched = mutants.filter(({ by }) => !by.some((way) => way !== 'drift'));
  return [
    `# Changed ${seam === 'stack' ? 'answers of the stack' : 'answers of providers'}`,
    '',
    `One place of one recorded answer is changed, and its test runs on it. ${line}, ${projects.join(', ')}; ${mutants.length} of`,
    `${sample} changes judged, of ${places} places, seed ${seed}.`,
    ...(unjudged > 0 ? [`${unjudged} could not be judged: the test is skipped, or fails without a change.`] : []),
    '',
    ...scoreTable('', [{ name: 'all', score: scoreOf(mutants) }]),
    ...scoreTable(
      'kind of change',
      scoresBy(mutants, (mutant) => mutant.kind),
    ),
    ...scoreTable(
      'operation',
      scoresBy(mutants, ({ operation }) => operation),
    ),
    '## Places that no claim watches',
    '',
    'By operation, those with most first. *Drift* tells of a change of the stack, and not of an answer that was always wrong.',
    '',
    ...[...Map.groupBy(unwatched, ({ operation }) => operation)]
      .sort(([, a], [, b]) => b.length - a.length)
      .flatMap(([operation, of]) => operationLines(operation, of)),
    '## Noise',
    '',
    ...Object.entries(noise).map(([reason, times]) => `- ${times} × ${reason}`),
    '',
  ].join('\n');
}

function scoreTable(title: string, rows: readonly { name: string; score: Score }[]): string[] {
  return [
    `| ${title} | judged | noticed | with drift | ${WAYS.join(' | ')} | nobody |`,
    `|---|${'--:|'.repeat(WAYS.length + 4)}`,
    ...rows.map(({ name, score }) => {
      const { judged, noticed, withDrift, by } = score;
      const cells = [
        judged,
        percent(noticed, judged),
        percent(withDrift, judged),
        ...WAYS.map((way) => by[way]),
        judged - withDrift,
      ];
      return `| ${cell(name)} | ${cells.join(' | ')} |`;
    }),
    '',
  ];
}

function operationLines(operation: string, mutants: readonly Judged[]): string[] {
  const places = [...Map.groupBy(mutants, ({ place, kind }) => `${place}\n${kind}`).values()].sort(
    (a, b) => b.length - a.length,
  );
  return [
    `### ${operation}`,
    '',
    '| place | change | times | drift | example |',
    '|---|---|--:|---|---|',
    ...places.map((same) => {
      const [first] = same;
      if (first === undefined) return '';
      const drift = same.every(({ by }) => by.includes('drift')) ? 'yes' : 'no';
      const was = first.was === undefined ? '' : ` \`${first.was}\``;
      const is = first.is === undefined ? '' : ` → \`${first.is}\``;
      return `| ${cell(first.place)} | ${first.kind} | ${same.length} | ${drift} | ${cell(`${first.test}${was}${is}`)} |`;
    }),
    '',
  ];
}

/** A text that does not end the cell of a table. */
function cell(text: string): string {
  return text.replace(/\|/g, '\\|').replace(/\s+/g, ' ');
}
