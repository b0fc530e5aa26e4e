/** Names of tests, and what a rename makes of them. A full name is `chat/stream.spec.ts › chat stream › ends once`. */
import { Fault, UsageFault } from '../../../errors/fault.ts';
import { nearest } from '../../../errors/nearest.ts';
import { recordingFolder } from '../../../replay/recording/location.ts';

/** Old full name → new full name. */
export type Renames = ReadonlyMap<string, string>;

/** Spec file, describe titles, test title, outermost first: of a test, of a describe, or of a spec file alone. */
export type NamePath = readonly string[];

const SEPARATOR = ' › ';

export function pathOf(name: string): NamePath {
  return name.split(SEPARATOR);
}

export function nameOf(path: NamePath): string {
  return path.join(SEPARATOR);
}

/** Whether a text names a test or describe together with its spec file. */
export function isFullName(text: string): boolean {
  return /^\S+\.spec\.ts › ./.test(text);
}

/** The paths of tests and of all describes that they are in, each once. */
export function pathsIn(known: readonly string[]): NamePath[] {
  const paths = known.flatMap((name) => {
    const path = pathOf(name);
    return path.slice(1).map((_, i) => path.slice(0, i + 2));
  });
  return [...new Map(paths.map((path) => [nameOf(path), path])).values()];
}

/**
 * The test or describe that a person means by a title, by the end of a full name, or by a full name.
 * @param known the full names of all tests
 * @throws {UsageFault} when none or several have it
 */
export function findPath(text: string, known: readonly string[]): NamePath {
  const paths = new Map(pathsIn(known).map((path) => [nameOf(path), path]));
  const found = [...paths.keys()].filter((name) => name === text || name.endsWith(`${SEPARATOR}${text}`)).sort();
  const [only = '', ...more] = found;
  if (more.length > 0) {
    throw new UsageFault({
      what: `"${text}" names ${found.length} tests or describes.`,
      fix: `Give one of these:\n${found.map((name) => `  ${name}`).join('\n')}`,
    });
  }
  const path = paths.get(only);
  if (path !== undefined) return path;
  const names = isFullName(text) ? [...paths.keys()] : [...paths.values()].map((each) => each.at(-1) ?? '');
  throw new UsageFault({
    what: `No test or describe is named "${text}".`,
    why: 'No recording states this name, and no gap or other file names it.',
    fix: didYouMean(text, names),
  });
}

/**
 * @param text a new title, or a new full name
 * @throws {UsageFault} when the text is neither
 */
export function newPath(old: NamePath, text: string): NamePath {
  const path = isFullName(text) ? pathOf(text) : [...old.slice(0, -1), text];
  if (path.every((part) => part.trim() === part && part !== '') && (isFullName(text) || !text.includes(SEPARATOR)))
    return path;
  throw new UsageFault({
    what: `"${text}" is no title.`,
    fix: 'Give the new title alone, or a full name: <spec file> › <describe> › <title>.',
  });
}

/**
 * @param text a spec file below `e2e/`, or with it in front
 * @throws {UsageFault} when no test is in such a file
 */
export function findSpec(text: string, known: readonly string[]): NamePath {
  const spec = text.replace(/^e2e\//, '');
  const specs = [...new Set(known.map((name) => pathOf(name)[0] ?? ''))];
  if (specs.includes(spec)) return [spec];
  throw new UsageFault({
    what: `No test is in a spec file "${spec}".`,
    why: 'No recording states one, and no gap or other file names one.',
    fix: didYouMean(spec, specs),
  });
}

/**
 * @param text a spec file below `e2e/`, or with it in front
 * @throws {UsageFault} when it is no path of a spec file
 */
export function newSpec(text: string): NamePath {
  const spec = text.replace(/^e2e\//, '');
  if (/^([\w-][\w.-]*\/)*[\w-][\w.-]*\.spec\.ts$/.test(spec)) return [spec];
  throw new UsageFault({
    what: `"${text}" is no path of a spec file.`,
    fix: 'Write it as chat/stream.spec.ts: below e2e/, letters, digits, "-", "_" and "." only.',
  });
}

/** The renames of all tests at a path and below it. */
export function renamesBelow(old: NamePath, path: NamePath, known: readonly string[]): Renames {
  const [from, to] = [nameOf(old), nameOf(path)];
  return new Map(
    known
      .filter((name) => name === from || name.startsWith(`${from}${SEPARATOR}`))
      .map((name) => [name, `${to}${name.slice(from.length)}`]),
  );
}

/** @throws {Fault} that lists the names that no test has */
export function checkKnown(names: readonly string[], known: readonly string[]): void {
  const unknown = names.filter((name) => !known.includes(name));
  if (unknown.length === 0) return;
  throw new Fault({
    what: `No test is named so: ${unknown.length} of ${names.length}. Nothing was changed.`,
    why: 'No recording states these names, and no gap or other file names them.',
    fix: unknown.map((name) => `  ${name}\n    ${didYouMean(name, known)}`).join('\n'),
  });
}

/** @throws {Fault} when two tests would have one name, or two names of which the recordings lie in one folder */
export function checkUnique(renames: Renames, known: readonly string[]): void {
  const folderOf = (name: string) => {
    const [spec = '', ...titlePath] = pathOf(renames.get(name) ?? name);
    return recordingFolder({ setup: '', spec, titlePath });
  };
  const shared = [...Map.groupBy(known, folderOf).values()].filter(
    (names) => names.length > 1 && names.some((name) => renames.has(name)),
  );
  if (shared.length === 0) return;
  throw new Fault({
    what: 'Tests would share a name, or titles with the same words. Nothing was changed.',
    why: 'The recordings of such tests would lie in one folder.',
    fix: `Give each a title of its own:\n${shared
      .flatMap((names) => names.map((name) => `  ${name}\n    → ${renames.get(name) ?? 'stays'}`))
      .join('\n')}`,
  });
}

function didYouMean(name: string, names: readonly string[]): string {
  const near = nearest(name, [...new Set(names)]);
  return near === undefined ? '"npm run recordings -- ls" lists the names.' : `Did you mean "${near}"?`;
}
