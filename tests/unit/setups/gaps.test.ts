import assert from 'node:assert/strict';
import { existsSync, globSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';
import { isCapability } from '../../../setups/capabilities.ts';
import { loadSetups } from '../../../setups/load.ts';

const specs = path.join(import.meta.dirname, '../../../e2e');

/** Whether there are tests of this name: a folder's of `messages/*`, and those of a describe or a file of `… › *`. */
function exists(name: string): boolean {
  if (name.endsWith('/*')) return globSync(`${name.slice(0, -1)}**/*.spec.ts`, { cwd: specs }).length > 0;
  return hasTitles(name.replace(/ › \*$/, ''));
}

/** Whether the spec file has all titles of `<spec file> › <describe> › <title>`, as it writes them. */
function hasTitles(name: string): boolean {
  const [spec = '', ...titles] = name.split(' › ');
  const file = path.join(specs, spec);
  if (!existsSync(file)) return false;
  const source = readFileSync(file, 'utf8');
  const written = [...titlesIn(source), ...(/\btest\(\w+,/.test(source) ? titlesInData(path.dirname(file)) : [])];
  return titles.every((title) => written.some((pattern) => pattern.test(title)));
}

/** Titles that a spec takes from data beside it: the names of what is listed there. */
function titlesInData(folder: string): RegExp[] {
  const data = globSync('*.ts', { cwd: folder }).map((file) => readFileSync(path.join(folder, file), 'utf8'));
  const names = data.flatMap((source) => [...source.matchAll(/^ {2}'([^']+)':/gm)].map(([, name = '']) => name));
  return names.map((name) => new RegExp(`^${escaped(name)}$`));
}

const escaped = (text: string) => text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');

/** What the first argument of a call may be: the text as it stands, or with anything in place of each `${…}`. */
function titlesIn(source: string): RegExp[] {
  const literals = source.matchAll(/\(\s*(['"`])((?:(?!\1).)+)\1/gs);
  return [...literals].map(([, quote, text = '']) => {
    const parts = quote === '`' ? text.split(/\$\{[^}]*\}/) : [text];
    return new RegExp(`^${parts.map(escaped).join('.+')}$`, 's');
  });
}

test('every known gap names a test that exists', () => {
  const named = loadSetups().flatMap(({ gaps }) => gaps.flatMap(({ test, except = [] }) => [test, ...except]));
  const gone = named.filter((name) => !exists(name));
  assert.deepEqual(gone, []);
});

test('a gap for a test that does not exist is found', () => {
  assert.equal(exists('chat/stream.spec.ts › is never written'), false);
  assert.equal(exists('chat/nowhere.spec.ts › emits a well-formed chat.completion.chunk stream'), false);
  assert.equal(exists('chat/errors.spec.ts › rejects nothing at all'), false);
  assert.equal(exists('nowhere/*'), false);
  assert.equal(exists('chat/nowhere.spec.ts › *'), false);
  assert.equal(exists('mcp/stream.spec.ts › no such describe › *'), false);
});

test('a gap for a test that exists is known by its title, written as it is or as a template', () => {
  assert.equal(exists('chat/stream.spec.ts › emits a well-formed chat.completion.chunk stream'), true);
  assert.equal(exists('chat/errors.spec.ts › rejects an empty messages array with 400, naming the reason'), true);
});

test('gaps of many tests are known by their folder, file or describe', () => {
  assert.equal(exists('chat/*'), true);
  assert.equal(exists('chat/stream.spec.ts › *'), true);
  assert.equal(exists('mcp/stream.spec.ts › streaming MCP calls › *'), true);
});

test('the words of capabilities are tags that a spec can carry', () => {
  assert.equal(isCapability('json-schema'), true);
  assert.equal(isCapability('toString'), false);
});
