import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { unzipped } from './zip.ts';

/** Bytes and where they were found: `report/index.html › base64 › 3 › 1f.json`. */
export interface Layer {
  where: string;
  bytes: Buffer;
}

const BASE64 = /[A-Za-z0-9+/]{40,}={0,2}/g;
const DEEPEST = 5;

/** All that bytes stand for: themselves, the files of an archive, what is written in base64, and so on in these. */
export function layersOf(where: string, bytes: Buffer, depth = 0): Layer[] {
  if (depth === DEEPEST) return [];
  const inner = [
    ...unzipped(bytes).map((file) => ({ where: `${where} › ${file.name}`, bytes: file.bytes })),
    ...(bytes.toString('latin1').match(BASE64) ?? []).map((run) => ({
      where: `${where} › base64`,
      bytes: Buffer.from(run, 'base64'),
    })),
  ];
  return [{ where, bytes }, ...inner.flatMap((layer) => layersOf(layer.where, layer.bytes, depth + 1))];
}

/** The layers of every file below a folder. */
export async function layersBelow(folder: string): Promise<Layer[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const files = entries.filter((entry) => entry.isFile()).map(({ parentPath, name }) => join(parentPath, name));
  const layers = files.map(async (file) => layersOf(file.slice(folder.length + 1), await readFile(file)));
  return (await Promise.all(layers)).flat();
}

/** The ways in which a text may be written in a file: as it is, as JSON, HTML or an address write it, in base64, in hex. */
export function spellingsOf(text: string): string[] {
  const json = (value: string): string => JSON.stringify(value).slice(1, -1);
  const bytes = Buffer.from(text);
  const base64 = [0, 1, 2].map((shift) => {
    const whole = Buffer.concat([Buffer.alloc(shift), bytes])
      .toString('base64')
      .replace(/=+$/, '');
    // The first and last letters depend on what is around.
    return whole.slice(shift === 0 ? 0 : 4, -2);
  });
  return [
    text,
    json(text),
    json(json(text)),
    encodeURIComponent(text),
    encodeURIComponent(encodeURIComponent(text)),
    text.replaceAll('"', '&quot;'),
    ...base64,
    ...base64.map((spelling) => spelling.replaceAll('+', '-').replaceAll('/', '_')),
    bytes.toString('hex'),
  ];
}

/** Where one of the texts is found, in any spelling. */
export function whereFound(layers: readonly Layer[], texts: readonly string[]): string[] {
  const spellings = texts.flatMap(spellingsOf).map((spelling) => Buffer.from(spelling));
  return layers.filter(({ bytes }) => spellings.some((spelling) => bytes.includes(spelling))).map(({ where }) => where);
}
