/** `STACK_PACKAGES`: what is installed on top of a line's pins, in an environment of its own. */
import { createHash } from 'node:crypto';
import { existsSync, globSync, readFileSync, statSync } from 'node:fs';
import { basename, isAbsolute, join, relative } from 'node:path';
import { Fault } from '../../errors/fault.ts';

/** A requirement as pip takes it, or the absolute folder of a package. */
export type StackPackage = { kind: 'requirement'; text: string } | { kind: 'folder'; path: string };

/**
 * The packages of the setting: `./my-provider,other==1.2`.
 * @param project the folder that paths are relative to, absolute
 * @throws {Fault} for a folder that is no package
 */
export function packagesIn(setting: string | undefined, project: string): StackPackage[] {
  const words = (setting ?? '').split(',').map((word) => word.trim());
  return words.filter((word) => word !== '').map((word) => packageOf(word, project));
}

function packageOf(word: string, project: string): StackPackage {
  if (!/^[./~]/.test(word)) return { kind: 'requirement', text: word };
  const path = isAbsolute(word) ? word : join(project, word);
  const isPackage = existsSync(join(path, 'pyproject.toml')) || existsSync(join(path, 'setup.py'));
  if (isPackage || (existsSync(path) && statSync(path).isFile())) return { kind: 'folder', path };
  throw new Fault({
    what: `STACK_PACKAGES names ${word}, and ${path} is no Python package.`,
    why: 'A package is a folder with a pyproject.toml or a setup.py, or a wheel.',
    fix: 'Correct the path; it is relative to the project folder.',
  });
}

/** What pip is given for them. */
export const argumentsOf = (packages: readonly StackPackage[]): string[] =>
  packages.map((each) => (each.kind === 'folder' ? each.path : each.text));

/** A digest that changes when the setting does, or a file of a folder, wherever that is; empty without packages. */
export function digestOf(packages: readonly StackPackage[]): string {
  if (packages.length === 0) return '';
  const hash = createHash('sha256');
  for (const each of packages) {
    hash.update(`${each.kind === 'folder' ? basename(each.path) : each.text}\n`);
    if (each.kind === 'requirement') continue;
    for (const file of filesOf(each.path)) hash.update(`${relative(each.path, file)}\n`).update(readFileSync(file));
  }
  return hash.digest('hex');
}

function filesOf(path: string): string[] {
  if (statSync(path).isFile()) return [path];
  const left = (name: string) => name === '__pycache__' || name === 'build' || name.endsWith('.egg-info');
  return globSync('**/*', { cwd: path, exclude: left })
    .map((name) => join(path, name))
    .filter((file) => statSync(file).isFile())
    .sort();
}

const normalName = (name: string) => name.toLowerCase().replaceAll(/[-_.]+/g, '-');
const EXACT = /^([A-Za-z0-9._-]+)(?:\[[^\]]*\])?==([^\s;]+)/;

/** Packages that are asked for in one version and pinned to another, a sentence each. */
export function conflictsWith(pins: string, packages: readonly StackPackage[]): string[] {
  const pinned = new Map(
    pins.split('\n').flatMap((line): [string, string][] => {
      const [, name = '', version = ''] = EXACT.exec(line) ?? [];
      return name === '' ? [] : [[normalName(name), version]];
    }),
  );
  return packages.flatMap((each) => {
    const [, name = '', version] = (each.kind === 'requirement' && EXACT.exec(each.text)) || [];
    const pin = pinned.get(normalName(name));
    return pin === undefined || pin === version ? [] : [`${name} ${version} is asked for, and ${pin} is pinned.`];
  });
}

/** What pip says of a conflict with the pins: who needs what, a line each; none where that was not the fault. */
export function conflictsIn(log: string): string[] {
  const lines = log.split('\n').map((line) => line.trim());
  return [...new Set(lines.filter((line) => / depends on |^The user requested \(constraint\)/.test(line)))];
}
