/** What a request sets comes back in the answer as it was set. */
import type { Body } from '../../replay/recording/exchange.ts';
import { isObject, type JsonObject } from '../../replay/recording/json.ts';
import { answersOf, type Call } from './call.ts';
import { at, type Broken, type Difference, differences, isNumber, type Relation } from './relation.ts';

/** Members of a request that come back under their own name, by operation. */
const MEMBERS: Readonly<Record<string, readonly string[]>> = {
  'POST /v1/responses': [
    'background',
    'instructions',
    'max_output_tokens',
    'max_tool_calls',
    'metadata',
    'parallel_tool_calls',
    'previous_response_id',
    'prompt_cache_key',
    'reasoning.effort',
    'safety_identifier',
    'store',
    'temperature',
    'text.format.type',
    'text.format.name',
    'text.verbosity',
    'tool_choice',
    'tools',
    'top_logprobs',
    'top_p',
    'truncation',
  ],
  'POST /v1/vector_stores': ['name', 'metadata', 'expires_after'],
  'POST /v1/vector_stores/{id}': ['name', 'metadata', 'expires_after'],
  'POST /v1/vector_stores/{id}/files': ['attributes', 'chunking_strategy.type', 'chunking_strategy.static'],
  'POST /v1/vector_stores/{id}/files/{id}': ['attributes'],
  'POST /v1/conversations': ['metadata'],
  'POST /v1/conversations/{id}': ['metadata'],
  'POST /v1/batches': ['endpoint', 'input_file_id', 'completion_window', 'metadata'],
  'POST /v1/prompts': ['prompt', 'variables'],
  'PUT /v1/prompts/{id}': ['prompt', 'variables'],
  'POST /v1alpha/skills/{id}': ['default_version'],
};

/** Of a remote MCP server neither credentials nor more of its address than its host come back. */
const SECRET = new Set(['tools[].authorization', 'tools[].headers', 'tools[].server_url']);

/** Members of a request that come back under another name. */
const RENAMED: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  'POST /v1/vector_stores/{id}/files': { file_id: 'id' },
};

/** The id in the path of an operation, as the member of its answer that repeats it. */
const FROM_PATH: Readonly<Record<string, readonly string[]>> = {
  'GET /v1/files/{id}': ['id'],
  'DELETE /v1/files/{id}': ['id'],
  'GET /v1/responses/{id}': ['id'],
  'DELETE /v1/responses/{id}': ['id'],
  'POST /v1/responses/{id}/cancel': ['id'],
  'GET /v1/chat/completions/{id}': ['id'],
  'GET /v1/models/{id}': ['id'],
  'GET /v1/conversations/{id}': ['id'],
  'POST /v1/conversations/{id}': ['id'],
  'DELETE /v1/conversations/{id}': ['id'],
  'GET /v1/conversations/{id}/items/{id}': ['', 'id'],
  'DELETE /v1/conversations/{id}/items/{id}': ['id'],
  'GET /v1/vector_stores/{id}': ['id'],
  'POST /v1/vector_stores/{id}': ['id'],
  'DELETE /v1/vector_stores/{id}': ['id'],
  'POST /v1/vector_stores/{id}/files': ['vector_store_id'],
  'GET /v1/vector_stores/{id}/files/{id}': ['vector_store_id', 'id'],
  'POST /v1/vector_stores/{id}/files/{id}': ['vector_store_id', 'id'],
  'DELETE /v1/vector_stores/{id}/files/{id}': ['', 'id'],
  'POST /v1/vector_stores/{id}/file_batches': ['vector_store_id'],
  'GET /v1/vector_stores/{id}/file_batches/{id}': ['vector_store_id', 'id'],
  'POST /v1/vector_stores/{id}/file_batches/{id}/cancel': ['vector_store_id', 'id'],
  'GET /v1/batches/{id}': ['id'],
  'POST /v1/batches/{id}/cancel': ['id'],
  'GET /v1/messages/batches/{id}': ['id'],
  'POST /v1/messages/batches/{id}/cancel': ['id'],
  'GET /v1/prompts/{id}': ['prompt_id'],
  'PUT /v1/prompts/{id}': ['prompt_id'],
  'GET /v1alpha/skills/{id}': ['id'],
  'POST /v1alpha/skills/{id}': ['id'],
  'DELETE /v1alpha/skills/{id}': ['id'],
  'POST /v1alpha/skills/{id}/versions': ['skill_id'],
  'GET /v1alpha/skills/{id}/versions/{id}': ['skill_id', 'version'],
  'GET /v1alpha/file-processors/jobs/{id}': ['job_id'],
  'POST /v1alpha/file-processors/jobs/{id}/cancel': ['job_id'],
};

