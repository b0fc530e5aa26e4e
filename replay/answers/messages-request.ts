/** Requests to Anthropic's messages (https://docs.anthropic.com/en/api/messages). */
import { z } from 'zod';
import type { Json } from '../recording/exchange.ts';
import { saidIn, type Conversation, type Said } from './conversation.ts';

const text = z.looseObject({ type: z.literal('text'), text: z.string() });
const content = z.union([z.string(), z.array(z.union([text, z.looseObject({ type: z.string() })]))]);

const result = z.looseObject({ type: z.literal('tool_result'), content: content.optional() });
const image = z.looseObject({
  type: z.literal('image'),
  source: z.looseObject({ url: z.string().optional(), data: z.string().optional() }),
});

const request = z.looseObject({
  model: z.string(),
  system: content.nullish(),
  messages: z.array(
    z.looseObject({
      role: z.string(),
      content: z.union([z.string(), z.array(z.union([text, result, image, z.looseObject({ type: z.string() })]))]),
    }),
  ),
  stream: z.boolean().nullish(),
  tools: z.array(z.looseObject({ name: z.string(), input_schema: z.json().optional() })).nullish(),
});

type Content = z.infer<typeof content>;
type Message = z.infer<typeof request>['messages'][number];

/** Reads the body of `POST …/messages`; undefined for anything else. Results of tools are messages of their own. */
export function readMessages(body: Json | undefined): Conversation | undefined {
  const { data } = request.safeParse(body);
  if (data === undefined) return undefined;
  const { messages, ...rest } = data;
  const system: Said[] = data.system == null ? [] : [{ role: 'system', text: textOf(data.system) }];
  return {
    ...saidIn([...system, ...messages.flatMap(saidBy)]),
    model: data.model,
    tools: (data.tools ?? []).map(({ name, input_schema }) => ({ name, parameters: input_schema })),
    settings: rest,
    stream: data.stream ?? false,
    includeUsage: true,
    choices: 1,
    logprobs: undefined,
  };
}

function saidBy({ role, content }: Message): Said[] {
  if (typeof content === 'string') return [{ role, text: content }];
  const results = content.flatMap((block) => result.safeParse(block).data ?? []);
  const images = content.flatMap((block) => image.safeParse(block).data ?? []);
  const others = content.length > results.length;
  const own = { role, text: textOf(content), image: images.map(({ source }) => source.url ?? source.data).at(-1) };
  return [
    ...results.map(({ content = '' }) => ({ role: 'tool', text: textOf(content) })),
    ...(others || results.length === 0 ? [own] : []),
  ];
}

function textOf(content: Content): string {
  if (typeof content === 'string') return content;
  return content.map((block) => text.safeParse(block).data?.text ?? '').join('');
}
