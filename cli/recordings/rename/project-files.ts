/** The files beside the recordings that name tests: gaps, suites, claims' sources, the mapping of the reference, pages. */
import { globSync, readFileSync } from 'node:fs';
import { join, sep } from 'node:path';
import { exactName, newReference, type RenamedTests } from './references.ts';
import type { FileChange } from './transaction.ts';
import { changeYaml, yamlTexts } from './yaml-text.ts';

export interface ProjectFile {
  /** Below the project's folder, with `/` on every system. */
  path: string;
  text: string;
}

const YAML = [
  'setups/*.yaml',
  'setups/lines/*.yaml',
  'setups/suites/*.yaml',
  'docs/reference-tests.yaml',
  'e2e/sources.yaml',
];
const PAGES = ['*.md', 'docs/**/*.md'];

export function yamlFiles(project: string): ProjectFile[] {
  return filesOf(project, YAML);
}

/** The full names of tests that the files hold. */
export function namesIn(files: readonly ProjectFile[]): string[] {
  return files.flatMap(({ path, text }) => yamlTexts(text, path).flatMap((each) => exactName(each.text) ?? []));
}

export interface YamlChanges {
  files: FileChange[];
  /** A sentence on each text that stands for many tests and cannot stand for them any more. */
  parted: string[];
}

/** @param project the folder that the files lie in, for the rules of their format */
export async function yamlChanges(
  project: string,
  files: readonly ProjectFile[],
  tests: RenamedTests,
): Promise<YamlChanges> {
  const changes: YamlChanges = { files: [], parted: [] };
  for (const { path, text } of files) {
    const changed = changeYaml(text, path, (name) => {
      const reference = newReference(name, tests);
      return reference !== undefined && 'to' in reference ? reference.to : undefined;
    });
    if (changed !== text) {
      changes.files.push({ from: path, to: path, text: await formattedAs(text, changed, join(project, path)) });
    }
    for (const { text: name, line } of yamlTexts(text, path)) {
      const reference = newReference(name, tests);
      if (reference === undefined || 'to' in reference) continue;
      changes.parted.push(
        `${path}:${line}: "${name}" cannot stand for its tests any more, which are now ${reference.parts.join(', ')}`,
      );
    }
  }
  return changes;
}

/** A file's new text, in this project's format where the old one was. */
export async function formattedAs(old: string, text: string, file: string): Promise<string> {
  const prettier = await import('prettier').catch(() => undefined);
  if (prettier === undefined) return text;
  const { check, format, resolveConfig } = prettier;
  const options = { ...(await resolveConfig(file)), filepath: file };
  return (await check(old, options)) ? await format(text, options) : text;
}

/** Pages that hold old names: what is written there is a person's, or made by another command. */
export function pagesNaming(project: string, names: readonly string[]): string[] {
  return filesOf(project, PAGES)
    .filter(({ text }) => names.some((name) => text.includes(name)))
    .map(({ path }) => path);
}

function filesOf(project: string, patterns: readonly string[]): ProjectFile[] {
  return globSync(patterns, { cwd: project, exclude: ['node_modules'] })
    .sort()
    .map((file) => ({ path: file.split(sep).join('/'), text: readFileSync(join(project, file), 'utf8') }));
}
