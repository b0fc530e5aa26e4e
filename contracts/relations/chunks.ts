/** The chunks that a file is cut into agree with it and with each other. */
import type { Json } from '../../replay/recording/exchange.ts';
import { isObject, type JsonObject } from '../../replay/recording/json.ts';
import type { Call } from './call.ts';
import { at, type Broken, differences, objectsIn, type Relation } from './relation.ts';

export const chunks: Relation = {
  name: 'chunks agree',
  holds:
    'all chunks of a file are of one document, with its name, and each says the same of itself in each place; none has the id of another',
  source: 'OGX OpenAPI: ProcessFileResponse, Chunk, ChunkMetadata',
  check: (calls) => calls.flatMap((call) => [...ofFile(call), ...ofQuery(call)]),
};

/** Members of a chunk's metadata, as they are called in its chunk_metadata. */
const TWICE: Readonly<Record<string, string>> = {
  chunk_id: 'chunk_id',
  document_id: 'document_id',
  token_count: 'content_token_count',
  metadata_token_count: 'metadata_token_count',
  chunk_tokenizer: 'chunk_tokenizer',
};

function ofFile(call: Call): Broken[] {
  if (!call.operation.includes('/file-processors/') || call.answer === undefined) return [];
  const result = isObject(call.answer['result']) ? call.answer['result'] : call.answer;
  const path = result === call.answer ? '' : 'result.';
  const all = objectsIn(result['chunks']);
  const name = call.form.get('file')?.filename;
  return all.flatMap((chunk, n) =>
    [
      ...Object.entries(TWICE).flatMap(([member, other]) =>
        differences(at(chunk, `metadata.${member}`), at(chunk, `chunk_metadata.${other}`), `chunk_metadata.${other}`),
      ),
      ...differences(chunk['chunk_id'], at(chunk, 'metadata.chunk_id'), 'metadata.chunk_id'),
      ...ofDocument(all[0], chunk),
      ...(name === undefined || name === '' ? [] : ofName(name, at(chunk, 'metadata.filename'))),
      ...(windowOf(chunk) === undefined
        ? [{ path: 'chunk_metadata.chunk_window', due: 'the first and last token', came: at(chunk, WINDOW) }]
        : []),
      ...again(all, chunk, n),
    ].map((each) => ({ call, ...each, path: `${path}chunks[${n}].${each.path}` })),
  );
}

/** A name with more than letters, digits, dots and hyphens is told apart: a stack may be known to write it otherwise. */
function ofName(name: string, came: Json | undefined) {
  const isPlain = /^[\w.-]*$/.test(name);
  return differences(name, came, `metadata.filename${isPlain ? '' : ', of a name with other signs'}`);
}

/** What all chunks of a document have in common. */
function ofDocument(first: JsonObject | undefined, chunk: JsonObject) {
  return ['document_id', 'filename', 'file_id'].flatMap((member) =>
    differences(at(first, `metadata.${member}`), at(chunk, `metadata.${member}`), `metadata.${member}`),
  );
}

const WINDOW = 'chunk_metadata.chunk_window';

/** `0-100`, from the first to behind the last token. */
function windowOf(chunk: JsonObject): string | undefined {
  const window = at(chunk, WINDOW);
  return typeof window === 'string' && /^\d+-\d+$/.test(window) ? window : undefined;
}

function again(all: readonly JsonObject[], chunk: JsonObject, n: number): { path: string; due: Json; came: Json }[] {
  const id = chunk['chunk_id'] ?? null;
  return all.findIndex((each) => each['chunk_id'] === id) === n
    ? []
    : [{ path: 'chunk_id', due: 'an id that no other chunk has', came: id }];
}

/** A query answers chunks as they were inserted, each with a score. */
function ofQuery(call: Call): Broken[] {
  if (call.operation !== 'POST /v1/vector-io/query' || call.answer === undefined) return [];
  const [found, scores] = [objectsIn(call.answer['chunks']), call.answer['scores']];
  const due = Array.isArray(scores) ? scores.length : 0;
  return [
    ...(found.length === due ? [] : [{ call, path: 'chunks', due: `${due}, as many as scores`, came: found.length }]),
    ...found.flatMap((chunk, n) =>
      differences(chunk['chunk_id'], at(chunk, 'chunk_metadata.chunk_id'), `chunks[${n}].chunk_metadata.chunk_id`).map(
        (each) => ({ call, ...each }),
      ),
    ),
  ];
}
