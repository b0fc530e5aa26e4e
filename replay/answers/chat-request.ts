/** Requests for chat completions and for text completions. */
import { z } from 'zod';
import type { Json } from '../recording/exchange.ts';
import { saidIn, type Conversation } from './conversation.ts';

const part = z.looseObject({
  type: z.string(),
  text: z.string().optional(),
  image_url: z.looseObject({ url: z.string().optional() }).optional(),
  file: z.looseObject({ file_data: z.string().optional() }).optional(),
});

const message = z.looseObject({
  role: z.string(),
  content: z.union([z.string(), z.array(part)]).nullish(),
});

const settings = {
  model: z.string(),
  n: z.number().nullish(),
  stream: z.boolean().nullish(),
  stream_options: z.looseObject({ include_usage: z.boolean().nullish() }).nullish(),
};

const chat = z.looseObject({
  ...settings,
  messages: z.array(message),
  logprobs: z.boolean().nullish(),
  top_logprobs: z.number().nullish(),
  tools: z
    .array(z.looseObject({ function: z.looseObject({ name: z.string(), parameters: z.json().optional() }).optional() }))
    .nullish(),
});

const completion = z.looseObject({
  ...settings,
  prompt: z.union([z.string(), z.array(z.string())]),
  logprobs: z.number().nullish(),
});

/** Reads the body of `POST …/chat/completions`; undefined for anything else. */
export function readChat(body: Json | undefined): Conversation | undefined {
  const { data } = chat.safeParse(body);
  if (data === undefined) return undefined;
  const { messages, ...rest } = data;
  return {
    ...saidIn(
      messages.map(({ role, content }) => {
        const parts = Array.isArray(content) ? content : [];
        const text = typeof content === 'string' ? content : parts.map((part) => part.text ?? '').join('');
        const image = parts.findLast(({ type }) => type === 'image_url');
        const file = parts.findLast((part) => part.file)?.file?.file_data;
        return { role, text, image: image && (image.image_url?.url ?? ''), file };
      }),
    ),
    ...commonOf(data),
    tools: (data.tools ?? []).flatMap((tool) => tool.function ?? []),
    settings: rest,
    choices: data.n ?? 1,
    logprobs: data.logprobs === true ? (data.top_logprobs ?? 0) : undefined,
  };
}

/** Reads the body of `POST …/completions`; undefined for anything else. The prompt counts as a user's message. */
export function readCompletion(body: Json | undefined): Conversation | undefined {
  const { data } = completion.safeParse(body);
  if (data === undefined) return undefined;
  const { prompt, ...rest } = data;
  const prompts = [prompt].flat();
  return {
    ...saidIn(prompts.map((text) => ({ role: 'user', text }))),
    ...commonOf(data),
    tools: [],
    settings: rest,
    choices: prompts.length * (data.n ?? 1),
    logprobs: data.logprobs ?? undefined,
  };
}

function commonOf({ model, stream, stream_options }: z.infer<typeof chat> | z.infer<typeof completion>) {
  return { model, stream: stream ?? false, includeUsage: stream_options?.include_usage ?? false };
}
