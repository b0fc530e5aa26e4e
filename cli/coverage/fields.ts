/** Which fields of the SDKs' types the recorded answers had. */
import { sdkDefinitions, SDKS, type Sdk } from '../../contracts/files/sdk-definitions.ts';
import { FieldsSeen } from '../../contracts/fields.ts';
import { sdkContract } from '../../contracts/sdk.ts';
import { markdownTable } from './markdown.ts';
import type { TestCalls } from './observed.ts';

/** What was held against one contract, such as the types of openai 7.57.0. */
export interface HeldContract {
  title: string;
  seen: Pick<FieldsSeen, 'types' | 'held'>;
}

/** Makes the schemas of the SDKs' types, which takes some seconds. */
export async function heldAgainstSdks(tests: readonly TestCalls[]): Promise<HeldContract[]> {
  const contracts: HeldContract[] = [];
  for (const sdk of Object.keys(SDKS).filter((name): name is Sdk => name in SDKS)) {
    const source = sdkContract(await sdkDefinitions(sdk));
    const seen = new FieldsSeen(source);
    for (const { calls } of tests) for (const call of calls) seen.add(call);
    contracts.push({ title: source.title, seen });
  }
  return contracts;
}

/** A sentence for each contract, without Markdown. */
export function fieldsLines(contracts: readonly HeldContract[]): string[] {
  return contracts.map(({ title, seen }) => {
    const counts = [...seen.types.values()].flatMap((fields) => [...fields.values()]);
    const held = [...seen.held.values()];
    const sum = (of: 'answers' | 'events') => held.reduce((all, each) => all + each[of], 0);
    return (
      `Held against ${title}: ${sum('answers')} answers and ${sum('events')} events of ${held.length} operations; ` +
      `${counts.filter((times) => times > 0).length} of the ${counts.length} fields that these may have were there.`
    );
  });
}

/** A table for each contract: a row for each type that answers had parts of. */
export function fieldsSection(contracts: readonly HeldContract[]): string[] {
  return [
    '## Fields of answers',
    'Every answer and event is held against the types of the SDKs, in every run. A field counts as seen where a recorded ' +
      'answer had it, and not as `null`. `output_text` is made by the SDK.',
    ...contracts.flatMap(({ title, seen }) => [
      `### ${title[0]?.toUpperCase()}${title.slice(1)}`,
      markdownTable(
        ['Type', 'Fields', 'Seen', 'Never seen'],
        [...seen.types].sort(([one], [other]) => (one < other ? -1 : 1)).map(([type, fields]) => rowOf(type, fields)),
      ),
    ]),
  ];
}

function rowOf(type: string, fields: ReadonlyMap<string, number>): string[] {
  const never = [...fields].filter(([, times]) => times === 0).map(([name]) => `\`${name}\``);
  return [`\`${type}\``, String(fields.size), String(fields.size - never.length), never.join(', ')];
}
