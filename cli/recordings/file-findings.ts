/** What can be wrong with recording files by themselves, whatever tests there are. */
import { Bindings, Trial } from '../../replay/matching/bindings.ts';
import { compareRequests } from '../../replay/matching/compare.ts';
import { Matching } from '../../replay/matching/matching.ts';
import { describe } from '../../replay/matching/miss.ts';
import { isExternal, MANIFEST_FILE, type ExternalTest } from '../../replay/recording/external.ts';
import { recordingFolder } from '../../replay/recording/location.ts';
import { MIGRATE, type ProvidersRecording } from '../../replay/recording/format.ts';
import { keyInRecording } from '../../replay/secrets/key-shapes.ts';
import { Redaction } from '../../replay/secrets/redaction.ts';
import type { Finding } from './finding.ts';
import type { RecordingFile } from './recording-file.ts';
import { filesOf, type RecordedTest, type Tree } from './tree.ts';

const RECORD_AGAIN = 'Record the test again, or restore the file with git.';

/**
 * @param known finds out what is wrong in a file by itself, unless it knows that already
 */
export function fileFindings({ tests, startups, strays }: Tree, known: Known = (_, look) => look()): Finding[] {
  return [
    ...strays.map((where): Finding => ({
      kind: 'stray',
      where,
      what: 'No recording lies at such a path.',
      fix: 'Delete it, or move it to where it belongs.',
    })),
    ...tests.flatMap((test) => testFindings(test, known)),
    ...startups.flatMap(({ file }) =>
      known(file, () => [
        ...textFindings(file),
        ...(file.recording === undefined ? [] : unreachableStartup(file.recording, file.path)),
      ]),
    ),
  ];
}

/** Knows what is wrong in files by themselves. */
type Known = (file: RecordingFile<unknown>, look: () => Finding[]) => Finding[];

function testFindings(test: RecordedTest, known: Known): Finding[] {
  const { providers, folder, spec, manifest } = test;
  const inFiles = filesOf(test).flatMap((file) =>
    known(file, () => [
      ...textFindings(file),
      ...(file !== providers || providers.recording === undefined
        ? []
        : unreachable(providers.recording, providers.path)),
    ]),
  );
  const found = [
    ...inFiles,
    ...(isWhole(test) ? [] : [incomplete(test)]),
    ...(isExternal(spec) && manifest === undefined ? [withoutManifest(folder)] : []),
    ...(isExternal(spec) ? movedByHand(test) : []),
  ];
  return manifest?.recording === undefined ? found : found.map(fixedBy(manifest.recording));
}

/** Both seams, or one alone where that is all there is: answers of a spec, or an import, which knows no client. */
function isWhole({ providers, stack, manifest }: RecordedTest): boolean {
  if (stack?.outline?.answers !== undefined) return true;
  if (manifest?.recording?.madeBy === 'import') return providers !== undefined;
  return providers !== undefined && stack !== undefined;
}

function incomplete({ folder, providers }: RecordedTest): Finding {
  return {
    kind: 'incomplete',
    where: folder,
    what: `There is no ${providers === undefined ? 'providers.json' : 'stack.json'}; a test's recording has both files, or says in its stack.json why it has no provider's answers.`,
    fix: RECORD_AGAIN,
  };
}

function withoutManifest(where: string): Finding {
  return {
    kind: 'incomplete',
    where,
    what: `There is no ${MANIFEST_FILE}: nothing says which command records it again.`,
    fix: `Restore it with git, or record the test again by the command that made it.`,
  };
}

/** The replay looks for an external test by its title, and no list of specs says what that is. */
function movedByHand({ folder, line, setup, title, providers, stack }: RecordedTest): Finding[] {
  if (providers === undefined && stack === undefined) return [];
  const [spec = '', ...titlePath] = title.split(' › ');
  const at = `${line}/${recordingFolder({ setup, spec, titlePath })}`;
  if (at === folder) return [];
  return [{ kind: 'title', where: folder, what: `It states "${title}", whose folder is ${at}.`, fix: RECORD_AGAIN }];
}

/** What mends a recording of an external test is the command that made it. */
function fixedBy({ command }: ExternalTest): (finding: Finding) => Finding {
  return (finding) => {
    if (finding.fix === MIGRATE) return finding;
    const first = finding.kind === 'secret' ? 'Revoke the key, and record the test again without it' : 'Make it again';
    return { ...finding, fix: `${first}: ${command}` };
  };
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
