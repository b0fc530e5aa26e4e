import { z } from 'zod';

/** As many numbers as OpenAI's `text-embedding-3-small` gives. */
const DIMENSIONS = 1536;

const requestSchema = z.looseObject({
  dimensions: z.int().nullish(),
  encoding_format: z.enum(['float', 'base64']).nullish(),
});

const answerSchema = z.object({
  model: z.string(),
  data: z.array(z.object({ index: z.number(), embedding: z.array(z.number()) })),
  usage: z.object({ prompt_tokens: z.number(), total_tokens: z.number() }),
});

export interface EmbeddingsRequest {
  dimensions: number;
  base64: boolean;
  /** What the server behind is asked: all of its numbers, as numbers. */
  body: object;
}

/** Reads the body of `POST /v1/embeddings`; `{ error }` is the message for a request that OpenAI refuses with 400. */
export function readEmbeddingsRequest(data: unknown): EmbeddingsRequest | { error: string } {
  const parsed = requestSchema.safeParse(data);
  if (!parsed.success) return { error: `Invalid request: ${z.prettifyError(parsed.error)}` };
  const { dimensions, encoding_format, ...rest } = parsed.data;
  const wanted = dimensions ?? DIMENSIONS;
  if (wanted < 1 || wanted > DIMENSIONS) {
    return { error: `Invalid value for 'dimensions' = ${wanted}. Must be between 1 and ${DIMENSIONS}.` };
  }
  return { dimensions: wanted, base64: encoding_format === 'base64', body: { ...rest, encoding_format: 'float' } };
}

/** Makes a smaller model's answer one of `text-embedding-3-small`. Throws when `data` is no answer of embeddings. */
export function widenEmbeddings(data: unknown, { dimensions, base64 }: EmbeddingsRequest): object {
  const { model, data: rows, usage } = answerSchema.parse(data);
  return {
    object: 'list',
    data: rows.map(({ index, embedding }) => {
      const fitted = fit(embedding, dimensions);
      return { object: 'embedding', index, embedding: base64 ? toBase64(fitted) : fitted };
    }),
    model,
    usage,
  };
}

/**
 * Pads with zeros, which keeps every similarity; or takes the first numbers and, as OpenAI does for `dimensions`,
 * brings them back to length 1.
 */
function fit(vector: number[], dimensions: number): number[] {
  if (vector.length <= dimensions) return [...vector, ...Array<number>(dimensions - vector.length).fill(0)];
  const cut = vector.slice(0, dimensions);
  const length = Math.hypot(...cut);
  return length === 0 ? cut : cut.map((value) => value / length);
}

/** 32-bit floats, little end first. */
function toBase64(vector: number[]): string {
  const bytes = Buffer.alloc(vector.length * 4);
  vector.forEach((value, i) => bytes.writeFloatLE(value, i * 4));
  return bytes.toString('base64');
}
