/** What becomes of recordings of external tests when those get another name. */
import { globSync, readFileSync } from 'node:fs';
import { join, sep } from 'node:path';
import { UsageFault } from '../../../errors/fault.ts';
import { externalTest, MANIFEST_FILE, parseManifest, type ExternalTest } from '../../../replay/recording/external.ts';
import { recordingFolder, testTitle, type TestName } from '../../../replay/recording/location.ts';
import { SpecPath } from '../../../replay/recording/names.ts';
import { testOfNode } from '../node-id.ts';
import { parseRecordingPath, type TestPath } from '../recording-path.ts';
import type { Move } from './recorded-names.ts';

/**
 * The recordings of the external test of a name, or of all below it; none where no manifest has such a name.
 * @throws {UsageFault} when the new name is none
 */
export function externalMoves(recordings: string, from: string, to: string): Move[] {
  return manifestsIn(recordings).flatMap(({ place, manifest }): Move[] => {
    if (!isBelow(manifest.name, from)) return [];
    const name = to + manifest.name.slice(from.length);
    const test = testOf(name, manifest, place);
    return [
      {
        from: place.folder,
        to: `${place.line}/${recordingFolder({ setup: place.setup, ...test })}`,
        test: testTitle(test),
        // The command names the test, so that it records under the new name.
        manifest: { ...manifest, name, command: manifest.command.replaceAll(manifest.name, () => name) },
      },
    ];
  });
}

function manifestsIn(recordings: string): { place: TestPath; manifest: ExternalTest }[] {
  return globSync(`*/*/external/**/${MANIFEST_FILE}`, { cwd: recordings })
    .map((path) => path.split(sep).join('/'))
    .sort()
    .flatMap((path) => {
      const place = parseRecordingPath(path);
      const manifest = place === undefined ? undefined : read(join(recordings, path));
      return place?.kind === 'test' && manifest !== undefined ? [{ place, manifest }] : [];
    });
}

function read(file: string): ExternalTest | undefined {
  try {
    return parseManifest(readFileSync(file, 'utf8'));
  } catch {
    // "verify" tells of it.
    return undefined;
  }
}

/** `suite` names all of `suite/case`, and a file all tests behind its `::`. */
function isBelow(name: string, above: string): boolean {
  return name === above || ['/', '::', '['].some((mark) => name.startsWith(above + mark));
}

function testOf(name: string, { madeBy }: ExternalTest, { spec }: TestPath): Pick<TestName, 'spec' | 'titlePath'> {
  const [, suite = ''] = spec.split('/');
  const test = madeBy === 'exec' || madeBy === 'gateway' ? externalTest(name) : testOfNode(name, suite);
  if (test !== undefined && SpecPath.safeParse(test.spec).success && test.titlePath.every((title) => title !== ''))
    return test;
  throw new UsageFault({
    what: `"${name}" is no name of an external test.`,
    fix: 'Write it as the old one is: folders with "/" between them, none of which begins with ".", and the test.',
  });
}
