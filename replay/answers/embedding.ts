/** Vectors as the answer to embeddings (https://platform.openai.com/docs/api-reference/embeddings/create). */
import { createHash } from 'node:crypto';
import { z } from 'zod';
import type { Json } from '../recording/exchange.ts';
import type { JsonObject } from '../recording/json.ts';
import type { Embedding } from './answer.ts';
import { countWords } from './conversation.ts';

const request = z.looseObject({
  model: z.string(),
  input: z.union([z.string(), z.array(z.string())]),
  dimensions: z.int().positive().nullish(),
  encoding_format: z.enum(['float', 'base64']).nullish(),
});

/** @returns undefined for what is no request for embeddings of texts */
export function embeddingAnswer(embedding: Embedding, body: Json | undefined): JsonObject | undefined {
  const { data: asked } = request.safeParse(body);
  if (asked === undefined) return undefined;
  const texts = [asked.input].flat();
  const { vectors } = embedding;
  const data = texts.map((text, index) => {
    const made = vectors?.[index % vectors.length] ?? vectorOf(text, asked.dimensions ?? embedding.dimensions);
    return { object: 'embedding', index, embedding: asked.encoding_format === 'base64' ? toBase64(made) : made };
  });
  const tokens = countWords(texts.join(' '));
  return { object: 'list', data, model: asked.model, usage: { prompt_tokens: tokens, total_tokens: tokens } };
}

/**
 * A vector of length 1 that is made of the words of a text: the same for the same words, and nearer to one with which it
 * shares more of them.
 */
function vectorOf(text: string, dimensions: number): number[] {
  const vector = Array<number>(dimensions).fill(0);
  const words = text.toLowerCase().match(/[\p{L}\p{N}]+/gu) ?? [''];
  for (const word of words) {
    const at = createHash('sha256').update(word).digest().readUInt32LE(0) % dimensions;
    vector[at] = (vector[at] ?? 0) + 1;
  }
  const length = Math.hypot(...vector);
  return vector.map((value) => value / length);
}

/** 32-bit floats, little end first. */
function toBase64(vector: readonly number[]): string {
  const bytes = Buffer.alloc(vector.length * 4);
  vector.forEach((value, i) => bytes.writeFloatLE(value, i * 4));
  return bytes.toString('base64');
}
