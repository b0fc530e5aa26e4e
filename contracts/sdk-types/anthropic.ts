/** What the `@anthropic-ai/sdk` takes the answers of an API for, by operation; as `openai.ts`. */
import type Anthropic from '@anthropic-ai/sdk';

/** Whole answers of 2xx. */
interface Answers {
  'POST /v1/messages': Anthropic.Message;
  'POST /v1/messages/count_tokens': Anthropic.MessageTokensCount;
  'POST /v1/messages/batches': Anthropic.Messages.MessageBatch;
  'GET /v1/messages/batches/{id}': Anthropic.Messages.MessageBatch;
  'DELETE /v1/messages/batches/{id}': Anthropic.Messages.DeletedMessageBatch;
  'POST /v1/messages/batches/{id}/cancel': Anthropic.Messages.MessageBatch;
}

/** Each event of a stream. The SDK passes over a ping, and throws an error, before it takes an event for one of its union. */
interface Events {
  'POST /v1/messages': Anthropic.RawMessageStreamEvent | { type: 'ping' } | Anthropic.ErrorResponse;
}

/** Answers of 400 and above to any of these operations, and events of a stream that are errors. */
type Failure = Anthropic.ErrorResponse;

/** The one type that a schema is made of. */
export interface Contract {
  answers: Answers;
  events: Events;
  failure: Failure;
}
