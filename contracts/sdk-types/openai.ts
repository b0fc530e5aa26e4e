/**
 * What the `openai` SDK takes the answers of an API for, by operation: schemas are made of these types. A part of a path in
 * braces stands for any one part.
 */
import type OpenAI from 'openai';

type Page<Item> = OpenAI.PageResponse<Item>;
type CursorPage<Item> = OpenAI.CursorPageResponse<Item>;

/** Whole answers of 2xx. */
interface Answers {
  'POST /v1/responses': OpenAI.Responses.Response;
  'GET /v1/responses': CursorPage<OpenAI.Responses.Response>;
  'POST /v1/responses/compact': OpenAI.Responses.CompactedResponse;
  'GET /v1/responses/{id}': OpenAI.Responses.Response;
  'POST /v1/responses/{id}/cancel': OpenAI.Responses.Response;
  'GET /v1/responses/{id}/input_items': CursorPage<OpenAI.Responses.ResponseItem>;
  'POST /v1/chat/completions': OpenAI.ChatCompletion;
  'GET /v1/chat/completions': CursorPage<OpenAI.ChatCompletion>;
  'GET /v1/chat/completions/{id}': OpenAI.ChatCompletion;
  'POST /v1/completions': OpenAI.Completion;
  'POST /v1/embeddings': OpenAI.CreateEmbeddingResponse;
  'POST /v1/moderations': OpenAI.ModerationCreateResponse;
  'GET /v1/models': Page<OpenAI.Model>;
  'GET /v1/models/{id}': OpenAI.Model;
  'POST /v1/files': OpenAI.FileObject;
  'GET /v1/files': CursorPage<OpenAI.FileObject>;
  'GET /v1/files/{id}': OpenAI.FileObject;
  'DELETE /v1/files/{id}': OpenAI.FileDeleted;
  'POST /v1/batches': OpenAI.Batch;
  'GET /v1/batches': CursorPage<OpenAI.Batch>;
  'GET /v1/batches/{id}': OpenAI.Batch;
  'POST /v1/batches/{id}/cancel': OpenAI.Batch;
  'POST /v1/vector_stores': OpenAI.VectorStore;
  'GET /v1/vector_stores': CursorPage<OpenAI.VectorStore>;
  'GET /v1/vector_stores/{id}': OpenAI.VectorStore;
  'POST /v1/vector_stores/{id}': OpenAI.VectorStore;
  'DELETE /v1/vector_stores/{id}': OpenAI.VectorStoreDeleted;
  'POST /v1/vector_stores/{id}/search': Page<OpenAI.VectorStoreSearchResponse>;
  'POST /v1/vector_stores/{id}/files': OpenAI.VectorStores.VectorStoreFile;
  'GET /v1/vector_stores/{id}/files': CursorPage<OpenAI.VectorStores.VectorStoreFile>;
  'GET /v1/vector_stores/{id}/files/{id}': OpenAI.VectorStores.VectorStoreFile;
  'POST /v1/vector_stores/{id}/files/{id}': OpenAI.VectorStores.VectorStoreFile;
  'DELETE /v1/vector_stores/{id}/files/{id}': OpenAI.VectorStores.VectorStoreFileDeleted;
  'GET /v1/vector_stores/{id}/files/{id}/content': Page<OpenAI.VectorStores.FileContentResponse>;
  'POST /v1/vector_stores/{id}/file_batches': OpenAI.VectorStores.VectorStoreFileBatch;
  'GET /v1/vector_stores/{id}/file_batches/{id}': OpenAI.VectorStores.VectorStoreFileBatch;
  'POST /v1/vector_stores/{id}/file_batches/{id}/cancel': OpenAI.VectorStores.VectorStoreFileBatch;
  'GET /v1/vector_stores/{id}/file_batches/{id}/files': CursorPage<OpenAI.VectorStores.VectorStoreFile>;
  'POST /v1/conversations': OpenAI.Conversations.Conversation;
  'GET /v1/conversations/{id}': OpenAI.Conversations.Conversation;
  'POST /v1/conversations/{id}': OpenAI.Conversations.Conversation;
  'DELETE /v1/conversations/{id}': OpenAI.Conversations.ConversationDeletedResource;
  'POST /v1/conversations/{id}/items': OpenAI.Conversations.ConversationItemList;
  'GET /v1/conversations/{id}/items': OpenAI.ConversationCursorPageResponse<OpenAI.Conversations.ConversationItem>;
  'GET /v1/conversations/{id}/items/{id}': OpenAI.Conversations.ConversationItem;
  'DELETE /v1/conversations/{id}/items/{id}': OpenAI.Conversations.Conversation;
}

/** Each event of a stream. */
interface Events {
  'POST /v1/responses': OpenAI.Responses.ResponseStreamEvent;
  'GET /v1/responses/{id}': OpenAI.Responses.ResponseStreamEvent;
  'POST /v1/chat/completions': OpenAI.ChatCompletionChunk;
  'POST /v1/completions': OpenAI.Completion;
}

/** Answers of 400 and above to any of these operations, and events of a stream that are errors. */
interface Failure {
  error: OpenAI.ErrorObject;
}

/** The one type that a schema is made of. */
export interface Contract {
  answers: Answers;
  events: Events;
  failure: Failure;
}
