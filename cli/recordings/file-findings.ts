/** What can be wrong with recording files by themselves, whatever tests there are. */
import { Bindings, Trial } from '../../replay/matching/bindings.ts';
import { compareRequests } from '../../replay/matching/compare.ts';
import { Matching } from '../../replay/matching/matching.ts';
import { describe } from '../../replay/matching/miss.ts';
import { MIGRATE, type ProvidersRecording } from '../../replay/recording/format.ts';
import { keyInRecording } from '../../replay/secrets/key-shapes.ts';
import { Redaction } from '../../replay/secrets/redaction.ts';
import type { Finding } from './finding.ts';
import { isImported } from './recording-path.ts';
import type { RecordedTest, Tree } from './tree.ts';

const RECORD_AGAIN = 'Record the test again, or restore the file with git.';

export function fileFindings({ tests, startups, strays }: Tree): Finding[] {
  return [
    ...strays.map((where): Finding => ({
      kind: 'stray',
      where,
      what: 'No recording lies at such a path.',
      fix: 'Delete it, or move it to where it belongs.',
    })),
    ...tests.flatMap(testFindings),
    ...startups.flatMap(({ file }) => [
      ...textFindings(file),
      ...(file.recording === undefined ? [] : unreachableStartup(file.recording, file.path)),
    ]),
  ];
}

function testFindings({ providers, stack, folder, spec }: RecordedTest): Finding[] {
  const files = [providers, stack].filter((file) => file !== undefined);
  const isWhole = files.length === 2 || isImported({ spec }) || stack?.recording?.answers !== undefined;
  const incomplete: Finding = {
    kind: 'incomplete',
    where: folder,
    what: `There is no ${providers === undefined ? 'providers.json' : 'stack.json'}; a test's recording has both files, or says in its stack.json why it has no provider's answers.`,
    fix: RECORD_AGAIN,
  };
  return [
    ...files.flatMap(textFindings),
    ...(isWhole ? [] : [incomplete]),
    ...(providers?.recording === undefined ? [] : unreachable(providers.recording, providers.path)),
  ];
}

function textFindings({ path, text, fault }: { path: string; text: string; fault?: string }): Finding[] {
  const key = keyInRecording(text);
  return [
    ...(fault === undefined ? [] : [{ kind: 'format', where: path, what: fault, fix: fixOf(fault) } as const]),
    ...(key === undefined
      ? []
      : [
          {
            kind: 'secret',
            where: path,
            what: `It holds ${key}.`,
            fix: 'Revoke the key, then record the test again without it.',
          } as const,
        ]),
  ];
}

function fixOf(fault: string): string {
  return fault.endsWith(MIGRATE) ? MIGRATE : RECORD_AGAIN;
}

/** Asks a fresh attempt for each exchange by its own recorded request, in order: each must answer itself. */
function unreachable({ exchanges, literals }: ProvidersRecording, where: string): Finding[] {
  const matching = new Matching(exchanges, literals);
  const redaction = new Redaction({});
  return exchanges.flatMap(({ provider, request }, position): Finding[] => {
    const match = matching.match({ provider, request: redaction.request(request) });
    if (match.hit && match.position === position) return [];
    const title = `Exchange ${position + 1}, ${request.method} ${request.path} to ${provider}`;
    const [first] = !match.hit && match.miss.cause === 'changed' ? match.miss.differences : [];
    const why = match.hit
      ? `under today's rules its request is answered by exchange ${match.position + 1}`
      : `under today's rules its own request does not match it${first === undefined ? '' : ` (${describe(first)})`}`;
    return [
      {
        kind: 'unreachable',
        where,
        what: `${title}: ${why}.`,
        fix: 'Run "npm run recordings -- normalize", or record the test again.',
      },
    ];
  });
}

/** Start-up calls are answered by the first exchange that equals them, however often: a second one is never reached. */
function unreachableStartup({ exchanges }: ProvidersRecording, where: string): Finding[] {
  return exchanges.flatMap(({ request }, position): Finding[] => {
    const first = exchanges.findIndex(
      (other) => compareRequests(other.request, request, new Trial(new Bindings()), 1).length === 0,
    );
    if (first === position) return [];
    const what = `Exchange ${position + 1}, ${request.method} ${request.path}: exchange ${first + 1} is the same request and always answers first.`;
    return [{ kind: 'unreachable', where, what, fix: 'Record the start-up again.' }];
  });
}
