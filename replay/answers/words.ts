/** Answers and requests in a few words, for a person. */
import type { Answer, Content } from './answer.ts';
import { modelOf } from './condition.ts';
import { joined } from './pieces.ts';
import type { Asked } from './request.ts';

const LONGEST = 60;

/** `text "One and two, three." when { "user": "Say" }` */
export function answerText({ content, when, times }: Answer): string {
  const condition = Object.keys(when).length === 0 ? '' : ` when ${JSON.stringify(when)}`;
  return `${contentText(content)}${condition}${times === 1 ? '' : times === 'any' ? ', any number of times' : `, ${times} times`}`;
}

function contentText(content: Content): string {
  switch (content.kind) {
    case 'message': {
      const { text, refusal, toolCalls = [] } = content;
      const calls = toolCalls.map(({ name }) => [name].flat().join(' or '));
      const said = [
        ...(text === undefined ? [] : [`text ${quoted(joined(text))}`]),
        ...(refusal === undefined ? [] : [`refusal ${quoted(refusal)}`]),
        ...(calls.length === 0 ? [] : [`calls of ${calls.join(', ')}`]),
      ];
      return said.length === 0 ? 'an empty message' : said.join(' with ');
    }
    case 'embedding':
      return 'embeddings';
    case 'moderation':
      return `a moderation that flags ${content.flagged.map(({ category }) => category).join(', ') || 'nothing'}`;
    case 'ranking':
      return `a ranking of ${Object.keys(content.scores).length} texts`;
    case 'search':
      return `${content.pages.length} pages of a search`;
    case 'failure':
    case 'plain':
      return `status ${content.status}`;
    case 'stream':
      return `a stream of ${content.events.length} events`;
    case 'held':
      return 'an answer that is held open';
    case 'reset':
      return 'a connection reset';
    case 'closed':
      return 'a closed connection';
  }
}

/** `ollama for POST /v1/chat/completions, smollm2:135m, streamed, asking "Say hello."` */
export function askedText({ provider, method, path, body, conversation, user }: Asked): string {
  const model = modelOf(body);
  return [
    `${provider} for ${method} ${path}`,
    ...(model === undefined ? [] : [`model ${model}`]),
    ...(conversation?.stream === true ? ['streamed'] : []),
    ...(user === undefined ? [] : [`asking ${quoted(user)}`]),
    ...(conversation === undefined || conversation.toolResults.length === 0
      ? []
      : [`${conversation.toolResults.length} results of tools`]),
  ].join(', ');
}

function quoted(text: string): string {
  return JSON.stringify(text.length > LONGEST ? `${text.slice(0, LONGEST)}…` : text);
}
