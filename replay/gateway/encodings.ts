/** Content codings of bodies (RFC 9110, section 8.4): taken off before a body is looked at. */
import {
  brotliDecompressSync,
  createBrotliDecompress,
  createGunzip,
  createInflate,
  createInflateRaw,
  createZstdDecompress,
  gunzipSync,
  inflateRawSync,
  inflateSync,
  zstdDecompressSync,
} from 'node:zlib';
import { pipeline, Readable, type Transform } from 'node:stream';

/** A body that is not what its `content-encoding` says. The message is the end of a sentence that begins with its sender. */
export class Undecodable extends Error {}

interface Coding {
  whole: (bytes: Buffer, maxOutputLength: number) => Buffer;
  /** @param first the first bytes of the body */
  stream: (first: Buffer) => Transform;
}

const gzip: Coding = {
  whole: (bytes, maxOutputLength) => gunzipSync(bytes, { maxOutputLength }),
  stream: () => createGunzip(),
};
const CODINGS: Readonly<Record<string, Coding>> = {
  gzip,
  'x-gzip': gzip,
  // It stands for the zlib format, and some senders leave that format's two bytes out.
  deflate: {
    whole: (bytes, maxOutputLength) => (isZlib(bytes) ? inflateSync : inflateRawSync)(bytes, { maxOutputLength }),
    stream: (first) => (isZlib(first) ? createInflate() : createInflateRaw()),
  },
  br: {
    whole: (bytes, maxOutputLength) => brotliDecompressSync(bytes, { maxOutputLength }),
    stream: () => createBrotliDecompress(),
  },
  zstd: {
    whole: (bytes, maxOutputLength) => zstdDecompressSync(bytes, { maxOutputLength }),
    stream: () => createZstdDecompress(),
  },
};

/** Compression method 8, and a check that both bytes together are a multiple of 31 (RFC 1950, section 2.2). */
function isZlib(bytes: Buffer): boolean {
  const [method = 0, flags = 0] = bytes;
  return (method & 0x0f) === 8 && ((method << 8) | flags) % 31 === 0;
}

/** The codings of a header, in the order in which they are taken off. */
function codingsOf(header: string | undefined): Coding[] {
  const names = (header ?? '')
    .split(',')
    .map((name) => name.trim().toLowerCase())
    .filter((name) => name !== '' && name !== 'identity');
  return names.toReversed().map((name) => {
    const coding = CODINGS[name];
    if (coding === undefined)
      throw new Undecodable(
        `has the content-encoding ${name}, and gzip, deflate, br and zstd are all that can be read`,
      );
    return coding;
  });
}

/**
 * A whole body without its codings; an empty one stays empty.
 * @param most bytes that it may come to
 * @throws {Undecodable}
 */
export function decodedWhole(bytes: Buffer, header: string | undefined, most: number): Buffer {
  const codings = codingsOf(header);
  if (bytes.length === 0) return bytes;
  try {
    return codings.reduce((body, { whole }) => whole(body, most), bytes);
  } catch (error) {
    throw notAsSaid(header, error);
  }
}

/**
 * A body without its codings, as a stream; without any, it is the same stream.
 * @throws {Undecodable} when its beginning already is not what the header says; the stream ends so where that shows later
 */
export async function decodedStream(body: Readable, header: string | undefined): Promise<Readable> {
  const codings = codingsOf(header);
  if (codings.length === 0) return body;
  const iterator: AsyncIterator<Buffer> = layers(body, codings, header);
  const first = await iterator.next();
  return Readable.from(restOf(first, iterator), { objectMode: false });
}

async function* restOf(first: IteratorResult<Buffer>, more: AsyncIterator<Buffer>): AsyncGenerator<Buffer> {
  for (let next = first; next.done !== true; next = await more.next()) yield next.value;
}

async function* layers(body: Readable, codings: readonly Coding[], header: string | undefined): AsyncGenerator<Buffer> {
  let chunks: AsyncIterable<Buffer> = body;
  for (const coding of codings) chunks = layer(chunks, coding);
  try {
    yield* chunks;
  } catch (error) {
    throw isOfCoding(error) ? notAsSaid(header, error) : error;
  }
}

async function* layer(chunks: AsyncIterable<Buffer>, coding: Coding): AsyncGenerator<Buffer> {
  const iterator = chunks[Symbol.asyncIterator]();
  const first = await iterator.next();
  // Marked as compressed, and nothing there: nothing is what was sent.
  if (first.done === true) return;
  const decoder = coding.stream(first.value);
  const rest = Readable.from(restOf(first, iterator), { objectMode: false });
  // Errors of either stream reach the reader of the decoder, which pipeline destroys with them.
  yield* pipeline(rest, decoder, () => undefined);
}

/** Whether the bytes are wrong; a body that breaks off in its middle is none of these. */
function isOfCoding(error: unknown): boolean {
  return (
    error instanceof Error && 'code' in error && /^(Z_DATA_ERROR|Z_NEED_DICT|ERR__ERROR|ZSTD_)/.test(String(error.code))
  );
}

function notAsSaid(header: string | undefined, error: unknown): Undecodable {
  const why = error instanceof Error ? error.message : String(error);
  return new Undecodable(`has the content-encoding ${header}, and is not in it (${why})`);
}
