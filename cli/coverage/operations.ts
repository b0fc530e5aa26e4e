/** The operations of a stack's own OpenAPI document, and which of them a request calls. */
import { z } from 'zod';

const METHODS = ['get', 'put', 'post', 'delete', 'patch', 'head', 'options'] as const;

const Described = z.object({ tags: z.array(z.string()).default([]) }).optional();

/** A path has other fields besides its methods, such as `parameters`: they are left out. */
const Document = z.object({
  paths: z.record(
    z.string().startsWith('/'),
    z.object({
      get: Described,
      put: Described,
      post: Described,
      delete: Described,
      patch: Described,
      head: Described,
      options: Described,
    }),
  ),
});

const Operation = z.strictObject({ method: z.string(), path: z.string().startsWith('/'), tags: z.array(z.string()) });
export type Operation = z.infer<typeof Operation>;

const ServedFile = z.strictObject({
  /** Package and version: `ogx 1.5.0`. */
  stack: z.string(),
  operations: z.array(Operation).min(1),
});
/** What is kept of an OpenAPI document: `openapi.json` of a distribution. */
export type Served = z.infer<typeof ServedFile>;

/** Whose API an operation belongs to. */
export const KINDS = ['OpenAI-compatible', 'Anthropic-compatible', "the stack's own"] as const;
export type Kind = (typeof KINDS)[number];

const OPENAI_TAGS = [
  'Batches',
  'Conversations',
  'Files',
  'Inference',
  'Models',
  'Prompts',
  'Responses',
  'Vector Stores',
];

/** By the operation's tags. What is still `v1alpha` is the stack's own, whatever its tag: OpenAI has no such routes. */
export function kindOf({ tags, path }: Operation): Kind {
  if (tags.includes('Messages')) return 'Anthropic-compatible';
  return path.startsWith('/v1/') && tags.some((tag) => OPENAI_TAGS.includes(tag))
    ? 'OpenAI-compatible'
    : "the stack's own";
}

/** The operations of a whole OpenAPI document, by path and method. Throws ZodError. */
export function operationsOf(document: unknown): Operation[] {
  const { paths } = Document.parse(document);
  return Object.entries(paths)
    .flatMap(([path, item]) =>
      METHODS.flatMap((method) => {
        const operation = item[method];
        return operation ? [{ method: method.toUpperCase(), path, tags: operation.tags }] : [];
      }),
    )
    .sort((a, b) => (a.path === b.path ? compare(a.method, b.method) : compare(a.path, b.path)));
}

/** Throws ZodError. */
export function parseServed(text: string): Served {
  return ServedFile.parse(JSON.parse(text));
}

const WIDEST = 120;

/** The text of the file as this project's formatter would leave it: an operation a line, where it fits. */
export function servedText({ stack, operations }: Served): string {
  const texts = operations.map(({ method, path, tags }) => {
    const fields = [
      `"method": ${JSON.stringify(method)}`,
      `"path": ${JSON.stringify(path)}`,
      `"tags": [${tags.map((tag) => JSON.stringify(tag)).join(', ')}]`,
    ];
    const line = `    { ${fields.join(', ')} }`;
    return line.length < WIDEST ? line : `    {\n      ${fields.join(',\n      ')}\n    }`;
  });
  return `{\n  "stack": ${JSON.stringify(stack)},\n  "operations": [\n${texts.join(',\n')}\n  ]\n}\n`;
}

/**
 * Finds the operation that a request calls: each `{parameter}` of a template stands for one segment, and a literal segment
 * comes before a parameter, as in the stack's own router (`/v1/responses/compact` is no response's id).
 */
export function operationFinder(
  operations: readonly Operation[],
): (request: { method: string; path: string }) => Operation | undefined {
  const templates = operations
    .map((operation) => ({ operation, segments: operation.path.split('/') }))
    .sort((a, b) => parametersIn(a.segments) - parametersIn(b.segments));
  return ({ method, path }) => {
    const asked = path.split('/');
    return templates.find(
      ({ operation, segments }) =>
        operation.method === method &&
        segments.length === asked.length &&
        segments.every((segment, place) => (isParameter(segment) ? asked[place] !== '' : segment === asked[place])),
    )?.operation;
  };
}

/** `GET /v1/models` */
export function nameOf({ method, path }: Pick<Operation, 'method' | 'path'>): string {
  return `${method} ${path}`;
}

const isParameter = (segment: string) => /^\{.+\}$/.test(segment);
const parametersIn = (segments: readonly string[]) => segments.filter(isParameter).length;
const compare = (a: string, b: string) => (a < b ? -1 : a > b ? 1 : 0);
