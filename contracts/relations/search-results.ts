/** What a search finds is what was put in. */
import type { Json } from '../../replay/recording/exchange.ts';
import { isObject, type JsonObject } from '../../replay/recording/json.ts';
import { answersOf, type Call } from './call.ts';
import { at, type Broken, differences, objectsIn, type Relation } from './relation.ts';

export const searchResults: Relation = {
  name: 'search results are of files',
  holds:
    'a result has the attributes that its file was attached with, its name in both places, and a text that its file has; a citation is of a result',
  source:
    'OpenAI OpenAPI: VectorStoreSearchResultItem.attributes, content, FileSearchToolCall.results, FileCitationBody.file_id',
  check: (calls) => {
    const attributes = new Map<string, JsonObject>();
    const files = new Map<string, Uploaded>();
    return calls.flatMap((call) => {
      keepFile(call, files);
      keepAttributes(call, attributes);
      return [
        ...resultsOf(call).flatMap(({ result, path }) => ofResult(call, result, path, attributes, files)),
        ...citations(call),
      ];
    });
  },
};

interface Uploaded {
  name: string | undefined;
  /** Undefined for what is no text. */
  text: string | undefined;
}

function keepFile({ operation, answer, form }: Call, files: Map<string, Uploaded>): void {
  const { filename, content } = form.get('file') ?? {};
  const id = answer?.['id'];
  if (operation !== 'POST /v1/files' || typeof id !== 'string' || content === undefined) return;
  files.set(id, { name: filename, text: 'text' in content ? content.text : undefined });
}

function keepAttributes({ operation, asked, ids }: Call, attributes: Map<string, JsonObject>): void {
  const given = isObject(asked['attributes']) ? asked['attributes'] : undefined;
  const keep = (id: Json | undefined, of: JsonObject | undefined): void => {
    if (typeof id === 'string' && of !== undefined) attributes.set(id, of);
  };
  if (operation === 'POST /v1/vector_stores/{id}/files') keep(asked['file_id'], given);
  if (operation === 'POST /v1/vector_stores/{id}/files/{id}') keep(ids[1], given);
  if (operation !== 'POST /v1/vector_stores/{id}/file_batches') return;
  for (const id of Array.isArray(asked['file_ids']) ? asked['file_ids'] : []) keep(id, given);
  for (const file of objectsIn(asked['files'])) {
    keep(file['file_id'], isObject(file['attributes']) ? file['attributes'] : undefined);
  }
}

function resultsOf(call: Call): { result: JsonObject; path: string }[] {
  if (call.operation === 'POST /v1/vector_stores/{id}/search')
    return objectsIn(call.answer?.['data']).map((result, n) => ({ result, path: `data[${n}].` }));
  return answersOf(call).flatMap(({ answer, path }) =>
    objectsIn(answer['output']).flatMap((item, n) =>
      objectsIn(item['results']).map((result, m) => ({ result, path: `${path}output[${n}].results[${m}].` })),
    ),
  );
}

function ofResult(
  call: Call,
  result: JsonObject,
  path: string,
  attributes: ReadonlyMap<string, JsonObject>,
  files: ReadonlyMap<string, Uploaded>,
): Broken[] {
  // A stack may name a document there, and the file among the attributes.
  const id = at(result, 'attributes.file_id') ?? result['file_id'];
  const file = typeof id === 'string' ? id : '';
  const given = attributes.get(file);
  const { name, text } = files.get(file) ?? {};
  return [
    ...differences(given, result['attributes'], `${path}attributes`),
    ...(at(result, 'attributes.filename') === undefined
      ? []
      : differences(name, at(result, 'attributes.filename'), `${path}attributes.filename`)),
    ...differences(name, result['filename'], `${path}filename`),
    ...textsOf(result).flatMap(({ member, value }) =>
      text === undefined || withoutSpace(text).includes(withoutSpace(value))
        ? []
        : [{ path: path + member, due: 'a text of the file', came: value }],
    ),
  ].map((each) => ({ call, ...each }));
}

function textsOf(result: JsonObject): { member: string; value: string }[] {
  const parts = objectsIn(result['content']).map((part, n) => ({ member: `content[${n}].text`, value: part['text'] }));
  return [{ member: 'text', value: result['text'] }, ...parts].flatMap(({ member, value }) =>
    typeof value === 'string' ? [{ member, value }] : [],
  );
}

function withoutSpace(text: string): string {
  return text.replaceAll(/\s+/g, '');
}

function citations(call: Call): Broken[] {
  return answersOf(call).flatMap(({ answer, path }) => {
    const output = objectsIn(answer['output']);
    const found = output.flatMap(({ results }) => objectsIn(results));
    if (found.length === 0) return [];
    return output.flatMap((item, n) =>
      objectsIn(item['content']).flatMap((part, m) =>
        objectsIn(part['annotations']).flatMap((annotation, k) => {
          const cited = annotation['type'] === 'file_citation' ? annotation['file_id'] : undefined;
          const isFound = found.some((each) => each['file_id'] === cited || at(each, 'attributes.file_id') === cited);
          return cited === undefined || isFound
            ? []
            : [
                {
                  call,
                  path: `${path}output[${n}].content[${m}].annotations[${k}].file_id`,
                  due: 'the file_id of a result',
                  came: cited,
                },
              ];
        }),
      ),
    );
  });
}
