/** Finds what a request calls among operations such as `GET /v1/files/{id}`. */

/**
 * A part in braces stands for any one part, and the operation with the fewest of these comes first, as in a router:
 * `POST /v1/responses/compact` is no response's id.
 */
export function operationFinder(operations: readonly string[]): (method: string, path: string) => string | undefined {
  const templates = operations
    .map((operation) => {
      const [method = '', path = ''] = operation.split(' ');
      return { operation, method, parts: path.split('/') };
    })
    .sort((a, b) => a.parts.filter(isParameter).length - b.parts.filter(isParameter).length);
  return (method, path) => {
    const asked = path.split('/');
    return templates.find(
      (each) =>
        each.method === method &&
        each.parts.length === asked.length &&
        each.parts.every((part, at) => (isParameter(part) ? asked[at] !== '' : part === asked[at])),
    )?.operation;
  };
}

const isParameter = (part: string) => part.startsWith('{') && part.endsWith('}');
