/** Where a recording file lies below the recordings folder, and what that says about it. Paths have `/` on every system. */
import { PROVIDERS_FILE, STACK_FILE } from '../../replay/files/store.ts';
import { isExternal, MANIFEST_FILE } from '../../replay/recording/external.ts';
import { IMPORTED, NAME, SEGMENT, STARTUP } from '../../replay/recording/names.ts';

export interface TestPath {
  kind: 'test';
  path: string;
  line: string;
  setup: string;
  spec: string;
  /** The test's folder: `<line>/<setup>/<spec file>/<test>`. */
  folder: string;
  /** Which of the test's files it is: one seam's, or the manifest of an external test. */
  file: 'providers' | 'stack' | 'manifest';
}

export interface StartupPath {
  kind: 'startup';
  path: string;
  line: string;
  provider: string;
  /** Whether it holds the models of imported recordings, which are listed beside those of the start-up itself. */
  imported: boolean;
}

export type RecordingPath = TestPath | StartupPath;

const FILES = new Map<string, TestPath['file']>([
  [PROVIDERS_FILE, 'providers'],
  [STACK_FILE, 'stack'],
  [MANIFEST_FILE, 'manifest'],
]);
const LINE = /^[A-Za-z0-9][A-Za-z0-9.-]{0,63}$/;

/** What a path stands for; undefined when it is no place for a recording, whether harmless or hostile. */
export function parseRecordingPath(path: string): RecordingPath | undefined {
  const segments = path.split('/');
  const [line = '', second = ''] = segments;
  const file = segments.at(-1) ?? '';
  if (!LINE.test(line) || !segments.every((segment) => SEGMENT.test(segment))) return undefined;
  const imported = second === STARTUP && segments.length === 4 && segments[2] === IMPORTED;
  if (second === STARTUP && (segments.length === 3 || imported)) {
    const provider = file.replace(/\.json$/, '');
    return provider !== file && NAME.test(provider) ? { kind: 'startup', path, line, provider, imported } : undefined;
  }
  const kind = FILES.get(file);
  const spec = segments.slice(2, -2).join('/');
  if (!NAME.test(second) || segments.length < 5 || kind === undefined) return undefined;
  if (kind === 'manifest' && !isExternal(spec)) return undefined;
  return {
    kind: 'test',
    path,
    line,
    setup: second,
    spec,
    folder: segments.slice(0, -1).join('/'),
    file: kind,
  };
}
