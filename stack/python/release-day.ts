/** When a release was published, read from an installer's output, and which packages that allows. Pure. */

/** Packages are accepted up to this many days after a release: its own other packages may be published a little later. */
export const DAYS_AFTER = 3;

/** Before any package: pip then skips every file, and logs the upload time of each. */
const BEFORE_ALL = '2000-01-01T00:00:00Z';

/** Arguments of an installer that ask it for a release's upload times, and install nothing. */
export const asking = {
  /** Of pip 26 or later. It ends with a failure, since nothing is left to install; its output has the times. */
  pip: (requirement: string): string[] => [
    'install',
    '--dry-run',
    '--no-deps',
    '--ignore-installed',
    '--no-input',
    '--disable-pip-version-check',
    '-vv',
    '--uploaded-prior-to',
    BEFORE_ALL,
    requirement,
  ],
  /** Of uv. `file` holds the requirement; the answer is a lock file (PEP 751), which has the times. */
  uv: (file: string, python: string): string[] => [
    'pip',
    'compile',
    '--no-deps',
    '--no-header',
    '--format',
    'pylock.toml',
    '--python',
    python,
    file,
  ],
};

/** Arguments that let an installer take nothing that was uploaded after `until`. */
export const upTo = {
  pip: (until: string) => ['--uploaded-prior-to', until],
  uv: (until: string) => ['--exclude-newer', until],
};

const PIP_LINE = /Upload time (\d{4}-\d\d-\d\d)[ T](\S+) not prior to \S+ \S+ (?:\S*\/)?([^/\s#]+)/g;
const LOCKED_FILE = /\burl = "[^"]*\/([^/"]+)"[^}\n]*?\bupload-time = ([^,\s}]+)/g;

/**
 * The moment up to which packages are taken for a release: its first upload and `DAYS_AFTER` days.
 * @param output what the installer wrote when it was asked
 * @returns as `2026-10-22T15:53:41Z`, and the day of the release; undefined where the output has no upload time
 */
export function takenUntil(output: string, name: string, version: string): { day: string; until: string } | undefined {
  const own = fileOf(name, version);
  const uploads = [
    ...[...output.matchAll(PIP_LINE)].map(([, day, time, file]) => ({ file, at: `${day}T${time}` })),
    ...[...output.matchAll(LOCKED_FILE)].map(([, file, at]) => ({ file, at })),
  ];
  const times = uploads.flatMap(({ file, at }) => (file !== undefined && own.test(file) ? [Date.parse(at ?? '')] : []));
  const first = Math.min(...times.filter((time) => !Number.isNaN(time)));
  if (!Number.isFinite(first)) return undefined;
  return { day: seconds(first).slice(0, 10), until: seconds(first + DAYS_AFTER * 86_400_000) };
}

/** `2026-10-22T15:53:41Z` */
function seconds(time: number): string {
  return new Date(time).toISOString().replace(/\.\d+Z$/, 'Z');
}

/** The names of a release's files: a name's parts are joined by `-`, `_` or `.`, and the version ends at the next part. */
function fileOf(name: string, version: string): RegExp {
  const parts = name.split(/[-_.]+/).map(literal);
  return new RegExp(`^${parts.join('[-_.]+')}-${literal(version)}(?:-|\\.tar\\.|\\.zip$)`, 'i');
}

function literal(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
}