export const echo: Relation = {
  name: 'request echoed',
  holds: 'what a request sets, and the ids in its path, come back in the answer as they were sent',
  source:
    'OpenAI OpenAPI: ResponseProperties, VectorStoreObject, VectorStoreFileObject, ConversationResource, Batch, OpenAIFile',
  check: (calls) =>
    calls.flatMap((call) => [
      ...ofMembers(call),
      ...ofModel(call),
      ...ofConversation(call),
      ...ofPath(call),
      ...ofUpload(call),
      ...ofExpiry(call),
    ]),
};

function ofMembers(call: Call): Broken[] {
  const answers = answersOf(call);
  const pairs = [
    ...(MEMBERS[call.operation] ?? []).map((name) => [name, name] as const),
    ...Object.entries(RENAMED[call.operation] ?? {}),
  ];
  return answers.flatMap(({ answer, path }) =>
    pairs.flatMap(([from, to]) =>
      differences(at(call.asked, from), at(answer, to), to, SECRET).map((each) => ({
        call,
        ...each,
        path: path + each.path,
      })),
    ),
  );
}

/** OpenAI names the snapshot behind the name that was asked for; a stack may leave out its provider before it. */
function ofModel(call: Call): Broken[] {
  const { model } = call.asked;
  if (
    !/^POST \/v1(alpha)?\/(responses|chat\/completions|completions|embeddings|messages|interactions)$/.test(
      call.operation,
    )
  )
    return [];
  if (typeof model !== 'string') return [];
  return answersOf(call).flatMap(({ answer, path }) => {
    const came = answer['model'];
    const snapshot = typeof came === 'string' ? came.replace(/-\d{4}-\d\d-\d\d$/, '') : came;
    if (came === undefined || snapshot === model || (typeof snapshot === 'string' && model.endsWith(`/${snapshot}`)))
      return [];
    return [{ call, path: `${path}model`, due: model, came }];
  });
}

/** Asked for as an id or an object, it comes back as an object. */
function ofConversation(call: Call): Broken[] {
  if (call.operation !== 'POST /v1/responses') return [];
  const asked = call.asked['conversation'];
  const id = isObject(asked) ? asked['id'] : asked;
  return answersOf(call).flatMap(({ answer, path }) =>
    differences(id, at(answer, 'conversation.id'), `${path}conversation.id`).map(broken(call)),
  );
}

function ofPath(call: Call): Broken[] {
  const { answer, ids } = call;
  if (answer === undefined) return [];
  return (FROM_PATH[call.operation] ?? []).flatMap((name, n) =>
    name === '' ? [] : differences(ids[n], answer[name], name).map(broken(call)),
  );
}

function ofUpload(call: Call): Broken[] {
  if (call.operation !== 'POST /v1/files' || call.answer === undefined) return [];
  const bytes = lengthOf(call.form.get('file')?.content);
  const purpose = call.form.get('purpose')?.content;
  const filename = call.form.get('file')?.filename;
  const due: JsonObject = {
    object: 'file',
    ...(purpose !== undefined && 'text' in purpose ? { purpose: purpose.text } : {}),
    ...(bytes === undefined ? {} : { bytes }),
    ...(filename === undefined || filename === '' ? {} : { filename }),
  };
  return differences(due, call.answer).map(broken(call));
}

/** How many bytes a part of a form has. JSON may be written otherwise than its value is kept. */
function lengthOf(content: Body | undefined): number | undefined {
  if (content === undefined) return undefined;
  if ('text' in content) return Buffer.byteLength(content.text);
  if ('base64' in content) return Buffer.byteLength(content.base64, 'base64');
  return 'bytes' in content ? content.bytes : undefined;
}

/** A file that is to expire so many seconds after it was created. */
function ofExpiry(call: Call): Broken[] {
  const seconds = call.form.get('expires_after[seconds]')?.content;
  const created = call.answer?.['created_at'];
  if (call.operation !== 'POST /v1/files' || seconds === undefined || !('text' in seconds) || !isNumber(created))
    return [];
  return differences(created + Number(seconds.text), call.answer?.['expires_at'], 'expires_at').map(broken(call));
}

function broken(call: Call): (difference: Difference) => Broken {
  return (difference) => ({ call, ...difference });
}
