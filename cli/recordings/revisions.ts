/** The recordings of a git revision. */
import { spawn } from 'node:child_process';
import { text } from 'node:stream/consumers';
import { Fault } from '../../errors/fault.ts';
import type { Files } from './tree.ts';

/** @throws {Fault} when git does not know the revision, or the folder is in no repository */
export async function filesAt(folder: string, revision: string): Promise<Files> {
  if (revision.startsWith('-'))
    throw new Fault({ what: `"${revision}" is no revision.`, fix: 'Name a commit, a branch or a tag.' });
  const listed = await git(folder, ['ls-tree', '-r', '-z', revision, '--', '.']);
  const blobs = listed
    .split('\0')
    .map((line) => /^100\d+ blob ([0-9a-f]+)\t(.+)$/s.exec(line))
    .flatMap((match) => (match?.[1] && match[2] ? [{ blob: match[1], path: match[2] }] : []));
  const texts = contents(await git(folder, ['cat-file', '--batch'], blobs.map(({ blob }) => `${blob}\n`).join('')));
  return new Map(blobs.map(({ path }, i) => [path, texts[i] ?? '']));
}

/** Whether a word names a commit in the repository of a folder. */
export async function revisionExists(folder: string, word: string): Promise<boolean> {
  if (word === '' || word.startsWith('-')) return false;
  return git(folder, ['rev-parse', '--verify', '--quiet', `${word}^{commit}`]).then(
    () => true,
    () => false,
  );
}

/** Splits what `git cat-file --batch` prints: `<name> <type> <bytes>`, a newline, the bytes, a newline. */
function contents(output: string): string[] {
  const bytes = Buffer.from(output, 'latin1');
  const texts: string[] = [];
  for (let at = 0; at < bytes.length;) {
    const end = bytes.indexOf(10, at);
    const length = Number(bytes.toString('latin1', at, end).split(' ')[2]);
    texts.push(bytes.toString('utf8', end + 1, end + 1 + length));
    at = end + 1 + length + 1;
  }
  return texts;
}

/** Runs git in a folder. @returns its output; with `input`, as Latin-1: a letter per byte */
async function git(folder: string, args: readonly string[], input?: string): Promise<string> {
  const child = spawn('git', ['-C', folder, ...args], { stdio: ['pipe', 'pipe', 'pipe'] });
  if (input !== undefined) child.stdout.setEncoding('latin1');
  // A git that ends before it has read everything says why on its own.
  child.stdin.on('error', () => undefined);
  child.stdin.end(input ?? '');
  const ended = Promise.withResolvers<number>();
  child.on('error', ended.reject);
  child.on('close', (code) => ended.resolve(code ?? 1));
  const [output, fault, code] = await Promise.all([text(child.stdout), text(child.stderr), ended.promise]);
  if (code === 0) return output;
  throw new Fault({
    what: `git ${args[0]} ended with ${code} in ${folder}.`,
    fix: 'Give revisions that "git log" knows, and a recordings folder inside of a git repository.',
    lines: fault.trim().split('\n'),
  });
}
