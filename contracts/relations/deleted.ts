/** What was deleted is gone, and its deletion says so. */
import type { Call } from './call.ts';
import { type Broken, differences, objectsIn, type Relation } from './relation.ts';

/** The `object` of the answer to a deletion. */
const KINDS: Readonly<Record<string, string>> = {
  'DELETE /v1/files/{id}': 'file',
  'DELETE /v1/vector_stores/{id}': 'vector_store.deleted',
  'DELETE /v1/vector_stores/{id}/files/{id}': 'vector_store.file.deleted',
  'DELETE /v1/responses/{id}': 'response',
  'DELETE /v1/conversations/{id}': 'conversation.deleted',
  'DELETE /v1alpha/skills/{id}': 'skill.deleted',
};

export const deletion: Relation = {
  name: 'deletion confirmed',
  holds: 'a deletion answers with the kind of the object and deleted: true',
  source: 'OpenAI OpenAPI: DeleteFileResponse, DeleteVectorStoreResponse, DeletedConversation',
  check: (calls) =>
    calls.flatMap((call) => {
      const kind = KINDS[call.operation];
      if (kind === undefined || call.answer === undefined) return [];
      return differences({ object: kind, deleted: true }, call.answer).map((each) => ({ call, ...each }));
    }),
};

export const gone: Relation = {
  name: 'gone once deleted',
  holds: 'what was deleted is neither retrieved nor listed any more',
  source: 'OpenAI API reference: Files, Vector stores, Conversations, Responses, delete',
  check: (calls) => {
    const deleted = new Set<string>();
    return calls.flatMap((call) => {
      const [method = '', path = ''] = call.operation.split(' ');
      const key = `${path} ${call.ids.join(' ')}`;
      if (method === 'DELETE' && KINDS[call.operation] !== undefined && call.status < 300) deleted.add(key);
      else if (method === 'GET' && deleted.has(key) && call.status < 300) return [retrieved(call)];
      else if (method === 'GET') return listed(call, path, deleted);
      return [];
    });
  },
};

function retrieved(call: Call): Broken {
  return { call, path: '', due: 'an answer of 404, since it was deleted', came: call.status };
}

function listed(call: Call, path: string, deleted: ReadonlySet<string>): Broken[] {
  return objectsIn(call.answer?.['data']).flatMap((item, n) => {
    const { id } = item;
    if (typeof id !== 'string' || !deleted.has(`${path}/{id} ${[...call.ids, id].join(' ')}`)) return [];
    return [{ call, path: `data[${n}].id`, due: 'no object that was deleted', came: id }];
  });
}
