/** A small project with specs, recordings, gaps and pages, whose tests can be renamed. */
import { readdir } from 'node:fs/promises';
import { join, relative } from 'node:path';
import { chat, RecordingsFolder, type Title } from './recordings.ts';

const SPEC = `import { test } from '../../fixtures/index.ts';

test('says hello', async ({ client }) => {
  await client.ask('hello');
});

test.describe('a stream', () => {
  test('ends once', () => undefined);
  for (const word of ['one', 'two']) test(\`says \${word}\`, () => undefined);
});
`;

const GAPS = `# What the line gets wrong.
gaps:
  - test: chat/answer.spec.ts › says hello # politely
    expect: 'says hello'
    why: it says nothing

  # streams
  - test: 'chat/answer.spec.ts › a stream › *'
    except: ['chat/answer.spec.ts › a stream › ends once']
    expect: '404'
    why: there are none
`;

const MAPPING = `# The reference's functions.
chat/test_chat.py:
  test_hello:
    - chat/answer.spec.ts › says hello
  test_stream: { none: 'no streams, as says hello has it' }
`;

const SOURCES = `- tests: [chat/*]
  source: the API reference # of OpenAI
  except:
    - chat/answer.spec.ts › says hello
`;

const TITLES: readonly Title[] = [
  ['chat/answer.spec.ts', 'says hello'],
  ['chat/answer.spec.ts', 'a stream', 'ends once'],
  ['chat/answer.spec.ts', 'a stream', 'says one'],
  ['files/list.spec.ts', 'says hello'],
];

/** All files by their paths below the project's folder, with what is in them. */
export type Snapshot = ReadonlyMap<string, string>;

export async function renamedProject(): Promise<RecordingsFolder> {
  const project = await RecordingsFolder.make();
  await project.write('e2e/chat/answer.spec.ts', SPEC);
  await project.write('e2e/files/list.spec.ts', "test('says hello', () => undefined);\n");
  await project.write('setups/lines/ogx-1.5.yaml', GAPS);
  await project.write('setups/suites/suites.yaml', 'quick: { specs: [chat/answer.spec.ts] }\n');
  await project.write('docs/reference-tests.yaml', MAPPING);
  await project.write('docs/coverage.md', '- chat/answer.spec.ts › says hello\n');
  await project.write('e2e/sources.yaml', SOURCES);
  for (const line of ['ogx-1.5', 'llama-stack-0.3']) {
    for (const title of TITLES)
      await project.record(title, [chat(title.join(' '), `as said of ${title.at(-1)}`)], line);
  }
  return project;
}

export async function snapshot(project: RecordingsFolder): Promise<Snapshot> {
  const entries = await readdir(project.folder, { recursive: true, withFileTypes: true });
  const paths = entries
    .filter((entry) => entry.isFile())
    .map(({ parentPath, name }) => relative(project.folder, join(parentPath, name)))
    .sort();
  return new Map(await Promise.all(paths.map(async (path) => [path, await project.read(path)] as const)));
}

/** The paths that two snapshots do not have in common, or with other content. */
export function differing(before: Snapshot, after: Snapshot): string[] {
  return [...new Set([...before.keys(), ...after.keys()])]
    .filter((path) => before.get(path) !== after.get(path))
    .sort();
}
