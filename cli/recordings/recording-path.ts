/** Where a recording file lies below the recordings folder, and what that says about it. Paths have `/` on every system. */
import { PROVIDERS_FILE, STACK_FILE } from '../../replay/files/store.ts';
import { NAME, SEGMENT, STARTUP } from '../../replay/recording/names.ts';

/** The folder of a setup in which imported recordings lie: no test asks for them until they are moved. */
export const IMPORTED = 'imported';

export function isImported({ spec }: { spec: string }): boolean {
  return spec.split('/')[0] === IMPORTED;
}

export interface TestPath {
  kind: 'test';
  path: string;
  line: string;
  setup: string;
  spec: string;
  /** The test's folder: `<line>/<setup>/<spec file>/<test>`. */
  folder: string;
  seam: 'providers' | 'stack';
}

export interface StartupPath {
  kind: 'startup';
  path: string;
  line: string;
  provider: string;
}

export type RecordingPath = TestPath | StartupPath;

const LINE = /^[A-Za-z0-9][A-Za-z0-9.-]{0,63}$/;

/** What a path stands for; undefined when it is no place for a recording, whether harmless or hostile. */
export function parseRecordingPath(path: string): RecordingPath | undefined {
  const segments = path.split('/');
  const [line = '', second = ''] = segments;
  const file = segments.at(-1) ?? '';
  if (!LINE.test(line) || !segments.every((segment) => SEGMENT.test(segment))) return undefined;
  if (second === STARTUP && segments.length === 3) {
    const provider = file.replace(/\.json$/, '');
    return provider !== file && NAME.test(provider) ? { kind: 'startup', path, line, provider } : undefined;
  }
  if (!NAME.test(second) || segments.length < 5 || (file !== PROVIDERS_FILE && file !== STACK_FILE)) return undefined;
  return {
    kind: 'test',
    path,
    line,
    setup: second,
    spec: segments.slice(2, -2).join('/'),
    folder: segments.slice(0, -1).join('/'),
    seam: file === PROVIDERS_FILE ? 'providers' : 'stack',
  };
}
