import { createHash } from 'node:crypto';
import { gzipSync } from 'node:zlib';
import { Header } from 'tar';

export interface Entry {
  path: string;
  content?: string;
  type?: 'File' | 'SymbolicLink' | 'Link' | 'CharacterDevice' | 'BlockDevice' | 'FIFO' | 'Directory';
  linkpath?: string;
  /** What the header says, where it is not the content's own. */
  size?: number;
}

/** A .tar.gz of exactly these entries, as nobody's tool would refuse to write it. */
export function tarGz(entries: readonly Entry[]): Buffer {
  const blocks = entries.flatMap(({ path, content = '', type = 'File', linkpath, size }) => {
    const bytes = Buffer.from(content);
    const block = Buffer.alloc(512);
    const link = linkpath === undefined ? {} : { linkpath };
    new Header({ path, type, mode: 0o644, size: size ?? bytes.length, mtime: new Date(0), ...link }).encode(block, 0);
    return [block, bytes, Buffer.alloc((512 - (bytes.length % 512)) % 512)];
  });
  return gzipSync(Buffer.concat([...blocks, Buffer.alloc(1024)]));
}

/** The manifest's entry for these files; `changes` replaces fields of it. */
export function manifestOf(files: readonly { path: string; content?: string }[], changes: object = {}): Entry {
  const listed = files.map(({ path, content = '' }) => ({
    path,
    bytes: Buffer.byteLength(content),
    sha256: createHash('sha256').update(content).digest('hex'),
  }));
  return {
    path: 'manifest.json',
    content: JSON.stringify({ format: 1, kind: 'recordings', files: listed, ...changes }),
  };
}
