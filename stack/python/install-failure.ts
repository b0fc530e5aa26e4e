/** Why an installer failed, as its last lines tell it, and what to do. */
import { roomFor } from '../../errors/disk.ts';

export interface InstallFailure {
  /** Of the installer's output. */
  lines: readonly string[];
  /** Absolute: the environment that was to be made. */
  folder: string;
  /** Whether its disk has no room left. */
  full: boolean;
}

const FULL = /No space left on device|Disk quota exceeded/;
/** pip, while it tries again and again; uv. */
const SILENT = /NewConnectionError|ConnectTimeoutError|NameResolutionError|ProxyError|dns error|error sending request/i;
/** pip, with all that there are; uv. */
const NONE_OF_PIP = /requirement ([\w.-]+)==(\S+) \(from versions: (?!none)(.*)\)/;
const NONE_OF_UV = /there is no version of ([\w.-]+)==(\S+)/i;

const INDEX =
  'Where the package index is reached through a proxy or a mirror, set PIP_INDEX_URL, PIP_CERT, HTTPS_PROXY (or UV_…) as for any other install, then run again: it starts afresh.';

export function installFailure({ lines, folder, full }: InstallFailure): { why: string; fix: string } {
  const text = lines.join('\n');
  if (full || FULL.test(text))
    return { why: `The disk of ${folder} is full.`, fix: roomFor({ variable: 'E2E_CACHE' }) };
  const [, name, version, there] = NONE_OF_PIP.exec(text) ?? NONE_OF_UV.exec(text) ?? [];
  if (name !== undefined) {
    const newest = there === undefined ? '' : `, but ${there.split(', ').slice(-5).join(', ')}`;
    return {
      why: `The package index has no ${name} ${version}${newest}.`,
      fix: `Name a release that there is. ${INDEX}`,
    };
  }
  if (SILENT.test(text)) {
    return {
      why: 'The package index does not answer.',
      fix: `${INDEX} A run on recorded answers of the stack needs neither: STACK_CONFIG=recorded.`,
    };
  }
  return { why: 'The last lines below are the installer’s own.', fix: INDEX };
}
