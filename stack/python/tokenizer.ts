import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Fault } from '../../errors/fault.ts';

/** The name that tiktoken looks for (the SHA-1 of the file's address), and the digest that it demands. */
const NAME = '9b5ad71b2ce5302211f9c61530b329a4922fc6a4';
const SHA256 = '223921b76ee99bde995b7ff738513eef100fb51d18c93597a113bcffe865b2a7';

/**
 * A folder for `TIKTOKEN_CACHE_DIR` that holds `cl100k_base`, made in the cache from the copy in `js-tiktoken` when it
 * is not there. Without it a stack tries to download the file when it starts, and ends when it cannot.
 */
export async function tokenizerFolder(cache: string): Promise<string> {
  const folder = join(cache, 'tokenizer');
  const file = join(folder, NAME);
  if (existsSync(file) && sha256(readFileSync(file)) === SHA256) return folder;
  const { default: ranks } = await import('js-tiktoken/ranks/cl100k_base');
  const bytes = tiktokenFile(ranks.bpe_ranks);
  if (sha256(bytes) !== SHA256) {
    throw new Fault({
      what: 'The tokenizer file cl100k_base could not be rebuilt.',
      why: 'What js-tiktoken holds gives another file than the one that tiktoken demands.',
      fix: 'Install the js-tiktoken of package-lock.json: npm ci.',
    });
  }
  mkdirSync(folder, { recursive: true });
  const draft = `${file}.${process.pid}`;
  writeFileSync(draft, bytes);
  renameSync(draft, file);
  return folder;
}

/** From js-tiktoken's packing (per line `_ first-rank token token …`) to tiktoken's (`token rank` per line). */
export function tiktokenFile(packed: string): Buffer {
  const lines = packed.split('\n').flatMap((line) => {
    const [, first = '', ...tokens] = line.split(' ');
    return tokens.map((token, offset) => ({ token, rank: Number(first) + offset }));
  });
  lines.sort((a, b) => a.rank - b.rank);
  return Buffer.from(lines.map(({ token, rank }) => `${token} ${rank}\n`).join(''));
}

const sha256 = (bytes: Buffer) => createHash('sha256').update(bytes).digest('hex');
