/** Compiled code that the processes of tests keep between them: each would compile the same modules, for half a second. */
import { join } from 'node:path';

/** The variable with which Node finds it. For processes that are started with an environment of their own. */
export const compiled = {
  NODE_COMPILE_CACHE: join(import.meta.dirname, '../../node_modules/.cache/compiled-by-tests'),
};

/** The global setup of `node --test`, whose environment the processes of tests inherit. */
export function globalSetup(): void {
  process.env['NODE_COMPILE_CACHE'] ??= compiled.NODE_COMPILE_CACHE;
}
